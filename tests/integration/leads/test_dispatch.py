"""研判 and 交办."""

from __future__ import annotations

import datetime as dt

import pytest

from huaiyuan.base.audit.models import Event
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads import actions, queries
from huaiyuan.county.leads.filters import Filters
from huaiyuan.county.leads.models import Lead
from huaiyuan.county.leads.types import Grade, State, Verdict
from huaiyuan.county.worklist.models import Task
from tests.cast import OTHER_VILLAGE, SIBLING, VILLAGE
from tests.integration.leads.conftest import MONDAY
from tests.integration.leads.runs import FIRST, SECOND, THIRD, FoundHit

ELSEWHERE = f"{OTHER_VILLAGE}-0001"
RED = FoundHit(household_no=SECOND, rule="R11", risk_type="因义务教育", department="教体局", grade="红")
ORANGE = FoundHit(
    household_no=ELSEWHERE, village_code=OTHER_VILLAGE, rule="R09", risk_type="因残", department="残联", grade="橙"
)


@pytest.fixture
def waiting(people, run):
    actions.open_from_run(run("one", FoundHit(), RED, ORANGE), people.center, at=MONDAY)


@pytest.mark.usefixtures("waiting")
def test_dispatch_sends_all_at_once_with_each_grade_its_own_deadline(people):
    sent = actions.dispatch(by=people.center, at=MONDAY)

    due = {lead.grade: lead.due_at.astimezone(clock.SHANGHAI) for lead in Lead.objects.all()}
    assert due == {
        Grade.RED: MONDAY + dt.timedelta(hours=48),
        Grade.ORANGE: dt.datetime(2026, 11, 26, 17, 30, tzinfo=clock.SHANGHAI),
        Grade.YELLOW: dt.datetime(2026, 11, 30, 17, 30, tzinfo=clock.SHANGHAI),
    }
    assert set(Lead.objects.values_list("state", flat=True)) == {State.SENT}
    assert (sent.leads, sent.by_village) == (3, {VILLAGE: 2, OTHER_VILLAGE: 1})
    tasks = Task.objects.filter(kind="verify_lead").values_list("owner_area", "owner_post", "about", "grade")
    assert set(tasks) == {
        (VILLAGE, "village", "因病", "yellow"), (VILLAGE, "village", "因义务教育", "red"),
        (OTHER_VILLAGE, "village", "因残", "orange"),
    }  # fmt: skip
    event = Event.objects.get(action="leads.lead.sent", household_no=SECOND)
    assert (event.village_code, event.by_username, event.facts) == (VILLAGE, "center", "grade=红; due=2026-11-25 09:00")


@pytest.mark.usefixtures("waiting")
def test_the_text_for_the_work_group_has_numbers_villages_and_deadlines_and_no_names(people):
    text = actions.dispatch(by=people.center, at=MONDAY).text
    assert text.splitlines() == [
        "11月23日交办入户核实线索3户，涉及2个村（社区）。",
        "红色1户，11月25日09:00前入户核实；橙色1户，11月26日17:30前入户核实；黄色1户，11月30日17:30前入户核实。",
        "甲乡：甲一村2户",
        "乙乡：乙一村1户",
        "请登录系统“待办”查看，请勿在群里发户名。",
    ]


@pytest.mark.usefixtures("waiting")
def test_dispatching_again_is_harmless(people):
    actions.dispatch(by=people.center, lead_nos=["XS2026-000001"], at=MONDAY)
    with pytest.raises(DomainError) as refused:
        actions.dispatch(by=people.center, lead_nos=["XS2026-000001"], at=MONDAY)
    assert refused.value.code == "LEAD_NOTHING_TO_SEND"
    assert actions.dispatch(by=people.center, at=MONDAY).leads == 2
    assert Task.objects.count() == 3
    assert Event.objects.filter(action="leads.lead.sent").count() == 3


@pytest.mark.usefixtures("waiting")
def test_filters_choose_what_goes_out(people):
    assert actions.dispatch(by=people.center, filters=Filters(department="残联"), at=MONDAY).by_village == {
        OTHER_VILLAGE: 1
    }
    assert actions.dispatch(by=people.center, filters=Filters(township="411330901", grade="red"), at=MONDAY).leads == 1


@pytest.mark.usefixtures("waiting")
def test_only_the_county_dispatches(people):
    for account in (people.village, people.town, people.leader):
        with pytest.raises(DomainError) as refused:
            actions.dispatch(by=account, at=MONDAY)
        assert refused.value.code == "LEAD_NOTHING_TO_SEND"


@pytest.mark.usefixtures("waiting")
def test_a_lead_is_kept_back_only_with_a_reason(people):
    number = Lead.objects.get(household_no=SECOND).lead_no
    with pytest.raises(DomainError) as refused:
        actions.withhold(number, reason=" ", by=people.center)
    assert refused.value.code == "LEAD_NO_REASON"
    lead = actions.withhold(number, reason="上周刚走访过", by=people.center)
    assert (lead.state, lead.closed_why) == (State.WITHHELD, "上周刚走访过")
    assert actions.dispatch(by=people.center, at=MONDAY).leads == 2


def test_a_year_whose_holidays_are_unknown_refuses_rather_than_guesses(people, run):
    december = dt.datetime(2026, 12, 30, 9, tzinfo=clock.SHANGHAI)
    actions.open_from_run(run("one", FoundHit()), people.center, at=december)
    with pytest.raises(DomainError) as refused:
        actions.dispatch(by=people.center, at=december)
    assert refused.value.code == "REFERENCE_CALENDAR_UNKNOWN"
    assert Lead.objects.get().state == State.OPEN
    assert Task.objects.count() == 0


@pytest.mark.usefixtures("waiting")
def test_the_proposal_says_what_would_go_out_what_merges_and_what_stays_quiet(people, run, judged):
    first = Lead.objects.get(household_no=FIRST)
    actions.dispatch(by=people.center, lead_nos=[first.lead_no], at=MONDAY)
    first.refresh_from_db()
    judged(first, Verdict.UNFOUNDED)
    actions.dispatch(by=people.center, lead_nos=[Lead.objects.get(household_no=SECOND).lead_no], at=MONDAY)
    fresh = FoundHit(household_no=THIRD, village_code=SIBLING)
    actions.open_from_run(run("two", FoundHit(), RED, ORANGE, fresh), people.center, at=MONDAY)

    found = queries.proposal(people.center)
    assert found.says == "拟交办 2 户，并入在办 2 户，刚核过不再推 1 户，最多的村 1 户"
    assert {(v.name, v.to_send, v.merged, v.quiet) for v in found.villages} == {
        ("甲一村", 0, 1, 1), ("甲二村", 1, 0, 0), ("乙一村", 1, 1, 0),
    }  # fmt: skip
    assert {(d.name, d.to_send, d.merged, d.quiet) for d in found.departments} == {
        ("医保局", 1, 0, 1), ("教体局", 0, 1, 0), ("残联", 1, 1, 0),
    }  # fmt: skip


@pytest.mark.usefixtures("waiting")
def test_red_stands_first_in_the_proposal(people):
    found = queries.proposal(people.center)
    assert [(v.name, v.red) for v in found.villages] == [("甲一村", 1), ("乙一村", 0)]
    assert (found.red, found.most.name, found.cap) == (1, "甲一村", 60)
