"""出生、死亡、迁入、迁出、分户、合户、更换户主：底册、线索跟着变，错了能撤销。"""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from huaiyuan.base.audit.models import Event
from huaiyuan.core.kernel import identity
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads.models import Hit, Lead, Remark
from huaiyuan.county.registry import queries
from huaiyuan.county.registry.actions import Newcomer
from huaiyuan.county.registry.models import DATED, Alias, Household, Membership, Person
from huaiyuan.county.upkeep import actions
from huaiyuan.county.upkeep.actions import Filing, Who
from huaiyuan.county.upkeep.types import Kind, Part, Whole
from huaiyuan.county.worklist.models import Task
from tests.integration.leads.conftest import MONDAY
from tests.integration.registry.loaded import account
from tests.integration.upkeep.conftest import FOREIGN, SIBLING, VILLAGE, family, file

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 11, 20)


def _page(number: str) -> queries.HouseholdPage:
    return queries.household_page(number, account("county1"))


def _id(birth: dt.date, order: int) -> str:
    first = f"990330{birth:%Y%m%d}{order:03}"
    return first + identity.check_digit(first)


def _heads(page: queries.HouseholdPage) -> list[str]:
    return [m.person_id for m in page.members if m.is_head]


def _known() -> tuple:
    """Everything that is believed now, and where leads stand; surrogate keys and instants left out."""
    skip = {"id", "recorded_at", "superseded_at", "superseded_ref", "source_kind", "source_ref"}
    facts = {
        model.__name__: sorted(
            str({k: v for k, v in row.items() if k not in skip})
            for row in model.objects.filter(superseded_at__isnull=True).values()
        )
        for model in DATED
    }
    closed = list(
        Household.objects.exclude(closed_ref__startswith="撤销").order_by("pk").values_list("pk", "closed_on")
    )
    died = list(Person.objects.order_by("pk").exclude(died_on=None).values_list("pk", "died_on"))
    leads = list(Lead.objects.exclude(state="withdrawn").order_by("pk").values_list(
        "lead_no", "household_no", "village_code", "state", "grade", "closed_why"))  # fmt: skip
    hits = list(
        Hit.objects.order_by("pk").values_list("hit_no", "lead__lead_no", "risk__risk_type", "struck", "person_id")
    )
    tasks = sorted(
        Task.objects.filter(state="open", kind="verify_lead").values_list("subject_no", "owner_area", "household_no")
    )
    return facts, closed, died, leads, hits, tasks


def test_a_death_filed_by_the_village_takes_effect_at_once_and_takes_its_own_risks_along(lead_on):
    page = family(VILLAGE)
    gone, stays = page.members[1].person_id, page.members[2].person_id
    lead = lead_on(page, (gone, "因残"), (gone, "因病"), (stays, "因残"))
    change = file(page, Filing(Kind.DEATH, ON, (Who(Part.GOES, gone),)))
    assert change.state == "done"
    assert gone not in {m.person_id for m in _page(page.household_no).members}
    assert Person.objects.get(person_id=gone).died_on == ON
    struck = {(h.person_id, h.risk.risk_type): h.struck for h in Hit.objects.filter(lead=lead).select_related("risk")}
    assert struck == {(gone, "因残"): True, (gone, "因病"): False, (stays, "因残"): False}
    assert "死亡" in Remark.objects.get(lead=lead).text
    assert Event.objects.filter(action="registry.member.died").count() == 1


def test_the_lead_of_somebody_who_lived_alone_closes_with_them_and_so_does_the_household(lead_on):
    page = next(p for p in (family(VILLAGE, 1, n) for n in range(12)) if len(p.members) == 1)
    who = page.members[0].person_id
    lead = lead_on(page, (who, "因残"))
    file(page, Filing(Kind.DEATH, ON, (Who(Part.GOES, who),)))
    lead.refresh_from_db()
    assert (lead.state, Household.objects.get(household_no=page.household_no).close_reason) == ("withdrawn", "整户死亡")
    assert not Task.objects.filter(subject_no=lead.lead_no, state="open").exists()


