"""One box that understands what was typed and says so; scope and masking are those of every list."""

from __future__ import annotations

import pytest

from huaiyuan.core.linkage.initials import initials
from huaiyuan.county.registry import actions, queries
from huaiyuan.county.registry.models import Person
from tests.integration.registry.loaded import account

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(tiny):
    """Somebody of 徐寨村 with a number, as it went in."""
    line = queries.village_page("411330101200", account("county1")).rows[0]
    page = queries.household_page(line.household_no, account("county1"))
    found = next(m.person_id for m in page.members if m.id_shown)
    return next(row for row in tiny["persons"].to_pylist() if row["person_id"] == found)


def _found(text: str, who: str = "county1") -> set[str]:
    return {row.person_id for row in queries.search(text, account(who), limit=2000).rows}


def test_every_kind_of_question_is_understood_and_finds_the_person(member):
    asked = {
        initials(member["name"]): "拼音首字母",
        initials(member["name"]).lower(): "拼音首字母",
        member["phone"]: "电话",
        f"{member['phone'][:3]} {member['phone'][3:7]} {member['phone'][7:]}": "电话",
        member["phone"][-4:]: "尾号",
        member["id_number"][-4:].lower(): "尾号",
        member["id_number"][-6:]: "尾号",
        member["name"][:2]: "姓名",
    }
    for text, word in asked.items():
        page = queries.search(text, account("county1"), limit=2000)
        assert page.understood_as == word, text
        assert page.means
        assert member["person_id"] in {row.person_id for row in page.rows}, text


def test_initials_come_exact_first_and_page_by_page_without_repeats(tiny):
    seen, after = [], None
    while True:
        page = queries.search("w", account("county1"), after=after, limit=9)
        seen += [row.person_id for row in page.rows]
        if (after := page.next_after) is None:
            break
    assert len(seen) == len(set(seen)) > 18
    assert set(seen) == _found("W")
    assert all(initials(p.name).startswith("W") for p in Person.objects.filter(person_id__in=seen))


@pytest.mark.parametrize("who", ["xuzhai", "yuehe", "huilong"])
def test_no_kind_of_question_reaches_outside_the_account_s_rows(member, who):
    reach = {"xuzhai": "411330101200", "yuehe": "411330101", "huilong": "411330301"}[who]
    for text in (initials(member["name"])[:1], member["phone"], member["phone"][-4:], member["id_number"][-6:]):
        rows = queries.search(text, account(who), limit=2000).rows
        assert all(row.village_code.startswith(reach) for row in rows)
    assert (member["person_id"] in _found(member["phone"], who)) == (who != "huilong")
    assert queries.search("w", account("leader1")).rows == []


def test_a_dot_is_found_however_it_is_typed(member, county_account):
    actions.correct_person_name(member["person_id"], name="热依汗·阿布都", reason="户口簿", by=county_account)
    for text in ("热依汗·阿", "热依汗•阿", "热依汗.阿", "rYHab"):
        assert member["person_id"] in _found(text), text


def test_a_rare_surname_is_found_by_its_own_reading(member, county_account):
    actions.correct_person_name(member["person_id"], name="仇䶮", reason="户口簿", by=county_account)
    assert member["person_id"] in _found("QY")
    assert member["person_id"] not in _found("CY")
