"""What an account finds and sees: within its own rows, masked, with source and date for every fact."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huaiyuan.base.audit.models import Event
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.registry import actions, queries
from huaiyuan.county.registry.actions import SealedField
from tests.integration.registry.loaded import account

pytestmark = pytest.mark.django_db
PAGE_BUDGET = 11


@pytest.fixture
def xuzhai(tiny):
    """A household of 徐寨村 (月河镇) that is open and grouped, and one of its members."""
    line = queries.village_page("411330101200", account("county1")).rows[0]
    page = queries.household_page(line.household_no, account("county1"))
    return page


def _clear(tiny, person_id: str) -> dict:
    return next(row for row in tiny["persons"].to_pylist() if row["person_id"] == person_id)


def test_a_person_is_found_by_name_number_tail_and_household(tiny, xuzhai):
    member = next(m for m in xuzhai.members if m.id_shown)
    given = _clear(tiny, member.person_id)
    asked = {
        "姓名": given["name"],
        "证件号码": given["id_number"],
        "尾号": given["id_number"][-4:],
        "户编号": xuzhai.household_no,
    }
    for understood_as, text in asked.items():
        found = queries.search(text, account("county1"))
        assert found.understood_as == understood_as
        assert member.person_id in {row.person_id for row in found.rows}


def test_a_number_as_people_write_it_is_found_too(tiny, xuzhai):
    given = _clear(tiny, next(m.person_id for m in xuzhai.members if m.id_shown))
    spaced = f" {given['id_number'][:6]} {given['id_number'][6:].lower()} "
    assert [row.person_id for row in queries.search(spaced, account("county1")).rows] == [given["person_id"]]


def test_a_phone_is_found_by_its_last_four_digits(tiny, xuzhai):
    given = _clear(tiny, xuzhai.members[0].person_id)
    found = queries.search(given["phone"][-4:], account("county1"))
    assert given["person_id"] in {row.person_id for row in found.rows}


def test_nobody_finds_people_outside_their_rows(tiny, xuzhai):
    given = _clear(tiny, next(m.person_id for m in xuzhai.members if m.id_shown))
    for text in (given["name"], given["id_number"], given["id_number"][-4:], xuzhai.household_no):
        assert queries.search(text, account("yuehe")).rows
        foreign = queries.search(text, account("huilong")).rows
        assert [row for row in foreign if row.village_code.startswith("411330101")] == []
    assert queries.search("", account("county1")).rows == []


def test_the_whole_of_a_surname_is_reached_page_by_page_without_repeats(tiny):
    seen, after = [], None
    while True:
        page = queries.search("王", account("county1"), after=after, limit=7)
        seen += [row.person_id for row in page.rows]
        after = page.next_after
        if after is None:
            break
    at_once = [row.person_id for row in queries.search("王", account("county1"), limit=1000).rows]
    assert seen == at_once
    assert len(seen) > 14


def test_numbers_are_masked_for_everybody_and_names_for_leaders(tiny, xuzhai):
    clear = {row["id_number"] for row in tiny["persons"].to_pylist()} | {
        row["phone"] for row in tiny["persons"].to_pylist()
    }
    for who in ("county1", "yuehe", "xuzhai", "leader1"):
        page = queries.household_page(xuzhai.household_no, account(who))
        shown = {m.id_shown for m in page.members} | {m.phone_shown for m in page.members}
        assert not (shown - {None}) & clear
        assert all(s.startswith("990330********") for s in (m.id_shown for m in page.members) if s)
    leader = queries.household_page(xuzhai.household_no, account("leader1"))
    assert all("*" in m.name and m.birth_on is None for m in leader.members)
    assert all(m.health is None or m.health.value == "不予显示" for m in leader.members)


def test_a_household_elsewhere_looks_like_one_that_does_not_exist(tiny, xuzhai):
    assert queries.household_page(xuzhai.household_no, account("huilong")) is None
    assert queries.household_page("411330101200-9999", account("county1")) is None


def test_every_fact_names_its_source_and_date(tiny, xuzhai):
    assert {fact.label for fact in xuzhai.facts} >= {"居住地", "户类型"}
    for fact in xuzhai.facts:
        assert (fact.source, fact.source_ref) == ("底册装入", "试县底册")
        assert fact.since
        assert fact.recorded_at


def test_the_household_page_tells_its_story_and_keeps_to_its_queries(tiny, xuzhai, county_account):
    household_no, who = xuzhai.household_no, account("county1")
    actions.move_household(household_no, village_code="411330301200", on=dt.date(2026, 11, 1), by=county_account)
    with CaptureQueriesContext(
        connection,
    ) as ran:
        page = queries.household_page(household_no, who)
    assert len(ran) <= PAGE_BUDGET
    assert page.timeline[0].title == "居住地变更"
    assert page.timeline[-1].title in {"登记入册", "户类型"}
    assert (page.village_name, page.group_name) == ("榨楼村", "未分组")


def test_a_page_as_of_a_day_and_as_known_then(tiny, xuzhai, county_account):
    household_no, who, before = xuzhai.household_no, account("county1"), clock.now()
    actions.move_household(household_no, village_code="411330301200", on=dt.date(2026, 11, 1), by=county_account)
    assert queries.household_page(household_no, who, on=dt.date(2026, 10, 31)).village_code == "411330101200"
    assert queries.household_page(household_no, who).village_code == "411330301200"
    assert queries.household_page(household_no, who, known_at=before).village_code == "411330101200"
    assert queries.household_page(household_no, account("yuehe")) is None


def test_a_village_is_walked_group_by_group_with_the_ungrouped_last(tiny):
    who, village = account("xuzhai"), "411330101200"
    walked, after = [], None
    while True:
        page = queries.village_page(village, who, after=after, limit=4)
        walked += page.rows
        after = page.next_after
        if after is None:
            break
    groups = queries.village_groups(village, who)
    assert [row.household_no for row in walked] == [
        row.household_no for row in queries.village_page(village, who, limit=1000).rows
    ]
    assert len(walked) == sum(group.households for group in groups)
    assert groups[-1].name == "未分组"
    assert walked[-1].group_name == "未分组"
    for group in groups:
        assert len(queries.village_page(village, who, group=group.key, limit=1000).rows) == group.households
    monitored = queries.village_page(village, who, kind="monitored", limit=1000).rows
    assert {row.risk_state for row in monitored} == {"未消除"}
    assert queries.village_page("411330301200", who).rows == []


def test_lines_of_a_list_are_left_out_beyond_the_rows(tiny, xuzhai):
    elsewhere = queries.village_page("411330301200", account("county1")).rows[0].household_no
    wanted = [xuzhai.household_no, elsewhere]
    assert set(queries.listed(wanted, account("county1"))) == set(wanted)
    assert set(queries.listed(wanted, account("yuehe"))) == {xuzhai.household_no}


def test_a_value_is_revealed_only_with_reason_and_on_record(tiny, xuzhai):
    member = next(m for m in xuzhai.members if m.id_shown)
    given, who = _clear(tiny, member.person_id), account("xuzhai")
    shown = actions.reveal(member.person_id, SealedField.PHONE, reason="约定入户时间", by=who)
    assert shown == given["phone"]
    event = Event.objects.get(action="registry.person.revealed")
    assert (event.by_username, event.reason, event.subject) == (
        "xuzhai", "约定入户时间", f"person:{member.person_id}"
    )  # fmt: skip
    assert given["phone"] not in f"{event.facts}{event.subject}"


@pytest.mark.parametrize(
    ("who", "reason", "code"),
    [
        ("xuzhai", "  ", "REGISTRY_NO_REASON"),
        ("huilong", "核对", "REGISTRY_NOT_YOURS"),
        ("leader1", "核对", "REGISTRY_NOT_YOURS"),
    ],
)
def test_a_reveal_is_refused(tiny, xuzhai, who, reason, code):
    with pytest.raises(DomainError) as refused:
        actions.reveal(xuzhai.members[0].person_id, SealedField.ID_NUMBER, reason=reason, by=account(who))
    assert refused.value.code == code


def test_without_a_record_there_is_no_value(tiny, xuzhai, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError("audit is down")

    monkeypatch.setattr("huaiyuan.base.audit.record", fails)
    with pytest.raises(RuntimeError):
        actions.reveal(xuzhai.members[0].person_id, SealedField.PHONE, reason="核对", by=account("xuzhai"))


def test_a_number_that_was_never_given_cannot_be_shown(tiny):
    without = next(row["person_id"] for row in tiny["persons"].to_pylist() if row["bank_card"] is None)
    with pytest.raises(DomainError) as refused:
        actions.reveal(without, SealedField.CARD, reason="核对", by=account("county1"))
    assert refused.value.code == "REGISTRY_NOTHING_STORED"
