"""自主申报: a family's word becomes its household's one lead, the village goes, and the receipt says how far it is.

RQ-APPLY-01 一户一条在办线索，申报并进去；没有在办的新开一条，直接交村。
RQ-APPLY-02 乡镇2日内受理；不属实、查无此人、转走都写原因；错了能退回来。
RQ-APPLY-03 各渠道（自己扫码、12317、信访、舆情）分开记，不算部门推的。
"""

from __future__ import annotations

import uuid

import pytest
from django.db import transaction

from huaiyuan.base.audit.models import Event
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.applications import actions, queries, sealed
from huaiyuan.county.applications.actions import Filing
from huaiyuan.county.applications.models import Application
from huaiyuan.county.applications.types import State
from huaiyuan.county.leads import actions as leads
from huaiyuan.county.leads import precision
from huaiyuan.county.leads.actions import Judgement, VisitReport
from huaiyuan.county.leads.models import Hit, Lead
from huaiyuan.county.leads.types import Channel, Verdict, Way
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.registry.models import Household
from huaiyuan.county.worklist.models import Task, TaskState
from tests.integration.applications.conftest import (
    AT_VILLAGE,
    ELSEWHERE,
    FOREIGN,
    PHONE,
    SIBLING,
    TOWNSHIP,
    VILLAGE,
    family,
)
from tests.integration.leads import runs
from tests.integration.leads.runs import FoundHit
from tests.integration.registry.loaded import account


def _accept(filed, home, **more):
    return actions.accept(filed.number, household_no=home.household_no, by=account(TOWNSHIP), **more)


def _open_tasks(kind, number):
    return Task.objects.filter(kind=kind, subject_no=number, state=TaskState.OPEN)


def test_an_application_waits_two_days_with_the_township_and_its_words_lie_sealed(applied):
    """RQ-APPLY-02"""
    filed = applied(name="张大山", note="去年摔了腿")
    row = Application.objects.get(number=filed.number)
    [task] = _open_tasks("accept_application", filed.number)
    assert (task.owner_area, row.state, row.channel) == (VILLAGE[:9], State.PENDING, Channel.APPLICATION)
    assert (row.due_at - row.filed_at).days in {1, 2}
    assert task.due_at == row.due_at
    stored = b"".join(bytes(v) for v in (row.name_sealed, row.phone_sealed, row.note_sealed, row.receipt_sealed))
    assert not [w for w in ("张大山", PHONE, "摔了腿", filed.receipt) if w.encode() in stored]
    assert sealed.words([row])[row.pk] == sealed.Words("张大山", PHONE, "去年摔了腿")


def test_taking_it_up_opens_a_lead_for_the_village_and_the_receipt_says_so(applied):
    """RQ-APPLY-01"""
    home, filed = family(), applied()
    assert "乡镇2天内" in queries.status_of(filed.receipt).says
    accepted = _accept(filed, home)
    lead = Lead.objects.get(lead_no=accepted.lead_no)
    [hit] = lead.hits.all()
    assert not accepted.merged
    assert (lead.household_no, lead.state, lead.village_code) == (home.household_no, "sent", home.village_code)
    assert (hit.channel, hit.risk.risk_type, hit.department) == (Channel.APPLICATION, "因病", "农户自主申报")
    assert "看病花钱多" in hit.says
    assert PHONE not in hit.says
    assert _open_tasks("verify_lead", lead.lead_no).count() == 1
    assert not _open_tasks("accept_application", filed.number)
    assert queries.status_of(filed.receipt).says.startswith("已受理，村里3天内（11月26日前）上门")
    told = [entry.title for entry in registry.household_page(home.household_no, account(TOWNSHIP)).timeline]
    assert any(title.startswith("农户自主申报") for title in told)
    event = Event.objects.filter(action="applications.application.accepted").latest("id")
    assert (event.household_no, event.subject) == (home.household_no, f"application:{filed.number}")