def test_a_head_who_dies_needs_a_successor_and_everybody_is_what_they_are_to_the_new_one(tiny):
    page = family(VILLAGE)
    head, heir = page.members[0], page.members[1]
    with pytest.raises(DomainError) as refused:
        file(page, Filing(Kind.DEATH, ON, (Who(Part.GOES, head.person_id),)))
    assert refused.value.code == "REGISTRY_HEAD_NEEDED"
    file(page, Filing(Kind.DEATH, ON, (Who(Part.GOES, head.person_id), Who(Part.HEAD, heir.person_id))))
    after = _page(page.household_no)
    assert _heads(after) == [heir.person_id]
    assert {m.relation for m in after.members if not m.is_head} <= {"之兄弟姐妹"}


def test_a_newborn_is_entered_once_with_name_and_number_that_agree(tiny):
    page, birth = family(VILLAGE), dt.date(2026, 11, 12)
    child = Newcomer("陈新生", "男", birth, _id(birth, 11))
    filing = Filing(Kind.BIRTH, birth, (Who(Part.COMES, relation="之孙子", newcomer=child),))
    same = uuid.uuid4()
    for _ in range(2):
        actions.file_change(page.household_no, filing, by=account("xuzhai"), client_uuid=same, at=MONDAY)
    added = [m for m in _page(page.household_no).members if m.name == "陈新生"]
    assert [(m.relation, m.since) for m in added] == [("之孙子", birth)]
    assert queries.search("cxs", account("xuzhai")).rows[0].person_id == added[0].person_id
    wrong = Newcomer("陈新生", "女", birth, _id(birth, 11))
    for newcomer, code in ((child, "REGISTRY_ID_TAKEN"), (wrong, "REGISTRY_ID_MISFIT")):
        with pytest.raises(DomainError) as refused:
            file(page, Filing(Kind.BIRTH, birth, (Who(Part.COMES, relation="之子", newcomer=newcomer),)))
        assert refused.value.code == code


def test_what_a_village_may_not_decide_waits_for_its_township_and_changes_nothing_until_then(tiny):
    page, before = family(VILLAGE), _known()
    two = [m.person_id for m in page.members[1:3]]
    change = file(page, Filing(Kind.SPLIT, ON, (Who(Part.HEAD, two[0]), Who(Part.GOES, two[1], "配偶"))))
    assert (change.state, change.owner_area) == ("pending", VILLAGE[:9])
    assert _known() == before
    task = Task.objects.get(subject_no=change.number)
    assert (task.owner_area, task.state) == (VILLAGE[:9], "open")
    with pytest.raises(DomainError) as refused:
        actions.confirm_change(change.number, by=account("huilong"))
    assert refused.value.code == "UPKEEP_NOT_FOUND"
    done = actions.confirm_change(change.number, by=account("yuehe"), at=MONDAY)
    made = _page(done.other_no)
    assert [(m.person_id, m.relation) for m in made.members] == [(two[0], "户主"), (two[1], "配偶")]
    assert (made.village_code, made.archive_type) == (VILLAGE, page.archive_type)
    assert Task.objects.get(pk=task.pk).state == "done"


def test_a_refused_change_says_why_and_nothing_happens(tiny):
    page, before = family(VILLAGE), _known()
    change = file(page, Filing(Kind.MOVE_OUT, ON, whole=Whole.AWAY))
    actions.refuse_change(change.number, reason="户口还在本村", by=account("yuehe"), at=MONDAY)
    assert _known() == before
    with pytest.raises(DomainError) as refused:
        actions.confirm_change(change.number, by=account("yuehe"), at=MONDAY)
    assert refused.value.code == "UPKEEP_NOT_PENDING"


