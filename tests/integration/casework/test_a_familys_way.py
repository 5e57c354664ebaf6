"""A family's way from a judged lead to the national system, step by step, through the actions."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from huaiyuan.base.audit.models import Event
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.casework import actions, exports
from huaiyuan.county.casework.actions import Decided, Item, village
from huaiyuan.county.casework.actions.following import follow_cases
from huaiyuan.county.casework.models import CaseFile, CaseStep, Comparison, Cycle, CycleEvent, PublicSheet
from huaiyuan.county.casework.types import Answer, ClearWay, CycleEventKind, Level, Result, State
from huaiyuan.county.leads.types import Verdict
from huaiyuan.county.registry import actions as registry
from huaiyuan.county.registry import queries as households
from huaiyuan.county.registry.models import MonitoringFact
from huaiyuan.county.registry.types import CloseReason
from huaiyuan.county.upkeep.actions import Filing, Who
from huaiyuan.county.upkeep.types import Kind, Part
from huaiyuan.county.worklist.models import Task, TaskState
from tests.integration.casework.world import FOUND, PHOTO, VILLAGE, Hands


def refused(code: str, act) -> str:
    with pytest.raises(DomainError) as refusal:
        act()
    assert refusal.value.code == code, str(refusal.value)
    return str(refusal.value)


def test_a_family_goes_from_the_lead_into_the_national_system_and_nothing_is_typed_twice(hands: Hands):
    case = hands.opened(None, "因病", "缺劳动力")
    assert (case.risks, case.found_on, case.due_on) == ("因病;缺劳动力", FOUND, FOUND + dt.timedelta(days=15))
    case = hands.carried(case, State.DONE)
    cycle = Cycle.objects.get(household_no=case.household_no)
    fact = MonitoringFact.objects.known().get(household__household_no=case.household_no)
    assert (cycle.identified_on, cycle.category, cycle.risks) == (case.decided_on, "突发严重困难户", "因病;缺劳动力")
    assert (fact.approved_on, fact.risk_state, fact.source_ref) == (cycle.identified_on, "未消除", case.doc_no)
    assert cycle.national_no == case.national_no == "GB001"
    assert cycle.events.get().kind == CycleEventKind.FIRST
    days = list(CaseStep.objects.filter(case=case).order_by("pk").values_list("done_on", flat=True))
    assert days == sorted(days)


def test_whoever_must_act_next_has_the_task_and_nobody_else(hands: Hands):
    case = hands.opened()
    posts = {"visit": "village", "review": "village", "to_post": "village", "noticed": "village",
             "township": "township", "county": "county_center", "announce": "township", "enter": "village"}  # fmt: skip
    for state, post in posts.items():
        case = hands.carried(case, State(state))
        open_ = Task.objects.filter(subject_no=case.case_no, state=TaskState.OPEN)
        assert [(task.kind, task.owner_post) for task in open_] == [(f"case_{state}", post)]
    hands.carried(case, State.DONE)
    assert not Task.objects.filter(subject_no=case.case_no, state=TaskState.OPEN).exists()


def test_the_lead_can_be_taken_over_only_once_and_only_when_judged_so(hands: Hands):
    free, other = hands.free_households(2)
    case = hands.opened(free)
    refused("CASEWORK_ALREADY_OPEN", lambda: hands.opened(free))
    lead = hands.lead(other, verdict=Verdict.COVERED)
    refused("CASEWORK_NOT_TO_IDENTIFY", lambda: actions.open_from_lead(lead, by=hands.town))
    refused("LEAD_NOT_FOUND", lambda: actions.open_from_lead(hands.lead(other), by=hands.village))
    hands.carried(case, State.ANNOUNCE)
    refused("CASEWORK_ALREADY_OPEN", lambda: hands.opened(free))
    hands.carried(case, State.DONE)
    refused("CASEWORK_MONITORED", lambda: hands.opened(free))


def test_departments_are_asked_only_about_those_who_have_signed(hands: Hands):
    case = hands.opened()
    refused("CASEWORK_NEED_SIGNED", lambda: actions.visit(
        case.case_no, on=hands.day, companion="队员", found="", act=hands.act()))  # fmt: skip
    hands.signed(case)
    refused("CASEWORK_NEED_TWO", lambda: actions.visit(
        case.case_no, on=hands.day, companion=" ", found="", act=hands.act()))  # fmt: skip
    actions.visit(case.case_no, on=hands.day, companion="队员", found="", act=hands.act())
    made = actions.make_list("vehicle", purpose="识别认定信息比对", by=hands.county)
    taken = actions.take_list(made.list_no, by=hands.county)
    signed = set(case.authorisations.values_list("person_id", flat=True))
    assert {line.person_id for line in made.lines.all()} == signed
    assert len(taken.lines) == len(signed)
    event = Event.objects.get(action="casework.list.taken")
    assert event.reason == "识别认定信息比对"
    assert not any(line.id_number and line.id_number in event.facts for line in taken.lines)
    refused("CASEWORK_NOBODY", lambda: actions.make_list("vehicle", purpose="再比一次", by=hands.county))
    refused("CASEWORK_NOT_FOUND", lambda: actions.take_list(made.list_no, by=hands.town))


def test_a_suspicion_needs_a_written_finding_before_the_village_deliberates(hands: Hands):
    case = hands.opened()
    hands.visited(case)
    refused("CASEWORK_NEED_ANSWERED", lambda: actions.compared(case.case_no, act=hands.act()))
    person = case.authorisations.first().person_id
    for code in ("vehicle", "realty", "company", "payroll", "insurance"):
        made = actions.make_list(code, purpose="识别认定信息比对", by=hands.county)
        says = {person: "名下小轿车1辆"} if code == "vehicle" else {}
        actions.record_answers(made.list_no, suspicions=says, by=hands.county)
    assert "1条疑点" in refused("CASEWORK_NEED_FOUND", lambda: actions.compared(case.case_no, act=hands.act()))
    hands.compared(case)
    line = Comparison.objects.get(case=case, answer=Answer.SUSPICION)
    assert (line.finding, line.because, line.found_by) == ("no_matter", "是拉货的三轮车", hands.village)


def test_a_family_on_the_allowance_that_was_compared_already_is_not_compared_again(hands: Hands):
    case = hands.opened()
    hands.visited(case, exempt="低保〔2025〕30号")
    assert CaseFile.objects.get(pk=case.pk).state == State.REVIEW
    assert not Comparison.objects.filter(case=case).exists()


def test_a_deliberation_needs_two_thirds_present_and_more_than_half_agreeing(hands: Hands):
    case = hands.carried(hands.opened(), State.REVIEW)
    few = actions.Held(hands.day, 40, 26, 26)
    refused("CASEWORK_NEED_QUORUM", lambda: actions.deliberate(
        case.case_no, held=few, category="突发严重困难户", reason="", photos=[PHOTO] * 2, act=hands.act()))  # fmt: skip
    enough = actions.Held(hands.day, 40, 27, 14)
    refused("CASEWORK_NEED_DELIBERATION", lambda: actions.deliberate(
        case.case_no, held=enough, category="突发严重困难户", reason="", photos=[PHOTO], act=hands.act()))  # fmt: skip
    refused("CASEWORK_MISFIT", lambda: hands.deliberated(case, category="边缘易致贫户"))
    refused("CASEWORK_NEED_REASON", lambda: hands.deliberated(case, agreed=15))
    hands.deliberated(case, agreed=15, reason="家里有稳定收入")
    case.refresh_from_db()
    assert (case.state, case.ended_why) == (State.REFUSED, "家里有稳定收入")


def test_the_notice_runs_its_five_days_and_an_objection_blocks_until_it_is_answered(hands: Hands):
    case = hands.carried(hands.opened(), State.TO_POST)
    hands.posted(case)
    posted = hands.day
    assert PublicSheet.objects.get(case=case).ends_on == posted + dt.timedelta(days=5)
    hands.later(5)
    refused("CASEWORK_NEED_DAYS", lambda: actions.expire(case.case_no, act=hands.act()))
    refused("CASEWORK_PERSONAL_TEXT", lambda: actions.raise_objection(
        case.case_no, text="打19900000001问他家", on=hands.day, act=hands.act()))  # fmt: skip
    objection = actions.raise_objection(case.case_no, text="他家儿子在城里有房", on=hands.day, act=hands.act())
    hands.later()
    assert "1条异议未答复" in refused(
        "CASEWORK_NEED_NO_OBJECTION", lambda: actions.expire(case.case_no, act=hands.act())
    )
    actions.answer_objection(case.case_no, objection.pk, answer="房子已抵给医院，核过", act=hands.act())
    actions.expire(case.case_no, act=hands.act())
    late = actions.raise_objection(case.case_no, text="还有一件", on=hands.day, act=hands.act())
    says = refused("CASEWORK_IN_MEETING", lambda: hands.met(Level.TOWNSHIP, Item(case.case_no, Result.PASSED)))
    assert "1条异议未答复" in says
    actions.answer_objection(case.case_no, late.pk, answer="不属实", act=hands.act())
    hands.met(Level.TOWNSHIP, Item(case.case_no, Result.PASSED))


def test_who_answers_an_objection_a_moment_after_another_is_told_by_whom_and_what(hands: Hands, monkeypatch):
    """Between the look at the case and the writing another may commit; on PostgreSQL nothing holds him up."""
    case = hands.carried(hands.opened(), State.TO_POST)
    hands.posted(case)
    objection = actions.raise_objection(case.case_no, text="他家儿子在城里有房", on=hands.day, act=hands.act())
    look = village.check

    def look_and_be_overtaken(*asked):
        look(*asked)
        monkeypatch.setattr(village, "check", look)
        actions.answer_objection(case.case_no, objection.pk, answer="核过", act=hands.act())

    monkeypatch.setattr(village, "check", look_and_be_overtaken)
    says = refused("CASEWORK_CHANGED", lambda: actions.answer_objection(
        case.case_no, objection.pk, answer="我也核过", act=hands.act()))  # fmt: skip
    assert "答复了异议" in says


def test_a_meeting_decides_all_its_families_or_none(hands: Hands):
    first, second, third = (hands.carried(hands.opened(no), State.TOWNSHIP) for no in hands.free_households(3))
    first_seen = CaseFile.objects.get(pk=first.pk).version
    items = [
        Item(first.case_no, Result.PASSED, "", first_seen),
        Item(second.case_no, Result.RETURNED, "缺低保证复印件"),
    ]
    stale = [*items, Item(third.case_no, Result.PASSED, "", third.version - 1)]
    assert third.case_no in refused("CASEWORK_IN_MEETING", lambda: hands.met(Level.TOWNSHIP, *stale))
    assert CaseFile.objects.get(pk=first.pk).state == State.TOWNSHIP
    hands.met(Level.TOWNSHIP, *items)
    second.refresh_from_db()
    assert (second.state, second.returned_why) == (State.MEND_TOWNSHIP, "缺低保证复印件")
    refused("CASEWORK_NEED_REASON", lambda: actions.mend(second.case_no, what="", photos=[], act=hands.act()))
    actions.mend(second.case_no, what="补了复印件", photos=[PHOTO], act=hands.act())
    assert CaseFile.objects.get(pk=second.pk).state == State.TOWNSHIP


def test_nobody_acts_twice_where_four_eyes_are_asked(hands: Hands):
    from huaiyuan.base.access.models import Post, Posting

    post = Post.objects.get(code="township")
    Posting.objects.create(account=hands.village, post=post, area_code=VILLAGE[:9], valid_from=FOUND)
    Posting.objects.create(account=hands.county, post=post, area_code=VILLAGE[:9], valid_from=FOUND)
    case = hands.carried(hands.opened(), State.TOWNSHIP)
    item = Item(case.case_no, Result.PASSED)
    assert "换一个人" in refused("CASEWORK_IN_MEETING", lambda: hands.met(Level.TOWNSHIP, item, by=hands.village))
    hands.met(Level.TOWNSHIP, item, by=hands.county)
    assert "换一个人" in refused("CASEWORK_IN_MEETING", lambda: hands.met(Level.COUNTY, item, by=hands.county))
    hands.met(Level.COUNTY, item, by=hands.other_county)


def test_suspension_stops_the_clock_and_everything_but_its_end(hands: Hands):
    case = hands.opened()
    refused("CASEWORK_NEED_REASON", lambda: actions.suspend(case.case_no, reason=" ", act=hands.act(hands.town)))
    actions.suspend(case.case_no, reason="户主住院", act=hands.act(hands.town))
    refused("CASEWORK_NEED_RESUME", lambda: hands.signed(case))
    hands.later(7)
    actions.resume(case.case_no, act=hands.act(hands.town))
    case.refresh_from_db()
    assert (case.paused_days, case.due_on) == (7, FOUND + dt.timedelta(days=22))
    hands.signed(case)


def test_a_clearing_is_taken_back_in_the_old_cycle_and_a_new_risk_begins_a_new_one(hands: Hands):
    case = hands.carried(hands.opened(), State.DONE)
    number, on = case.household_no, case.decided_on
    day = [on + dt.timedelta(days=n) for n in range(1, 6)]
    decided = [Decided(d, "桐防返贫〔2026〕12号", "标错了户") for d in day]
    actions.clear(number, way=ClearWay.HELPED, decided=decided[0], by=hands.county)
    refused("CASEWORK_NO_REASON", lambda: actions.undo_clearing(
        number, decided=Decided(day[1], "桐〔2026〕1号"), by=hands.county))  # fmt: skip
    refused("CASEWORK_NOT_FOUND", lambda: actions.undo_clearing(number, decided=decided[1], by=hands.town))
    actions.undo_clearing(number, decided=decided[1], by=hands.county)
    assert Cycle.objects.get(household_no=number).state == "未消除"
    actions.clear(number, way=ClearWay.HELPED, decided=decided[2], by=hands.county)
    actions.identify(number, category="突发严重困难户", risks=["因学"], decided=decided[3], by=hands.county)
    first, second = Cycle.objects.filter(household_no=number).order_by("number")
    kinds = [event.kind for event in first.events.order_by("pk")]
    assert kinds == ["first", "cleared", "undone", "cleared"]
    assert (second.again, [e.kind for e in second.events.all()]) == (True, ["again"])
    actions.strike_off(number, decided=decided[4], by=hands.county)
    assert (
        MonitoringFact.objects.known().filter(household__household_no=number).order_by("-valid_from").first().risk_state
        == "已清退"
    )


@pytest.mark.parametrize("who", ["other", "leader"])
def test_absent_and_foreign_cases_are_told_apart_by_nobody(hands: Hands, who):
    from tests.integration.registry.loaded import account

    case = hands.opened()
    stranger = account({"other": "huilong", "leader": "leader1"}[who])
    says = {refused("CASEWORK_NOT_FOUND", lambda n=n: actions.stop(n, reason="试", act=hands.act(stranger)))
            for n in (case.case_no, "RD2026-9999")}  # fmt: skip
    assert len(says) == 1


def test_whoever_decides_on_what_he_saw_before_is_told(hands: Hands):
    case = hands.carried(hands.opened(), State.TOWNSHIP)
    seen = case.version
    actions.raise_objection(case.case_no, text="有话说", on=hands.day, act=hands.act())
    with pytest.raises(DomainError) as refusal:
        hands.met(Level.TOWNSHIP, Item(case.case_no, Result.RETURNED, "缺材料", seen))
    assert "刚登记了异议" in str(refusal.value)


def test_two_at_one_cycle_leave_one_event(hands: Hands):
    case = hands.carried(hands.opened(), State.ANNOUNCE)
    hands.later()
    decided = Decided(hands.day, "桐防返贫〔2026〕12号", "会上定的")
    actions.clear(case.household_no, way=ClearWay.HELPED, decided=decided, by=hands.county)
    with pytest.raises(DomainError) as refusal:
        actions.clear(case.household_no, way=ClearWay.HELPED, decided=decided, by=hands.other_county)
    assert refusal.value.code == "CASEWORK_CYCLE_STATE"
    assert CycleEvent.objects.filter(cycle__household_no=case.household_no, kind="cleared").count() == 1
    assert Cycle.objects.get(household_no=case.household_no).version == 2


def test_a_family_that_splits_under_monitoring_takes_its_cycle_along_and_undoing_it_takes_it_back(hands: Hands):
    """The registry splits by itself; the cycles follow in the same act, so that figures and registry never differ."""
    hands.day = dt.date(2026, 11, 20)
    rows = MonitoringFact.objects.on(hands.day).filter(
        risk_state="未消除", household__household_no__startswith="4113301012"
    )
    numbers = [
        n for n in rows.values_list("household__household_no", flat=True) if len(households.adults_of(n, hands.day)) > 1
    ]
    number = sorted(numbers)[0]
    leaver = households.adults_of(number, hands.day)[-1]
    filing = Filing(Kind.SPLIT, hands.day, (Who(Part.HEAD, leaver),), keep_monitored=True)
    change = actions.file_change(number, filing, by=hands.village, client_uuid=uuid.uuid4())
    if change.state != "done":
        change = actions.confirm_change(change.number, by=hands.town)
    made = Cycle.objects.filter(events__happened_on=hands.day).exclude(household_no=number).get()
    old = Cycle.objects.get(household_no=number, state="未消除")
    assert (made.category, made.identified_on, made.state) == (old.category, old.identified_on, "未消除")
    assert households.stretches(made.household_no)[-1].risk_state == "未消除"
    actions.undo_change(change.number, reason="村里报错了", by=hands.town)
    made.refresh_from_db()
    assert made.void
    assert not households.stretches(made.household_no)


def test_scripts_get_what_the_page_shows(hands: Hands):
    case = hands.carried(hands.opened(), State.NOTICED)
    listed = exports.cases("noticed", by=hands.village)
    assert [row["case_no"] for row in listed["cases"]] == [case.case_no]
    assert listed["counts"]["noticed"] == 1
    one = exports.one_case(case.case_no, by=hands.village)
    assert one["steps"][0]["did"] == "张贴了公示"
    assert "expire" in one["may"]
    refused("CASEWORK_NOT_FOUND", lambda: exports.one_case("RD2026-9999", by=hands.village))
    refused("CASEWORK_NO_TAB", lambda: exports.cases("everything", by=hands.village))
    monitored = Cycle.objects.filter(household_no__startswith=VILLAGE).first().household_no
    assert exports.cycles(monitored, by=hands.village)["cycles"][0]["events"]


def test_a_case_goes_with_its_household_to_another_village_and_ends_with_a_closed_number(hands: Hands):
    hands.day = dt.date(2026, 11, 20)
    first, second = (hands.opened(number) for number in hands.free_households(2))
    registry.move_household(first.household_no, village_code="411330101201", on=hands.day, by=hands.county)
    registry.close_household(second.household_no, on=hands.day, reason=CloseReason.MOVED_AWAY, by=hands.county)
    follow_cases([first.household_no, second.household_no], because="整户迁移", by=hands.county)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.village_code, first.state) == ("411330101201", State.VISIT)
    task = Task.objects.get(subject_no=first.case_no, state=TaskState.OPEN)
    assert (task.owner_area, task.village_code) == ("411330101201", "411330101201")
    assert (second.state, second.ended_why) == (State.STOPPED, "整户迁移")
    assert not Task.objects.filter(subject_no=second.case_no, state=TaskState.OPEN).exists()


def test_a_case_that_was_stopped_may_be_opened_anew_from_its_lead_and_a_decided_one_not(hands: Hands):
    number = hands.free_households(1)[0]
    lead = hands.lead(number)
    case = actions.open_from_lead(lead, by=hands.town)
    actions.stop(case.case_no, reason="开错了", act=hands.act(hands.town, None))
    again = actions.open_from_lead(lead, by=hands.town)
    hands.carried(again, State.REVIEW)
    hands.deliberated(again, agreed=10, reason="收入稳定")
    refused("CASEWORK_ALREADY_OPEN", lambda: actions.open_from_lead(lead, by=hands.town))