def test_a_family_with_a_lead_under_way_keeps_that_one_lead(applied, tmp_path):
    """RQ-APPLY-01"""
    home = family()
    hit = FoundHit(household_no=home.household_no, village_code=home.village_code, risk_type="因残", department="残联")
    leads.open_from_run(runs.write(tmp_path / "one", hit), None)
    before = Lead.objects.get(household_no=home.household_no)
    accepted = _accept(applied(hardship="house"), home)
    lead = Lead.objects.get(household_no=home.household_no)
    assert (accepted.merged, lead.lead_no, lead.state) == (True, before.lead_no, "sent")
    assert lead.grade == "orange"
    assert lead.version > before.version
    assert set(lead.risks.values_list("risk_type", flat=True)) == {"因残", "因安全住房"}
    again = _accept(applied(hardship="ill"), home)
    assert again.lead_no == lead.lead_no
    [task] = _open_tasks("verify_lead", lead.lead_no)
    assert set(task.about.split("、")) == {"因残", "因安全住房", "因病"}


def test_a_run_that_comes_later_joins_the_lead_that_an_application_opened(applied, tmp_path):
    """RQ-APPLY-01"""
    home = family()
    accepted = _accept(applied(), home)
    hit = FoundHit(household_no=home.household_no, village_code=home.village_code)
    assert leads.open_from_run(runs.write(tmp_path / "late", hit), None)["merged"] == 1
    numbers = sorted(Hit.objects.filter(lead__lead_no=accepted.lead_no).values_list("hit_no", "channel"))
    assert numbers == [(f"{accepted.lead_no}-01", "application"), (f"{accepted.lead_no}-02", "department")]


def test_what_families_apply_for_never_counts_as_a_departments(applied, tmp_path):
    """RQ-APPLY-03"""
    home, other = family(), family(skip=1)
    leads.open_from_run(
        runs.write(tmp_path / "one", FoundHit(household_no=other.household_no, village_code=other.village_code)), None
    )
    leads.dispatch(by=account("county1"))
    _accept(applied(), home)
    filed = actions.file_for(
        Filing("李四", "", VILLAGE, "house", channel=Channel.PETITION), by=account("county1"), client_uuid=uuid.uuid4()
    )
    _accept(filed, family(skip=2))
    pushed = precision.read(_county_scope())
    by = {one: {line.key: line.leads.pushed for line in precision.lines(pushed, one, 1)} for one in precision.By}
    assert by[precision.By.DEPARTMENT] == {"医保局": 1}
    assert by[precision.By.RULE] == {"R01": 1}
    assert by[precision.By.ALL] == {"": 1}
    assert by[precision.By.CHANNEL] == {"department": 1, "application": 1, "petition": 1}


def _county_scope():
    from huaiyuan.base.access import scope_of
    from huaiyuan.base.access.permissions import P

    return scope_of(account("county1"), P.PRECISION_READ)


def test_a_risk_that_no_department_showed_is_settled_by_the_one_that_policy_names(applied):
    """RQ-APPLY-03"""
    home = family()
    accepted = _accept(applied(hardship="house"), home)
    lead = Lead.objects.get(lead_no=accepted.lead_no)
    village = account(AT_VILLAGE)
    leads.record_verdicts(
        lead.lead_no, visit=VisitReport(visited_on=lead.opened_on, way=Way.ON_SITE),
        verdicts=[Judgement("因安全住房", Verdict.DEPARTMENT)], by=village, client_uuid=uuid.uuid4(),
        base_version=lead.version,
    )  # fmt: skip
    assert list(lead.cases.values_list("department", flat=True)) == ["住建局"]


def test_the_receipt_tells_that_the_village_was_there_and_nothing_of_what_it_found(applied):
    home, filed = family(), applied(name="张大山")
    accepted = _accept(filed, home)
    lead = Lead.objects.get(lead_no=accepted.lead_no)
    village = account(AT_VILLAGE)
    leads.record_verdicts(
        lead.lead_no, visit=VisitReport(visited_on=lead.opened_on, way=Way.ON_SITE),
        verdicts=[Judgement("因病", Verdict.UNFOUNDED, reason="票据是邻居家的")], by=village,
        client_uuid=uuid.uuid4(), base_version=lead.version,
    )  # fmt: skip
    said = queries.status_of(filed.receipt)
    assert said.says == "村里已经核实，结果由村里当面告诉您"
    assert not [word for word in ("张大山", "邻居", "不属实", "因病") if word in str(said)]