def test_hits_go_where_their_people_go_when_a_family_splits(lead_on):
    page = family(VILLAGE)
    goes, stays = page.members[1].person_id, page.members[2].person_id
    lead = lead_on(page, (goes, "因残"), (stays, "因残"), (goes, "因学"))
    made = file(page, Filing(Kind.SPLIT, ON, (Who(Part.HEAD, goes),)), "yuehe").other_no
    new = Lead.objects.get(household_no=made)
    assert new.state == "sent"
    assert new.due_at == Lead.objects.get(pk=lead.pk).due_at
    assert (
        {h.risk.risk_type for h in new.hits.all()}
        == {"因残", "因学"}
        == set(new.risks.values_list("risk_type", flat=True))
    )
    assert list(Lead.objects.get(pk=lead.pk).risks.values_list("risk_type", flat=True)) == ["因残"]
    assert Task.objects.filter(subject_no=new.lead_no, owner_area=VILLAGE, state="open").count() == 1


def test_two_families_united_have_one_live_lead_and_both_numbers_lead_to_it(lead_on):
    page, other = family(VILLAGE), family(VILLAGE, skip=1)
    mine = lead_on(page, (page.members[0].person_id, "因病"), sent=False)
    theirs = lead_on(other, (other.members[0].person_id, "因残"))
    assert mine.state == "open"
    file(page, Filing(Kind.UNITE, ON, other_no=other.household_no), "yuehe")
    live = Lead.objects.filter(household_no=page.household_no, state__in=("open", "sent", "visiting"))
    assert [lead.lead_no for lead in live] == [theirs.lead_no]  # what was handed out already goes on
    assert set(live[0].risks.values_list("risk_type", flat=True)) == {"因病", "因残"}
    assert len(_page(page.household_no).members) == len(page.members) + len(other.members)
    assert Alias.objects.get(old_no=other.household_no).new_no == page.household_no
    found = queries.search(other.household_no, account("xuzhai"))
    assert {row.household_no for row in found.rows} == {page.household_no}


def test_a_family_that_moves_within_the_county_takes_its_lead_to_the_new_village(lead_on):
    page = family(VILLAGE)
    lead = lead_on(page, (page.members[0].person_id, "因病"))
    filing = Filing(Kind.MOVE_OUT, ON, whole=Whole.VILLAGE, to_village=FOREIGN)
    change = file(page, filing, "yuehe")
    assert (change.state, change.owner_area) == ("pending", "411330")  # two townships: the county decides
    actions.confirm_change(change.number, by=account("county1"), at=MONDAY)
    lead.refresh_from_db()
    assert (lead.village_code, lead.state, _page(page.household_no).village_code) == (FOREIGN, "sent", FOREIGN)
    open_tasks = Task.objects.filter(subject_no=lead.lead_no, state="open").values_list("owner_area", flat=True)
    assert list(open_tasks) == [FOREIGN]


def test_a_bride_from_another_family_comes_with_her_hits_and_is_not_entered_twice(lead_on, tiny):
    page, from_ = family(VILLAGE), family(SIBLING)
    given = {row["person_id"]: row for row in tiny["persons"].to_pylist()}
    bride = next(given[m.person_id] for m in from_.members if not m.is_head and given[m.person_id]["id_number"])
    lead = lead_on(from_, (bride["person_id"], "因残"))
    people = Person.objects.count()
    newcomer = Newcomer(bride["name"], bride["sex"], bride["birth_on"], bride["id_number"])
    change = file(
        page, Filing(Kind.MOVE_IN, ON, (Who(Part.COMES, relation="之儿媳", newcomer=newcomer),), why="marriage")
    )
    assert change.state == "pending"
    actions.confirm_change(change.number, by=account("yuehe"), at=MONDAY)
    assert Person.objects.count() == people
    assert bride["person_id"] in {m.person_id for m in _page(page.household_no).members}
    lead.refresh_from_db()
    assert (lead.household_no, lead.village_code) == (page.household_no, VILLAGE)


def test_a_new_head_changes_what_everybody_is(tiny):
    page = family(VILLAGE)
    heir = page.members[1].person_id
    stays = tuple(Who(Part.STAYS, m.person_id, "之父") for m in page.members if m.is_head)
    assert file(page, Filing(Kind.NEW_HEAD, ON, (Who(Part.HEAD, heir), *stays))).state == "done"
    relations = {m.person_id: m.relation for m in _page(page.household_no).members}
    assert (relations[heir], relations[page.members[0].person_id]) == ("户主", "之父")


