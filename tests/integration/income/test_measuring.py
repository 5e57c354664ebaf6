"""收入测算: measured at the door, once a form, version by version, signed, proved, checked by another person."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from huaiyuan.base import reference
from huaiyuan.base.audit.models import Event
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.kernel.known import Known
from huaiyuan.core.kernel.period import Period
from huaiyuan.core.policy import income as policy
from huaiyuan.core.policy.category import suggest
from huaiyuan.core.policy.income import Kind
from huaiyuan.county.income import actions, queries, sums
from huaiyuan.county.income.models import IncomePhoto, IncomeStatement
from huaiyuan.county.income.types import PhotoKind, Purpose
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.registry.timeline import told
from huaiyuan.county.worklist.models import Task
from tests.integration.income.conftest import FOREIGN, amounts, measure, photo
from tests.integration.registry.loaded import account

pytestmark = pytest.mark.django_db


def refused(code, act, *args, **kwargs):
    with pytest.raises(DomainError) as refusal:
        act(*args, **kwargs)
    assert refusal.value.code == code
    return str(refusal.value)


def test_the_worked_example_is_kept_and_read_as_it_was_added_up(family):
    june = policy.for_identification(Period(2024, 6))
    made = measure(family, june, measured_on=dt.date(2024, 6, 20))
    assert (made.net_fen, made.reference_fen, made.missing) == (4_640_000, 2_040_000, "")
    held = queries.latest(family)
    assert (held.statement.per_head, held.statement.reference_per_head) == (11600, 5100)
    assert held.standing.says == "低于2024年参考线8,300元"
    assert suggest("一般农户", held.statement, held.line, ["因病"]).says == "突发严重困难户"
    event = Event.objects.get(action="income.statement.measured")
    assert (event.household_no, event.by_username) == (family, "xuzhai")


def test_the_same_family_in_a_year_without_a_line_is_unknown_by_name(family, year):
    measure(family, year)
    held = queries.latest(family, Purpose.YEARLY)
    assert held.standing.says == f"不明（缺：{year.last.year}年监测参考线）"
    assert suggest("一般农户", held.statement, held.line).missing == (f"{year.last.year}年监测参考线",)


def test_what_nobody_knows_is_kept_as_unknown_with_its_name(family, year):
    made = measure(family, year, amounts=amounts(a1=None))
    assert (made.net_fen, made.reference_fen, made.missing) == (None, None, f"{year.name}务工收入")
    asked = [one for one in amounts() if one.code not in {"b2", "e2"}]
    again = measure(family, year, base=1, amounts=asked, none_of={Kind.BUSINESS})
    assert again.missing == f"{year.name}生产经营性支出"


def test_a_form_sent_twice_is_one_statement_and_its_key_serves_no_other_family(family, year):
    key = uuid.uuid4()
    first, again = measure(family, year, key=key), measure(family, year, key=key)
    assert first.pk == again.pk
    other = registry.village_page("411330101200", account("county1"), limit=5).rows[-1].household_no
    refused("INCOME_OTHER_HOUSEHOLD", measure, other, year, key=key)
    assert IncomeStatement.objects.count() == 1


def test_measured_again_it_is_a_new_version_and_the_earlier_stays_readable(family, year):
    first = measure(family, year)
    second = measure(family, year, base=1, amounts=amounts(a1=40000))
    first.refresh_from_db()
    assert first.superseded_at is not None
    assert (second.version, queries.current(family, year).number) == (2, second.number)
    assert queries.statement_page(first.number, account("xuzhai")).newer == second.number
    refused("INCOME_SUPERSEDED", actions.confirm, first.number, by=account("yuehe"))


def test_who_comes_second_sees_who_was_first_and_nothing_is_overwritten(family, year):
    measure(family, year, who="yuehe")
    said = refused("INCOME_CHANGED", measure, family, year, amounts=amounts(a1=1))
    assert "郑三" in said
    assert IncomeStatement.objects.get().entries.get(code="a1").fen == 3_600_000


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"amounts": [], "none_of": ()}, "INCOME_EMPTY"),
        ({"amounts": [*amounts(), amounts()[0]]}, "INCOME_TWICE"),
        ({"none_of": {Kind.WAGE}}, "INCOME_CONTRADICTS"),
        ({"measured_on": dt.date(2031, 1, 1)}, "INCOME_DAY"),
        ({"measured_on": dt.date(2019, 1, 1)}, "INCOME_DAY"),
        ({"size": 0}, "INCOME_NO_MEMBERS"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_is_stored(family, year, given, code):
    refused(code, measure, family, year, **given)
    assert not IncomeStatement.objects.exists()


def test_a_foreign_family_an_absent_one_and_a_post_without_the_right_are_refused_alike(family, year):
    foreign = registry.village_page(FOREIGN, account("county1"), limit=1).rows[0].household_no
    for household, who in (
        (foreign, "xuzhai"),
        ("411330101200-9999", "xuzhai"),
        (family, "county1"),
        (family, "leader1"),
    ):
        refused("INCOME_NOT_FOUND", measure, household, year, who=who)


def test_a_signature_that_is_still_to_come_is_a_task_and_stops_the_check(family, year):
    made = measure(family, year, signed=False)
    task = Task.objects.get(kind="sign_income")
    assert (task.subject_no, task.state, task.owner_area) == (made.number, "open", made.village_code)
    refused("INCOME_NOT_SIGNED", actions.confirm, made.number, by=account("yuehe"))
    refused("INCOME_DAY", actions.sign_later, made.number, signed_on=dt.date(2019, 1, 1), by=account("xuzhai"))
    actions.sign_later(made.number, signed_on=clock.today(), by=account("xuzhai"))
    task.refresh_from_db()
    assert task.state == "done"
    refused("INCOME_NOT_DUE", actions.sign_later, made.number, signed_on=clock.today(), by=account("xuzhai"))


def test_outlays_need_a_voucher_before_another_person_confirms(family, year):
    made = measure(family, year)
    assert "30,000" in refused("INCOME_NO_VOUCHER", actions.confirm, made.number, by=account("yuehe"))
    key = uuid.uuid4()
    kept = actions.add_photo(made.number, photo(), PhotoKind.VOUCHER, client_uuid=key, by=account("xuzhai"))
    again = actions.add_photo(made.number, photo(), PhotoKind.VOUCHER, client_uuid=key, by=account("xuzhai"))
    assert (kept.pk, IncomePhoto.objects.count()) == (again.pk, 1)
    other = measure(family, policy.of(policy.Purpose.IDENTIFICATION, clock.today()))
    refused(
        "INCOME_NOT_FOUND", actions.add_photo, other.number, photo(), PhotoKind.VOUCHER, client_uuid=key,
        by=account("xuzhai"),
    )  # fmt: skip
    confirmed = actions.confirm(made.number, by=account("yuehe"))
    assert (confirmed.state, confirmed.decided_by.username) == ("confirmed", "yuehe")
    refused("INCOME_NOT_WAITING", actions.confirm, made.number, by=account("county1"))


def test_a_photo_opens_for_those_who_may_see_amounts_and_is_recorded(family, year):
    made = measure(family, year)
    kept = actions.add_photo(made.number, photo(), PhotoKind.SHEET, client_uuid=uuid.uuid4(), by=account("xuzhai"))
    assert actions.open_photo(kept.client_uuid, by=account("yuehe"))[:2] == b"\xff\xd8"
    assert Event.objects.filter(action="income.photo.shown", by_username="yuehe").count() == 1
    for who in ("leader1", "huilong"):
        refused("INCOME_NOT_FOUND", actions.open_photo, kept.client_uuid, by=account(who))


def test_nobody_confirms_what_he_measured_himself(family, year):
    made = measure(family, year, who="yuehe")
    refused("INCOME_SAME_PERSON", actions.confirm, made.number, by=account("yuehe"))
    refused("INCOME_SAME_PERSON", actions.give_back, made.number, reason="不全", by=account("yuehe"))


def test_given_back_it_is_a_task_of_the_village_until_it_is_measured_again(family, year):
    made = measure(family, year)
    refused("INCOME_NO_REASON", actions.give_back, made.number, reason=" ", by=account("yuehe"))
    actions.give_back(made.number, reason="养殖支出太少，请再问", by=account("yuehe"))
    assert Task.objects.get(kind="measure_again").state == "open"
    assert queries.latest(family) is None
    measure(family, year, base=1, amounts=amounts(e2=9000))
    assert Task.objects.get(kind="measure_again").state == "done"
    assert queries.latest(family).statement.net == 44400


def test_since_when_a_family_is_above_the_line_is_told_from_its_statements(family, monkeypatch):
    year_2024 = policy.for_year(2024)
    measure(family, policy.for_exit(Period(2024, 3)), measured_on=dt.date(2024, 3, 10), amounts=amounts(g1=0, a1=1000))
    assert queries.above_since(family) is None
    for month in (5, 8):
        measure(
            family, policy.for_exit(Period(2024, month)), measured_on=dt.date(2024, month, 10), amounts=amounts(g1=0)
        )
    assert queries.above_since(family) == dt.date(2024, 5, 10)
    measure(family, year_2024, measured_on=dt.date(2024, 10, 10))
    assert queries.above_since(family) is None
    assert queries.above_since(family, dt.date(2024, 9, 1)) == dt.date(2024, 5, 10)


def test_the_timeline_tells_it_with_amounts_only_to_those_who_may_see_them(family, year):
    made = measure(family, year)
    [seen] = [e for e in told(family, account("xuzhai")) if e.kind == "income"]
    assert (seen.key, seen.says) == (made.number, "人均纯收入11,600元，人均监测参考收入5,100元")
    [hidden] = [e for e in told(family, account("leader1")) if e.kind == "income"]
    assert hidden.says == ""


def test_the_collection_is_counted_by_village_as_its_families_are_listed(family, year):
    line = sums.line_on(dt.date(2024, 9, 30))
    measure(family, policy.for_year(2024), measured_on=dt.date(2024, 10, 10))
    county = account("county1")
    counts = queries.collected(county, policy.for_year(2024), line)["411330101200"]
    families = queries.village_families("411330101200", county, policy.for_year(2024), line)
    assert (counts.measured, counts.below, counts.above, counts.unknown) == (1, 1, 0, 0)
    assert counts.households == len(families)
    assert counts.to_measure == sum(f.place == queries.TO_MEASURE for f in families)
    none = queries.collected(county, policy.for_year(2024), policy.Line(2024, None))["411330101200"]
    assert (none.no_line, none.below) == (1, 0)
    assert [f.standing.below for f in families if f.row] == [Known.YES]


def test_the_time_to_measure_again_is_a_parameter():
    assert reference.parameter("income.again_days", clock.today()) is not None