def test_what_is_not_so_or_nobodys_is_ended_with_a_reason_and_can_be_opened_again(applied):
    """RQ-APPLY-02"""
    town = account(TOWNSHIP)
    for state, says in ((State.UNFOUNDED, "已核对，没有受理"), (State.ABSENT, "按您填的没有找到人")):
        filed = applied()
        with pytest.raises(DomainError, match="请写明"):
            actions.end(filed.number, state=state, reason=" ", by=town)
        actions.end(filed.number, state=state, reason="电话是外县的，本人说填着玩", by=town)
        said = queries.status_of(filed.receipt)
        assert said.says.startswith(says)
        assert "填着玩" not in said.says
        with pytest.raises(DomainError, match="刚定为"):
            _accept(filed, family())
        actions.reopen(filed.number, reason="本人到镇里来了", by=town)
        assert Application.objects.get(number=filed.number).state == State.PENDING
        assert _open_tasks("accept_application", filed.number).count() == 1


def test_another_townships_application_goes_there_and_is_gone_here(applied):
    """RQ-APPLY-02"""
    filed, town = applied(), account(TOWNSHIP)
    actions.reroute(filed.number, to_village=FOREIGN, reason="户口在那边", by=town)
    [task] = _open_tasks("accept_application", filed.number)
    assert task.owner_area == FOREIGN[:9]
    assert not queries.applications(town).filter(number=filed.number)
    with pytest.raises(DomainError) as refused:
        _accept(filed, family())
    assert refused.value.code == "APPLICATION_NOT_FOUND"
    home = family(FOREIGN)
    actions.accept(filed.number, household_no=home.household_no, by=account(ELSEWHERE))
    assert "已受理" in queries.status_of(filed.receipt).says
    assert [step.reason for step in queries.page(filed.number, account(ELSEWHERE)).steps if step.reason] == [
        "户口在那边"
    ]


def test_a_township_takes_up_only_for_families_of_its_own(applied):
    filed = applied()
    with pytest.raises(DomainError) as refused:
        _accept(filed, family(FOREIGN))
    assert refused.value.code == "APPLICATION_OTHER_PLACE"
    with pytest.raises(DomainError) as refused:
        actions.accept(filed.number, household_no="411330101200-9999", by=account(TOWNSHIP))
    assert refused.value.code == "APPLICATION_NO_HOUSEHOLD"
    village = account(AT_VILLAGE)
    with pytest.raises(DomainError) as refused:
        actions.accept(filed.number, household_no=family().household_no, by=village)
    assert refused.value.code == "APPLICATION_NOT_FOUND"


def test_the_wrong_family_is_taken_out_again_until_the_village_has_gone(applied):
    """RQ-APPLY-02"""
    filed, home, town = applied(), family(), account(TOWNSHIP)
    accepted = _accept(filed, home)
    actions.take_back(filed.number, reason="认错了人，是同名的", by=town)
    lead = Lead.objects.get(lead_no=accepted.lead_no)
    assert lead.state == "withdrawn"
    assert not _open_tasks("verify_lead", lead.lead_no)
    row = Application.objects.get(number=filed.number)
    assert (row.state, row.household_no, row.lead_no) == (State.PENDING, "", "")
    second = _accept(filed, family(skip=1))
    village = account(AT_VILLAGE)
    leads.start_visit(second.lead_no, by=village)
    with pytest.raises(DomainError, match="村里已经去核实了"), transaction.atomic():
        actions.take_back(filed.number, reason="又认错了", by=town)
    assert Application.objects.get(number=filed.number).state == State.ACCEPTED