def _filings(page, other, birth) -> dict[str, Filing]:
    head, second, third = (m.person_id for m in page.members[:3])
    child = Newcomer("陈新生", "男", birth, _id(birth, 13))
    return {
        "出生": Filing(Kind.BIRTH, birth, (Who(Part.COMES, relation="之子", newcomer=child),)),
        "死亡": Filing(Kind.DEATH, ON, (Who(Part.GOES, second),)),
        "户主死亡": Filing(Kind.DEATH, ON, (Who(Part.GOES, head), Who(Part.HEAD, second))),
        "迁出": Filing(Kind.MOVE_OUT, ON, (Who(Part.GOES, head), Who(Part.GOES, third), Who(Part.HEAD, second))),
        "整户迁出": Filing(Kind.MOVE_OUT, ON, whole=Whole.AWAY),
        "整户迁到别村": Filing(Kind.MOVE_OUT, ON, whole=Whole.VILLAGE, to_village=SIBLING),
        "分户": Filing(Kind.SPLIT, ON, (Who(Part.HEAD, second), Who(Part.GOES, third, "配偶"))),
        "合户": Filing(Kind.UNITE, ON, other_no=other.household_no),
        "更换户主": Filing(Kind.NEW_HEAD, ON, (Who(Part.HEAD, second),)),
    }


@pytest.mark.parametrize(
    "case", ["出生", "死亡", "户主死亡", "迁出", "整户迁出", "整户迁到别村", "分户", "合户", "更换户主"]
)
def test_undoing_a_wrong_change_brings_back_what_was_known_and_every_lead(lead_on, case):
    page, other = family(VILLAGE), family(VILLAGE, skip=1)
    lead_on(page, *((m.person_id, risk) for m in page.members[:3] for risk in ("因病", "因残")))
    lead_on(other, (other.members[0].person_id, "因残"), sent=False)
    before = _known()
    change = file(page, _filings(page, other, dt.date(2026, 11, 12))[case], "yuehe")
    assert _known() != before
    undone = actions.undo_change(change.number, reason="登记错户", by=account("yuehe"), at=MONDAY)
    after = _known()
    for now, then in zip(after, before, strict=True):
        assert now == then
    assert undone.state == "undone"


def test_a_change_is_undone_only_after_what_rests_on_it(tiny):
    page = family(VILLAGE)
    first = file(page, Filing(Kind.NEW_HEAD, dt.date(2026, 11, 10), (Who(Part.HEAD, page.members[1].person_id),)))
    second = file(page, Filing(Kind.NEW_HEAD, ON, (Who(Part.HEAD, page.members[2].person_id),)))
    with pytest.raises(DomainError) as refused:
        actions.undo_change(first.number, reason="填错", by=account("xuzhai"))
    assert refused.value.code == "REGISTRY_UNDO_LATER"
    for change in (second, first):
        actions.undo_change(change.number, reason="填错", by=account("xuzhai"))
    assert _heads(_page(page.household_no)) == [page.members[0].person_id]
    assert Membership.objects.filter(person__person_id=page.members[1].person_id).count() > 3  # nothing is deleted


def test_nobody_files_or_undoes_outside_their_rows(tiny):
    page = family(FOREIGN)
    for who in ("xuzhai", "yuehe"):
        with pytest.raises(DomainError) as refused:
            file(page, Filing(Kind.MOVE_OUT, ON, whole=Whole.AWAY), who)
        assert refused.value.code == "UPKEEP_NOT_FOUND"
    change = file(page, Filing(Kind.NEW_HEAD, ON, (Who(Part.HEAD, page.members[1].person_id),)), "huilong")
    for who in ("xuzhai", "yuehe"):
        with pytest.raises(DomainError) as refused:
            actions.undo_change(change.number, reason="想撤", by=account(who))
        assert refused.value.code == "UPKEEP_NOT_FOUND"
    with pytest.raises(DomainError) as refused:
        file(family(VILLAGE), Filing(Kind.UNITE, ON, other_no=page.household_no))
    assert refused.value.code == "UPKEEP_NO_OTHER"