def test_two_at_one_desk_see_who_was_first(applied):
    filed, home = applied(), family()
    seen = queries.page(filed.number, account(TOWNSHIP)).version
    actions.end(filed.number, state=State.ABSENT, reason="没有这个人", by=account("county2"), base_version=seen)
    with pytest.raises(DomainError, match="刚定为查无此人"):
        _accept(filed, home, base_version=seen)
    assert not Lead.objects.filter(household_no=home.household_no)


def test_likely_people_are_shown_with_what_speaks_for_them_and_none_from_elsewhere(applied):
    home = family()
    head = home.members[0]
    filed = applied(name=head.name)
    page = queries.page(filed.number, account(TOWNSHIP))
    found = queries.likely(page.words, VILLAGE, account(TOWNSHIP))
    [first] = [one for one in found if one.person.person_id == head.person_id]
    assert "姓名一样" in first.reasons
    assert "就在这个村" in first.reasons
    assert not queries.likely(page.words, VILLAGE, account(ELSEWHERE)) or all(
        one.person.village_code.startswith(FOREIGN[:9])
        for one in queries.likely(page.words, VILLAGE, account(ELSEWHERE))
    )


def test_staff_enter_what_came_by_phone_or_letter_with_its_channel(applied):
    """RQ-APPLY-03"""
    county = account("county1")
    for channel in (Channel.HOTLINE, Channel.PETITION, Channel.OPINION):
        filed = actions.file_for(
            Filing("王五", "", SIBLING, "water", channel=channel), by=county, client_uuid=uuid.uuid4()
        )
        row = Application.objects.get(number=filed.number)
        assert (row.channel, row.entry, row.filed_by) == (channel, "desk", county)
        assert "乡镇2天内" in queries.status_of(filed.receipt).says
    with pytest.raises(DomainError, match="请填一个电话"):
        actions.file_for(Filing("王五", "", SIBLING, "water"), by=county, client_uuid=uuid.uuid4())


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": " \u200b "}, "APPLICATION_NO_NAME"), ({"name": "长" * 21}, "APPLICATION_NO_NAME"),
        ({"phone": "12345"}, "APPLICATION_NO_PHONE"), ({"phone": ""}, "APPLICATION_NO_PHONE"),
        ({"village": "411330101"}, "APPLICATION_NO_VILLAGE"), ({"village": "999"}, "APPLICATION_NO_VILLAGE"),
        ({"hardship": "rich"}, "APPLICATION_NO_HARDSHIP"), ({"hardship": "other"}, "APPLICATION_NO_NOTE"),
        ({"note": "长" * 101}, "APPLICATION_NOTE_TOO_LONG"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_and_nothing_is_kept(applied, wrong, code):
    with pytest.raises(DomainError) as refused:
        applied(**wrong)
    assert refused.value.code == code
    assert not Application.objects.exists()


def test_a_flood_of_one_address_can_be_ended_in_one_act(applied):
    numbers = [applied().number for _ in range(4)]
    done = actions.end_many([*numbers, numbers[0]], state=State.UNFOUNDED, reason="同一网络乱填", by=account(TOWNSHIP))
    assert [(one.number, one.done) for one in done] == [(number, True) for number in numbers]
    with pytest.raises(DomainError, match="还没选"):
        actions.end_many([], state=State.UNFOUNDED, reason="乱填", by=account(TOWNSHIP))


def test_a_household_that_is_closed_is_not_taken_up_for_and_a_strangers_number_is_not_kept(applied):
    filed, home = applied(), family()
    actions.accept(filed.number, household_no=home.household_no, person_id="P999999999", by=account(TOWNSHIP))
    assert Application.objects.get(number=filed.number).person_id == ""
    gone, second = family(skip=3), applied()
    Household.objects.filter(household_no=gone.household_no).update(closed_on="2026-11-01", close_reason="整户迁出")
    with pytest.raises(DomainError) as refused:
        actions.accept(second.number, household_no=gone.household_no, by=account(TOWNSHIP))
    assert refused.value.code == "APPLICATION_NO_HOUSEHOLD"
