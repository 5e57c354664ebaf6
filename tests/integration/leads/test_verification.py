"""入户核实: verdicts, signatures, tasks that follow, corrections, and who was there first."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from huaiyuan.base.audit.models import Event
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads import actions, queries
from huaiyuan.county.leads.actions import Judgement, VisitReport
from huaiyuan.county.leads.models import Finding, Forwarding, Lead, Risk, Visit
from huaiyuan.county.leads.types import State, Verdict, Way
from huaiyuan.county.worklist.models import Task
from tests.cast import COUNTY, OTHER_VILLAGE, SIBLING, TOWN, VILLAGE
from tests.integration.leads.conftest import MONDAY
from tests.integration.leads.runs import FoundHit

TWO_RISKS = (FoundHit(), FoundHit(rule="R09", risk_type="因残", department="残联", fingerprint="00000000000000bb"))
NOON = MONDAY.replace(hour=12)


def _report(lead, people, *verdicts: Judgement, **changes):
    values = {
        "visit": VisitReport(visited_on=MONDAY.date()), "verdicts": verdicts, "by": people.village, "at": NOON,
        "client_uuid": uuid.uuid4(), "base_version": lead.version, **changes,
    }  # fmt: skip
    return actions.record_verdicts(lead.lead_no, **values)


def test_every_risk_gets_its_own_verdict_and_one_true_one_makes_the_lead_true(sent, people):
    lead = sent(*TWO_RISKS)
    recorded = _report(
        lead,
        people,
        Judgement("因病", Verdict.IDENTIFY, found="欠医院两万"),
        Judgement("因残", Verdict.UNFOUNDED, reason="证是旧的"),
    )
    assert (recorded.state, recorded.signature_due_at) == (State.CONFIRMED, None)
    lead.refresh_from_db()
    assert (lead.first_visit_on, lead.decided_at) == (MONDAY.date(), NOON)
    assert dict(Risk.objects.values_list("risk_type", "verdict")) == {"因病": "identify", "因残": "unfounded"}
    assert Risk.objects.get(risk_type="因残").cool_down_until == MONDAY.date() + dt.timedelta(days=90)
    assert Risk.objects.get(risk_type="因病").cool_down_until is None
    assert Finding.objects.get(risk__risk_type="因病").found == "欠医院两万"
    verify = Task.objects.get(kind="verify_lead")
    assert (verify.state, verify.closed_by) == ("done", people.village)


@pytest.mark.parametrize(
    ("verdict", "state", "kind", "area", "post"),
    [
        (Verdict.IDENTIFY, State.CONFIRMED, "identify_household", TOWN, "township"),
        (Verdict.DEPARTMENT, State.CONFIRMED, "department_follow_up", COUNTY, "department"),
        (Verdict.MONITORED, State.CONFIRMED, None, None, None),
        (Verdict.COVERED, State.CLEARED, None, None, None),
        (Verdict.UNFOUNDED, State.CLEARED, None, None, None),
    ],
)
def test_what_follows_from_a_verdict(sent, judged, verdict, state, kind, area, post):
    assert judged(sent(), verdict).state == state
    following = Task.objects.exclude(kind="verify_lead")
    wanted = [(kind, area, post)] if kind else []
    assert list(following.values_list("kind", "owner_area", "owner_post")) == wanted


def test_the_limit_of_identification_counts_from_the_day_the_lead_was_found(sent, judged):
    judged(sent(), Verdict.IDENTIFY, at=MONDAY + dt.timedelta(days=3))
    due = Task.objects.get(kind="identify_household").due_at.astimezone(clock.SHANGHAI)
    assert due.date() == MONDAY.date() + dt.timedelta(days=15)


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        ((Judgement("因病", Verdict.IDENTIFY),), "LEAD_NO_VERDICT"),
        ((Judgement("因病", Verdict.IDENTIFY), Judgement("因病", Verdict.COVERED)), "LEAD_NO_VERDICT"),
        ((Judgement("因学", Verdict.IDENTIFY),), "LEAD_STRANGE_RISK"),
        ((Judgement("因病", Verdict.UNFOUNDED), Judgement("因残", Verdict.COVERED)), "LEAD_NO_REASON"),
    ],
)
def test_an_incomplete_report_is_refused_whole(sent, people, verdicts, code):
    lead = sent(*TWO_RISKS)
    with pytest.raises(DomainError) as refused:
        _report(lead, people, *verdicts)
    assert refused.value.code == code
    assert Visit.objects.count() == 0
    assert Lead.objects.get().state == State.SENT


@pytest.mark.parametrize("days", [-1, 1])
def test_a_visit_is_neither_before_the_lead_nor_in_the_future(sent, people, days):
    lead = sent()
    visit = VisitReport(visited_on=MONDAY.date() + dt.timedelta(days=days))
    with pytest.raises(DomainError) as refused:
        _report(lead, people, Judgement("因病", Verdict.COVERED), visit=visit)
    assert refused.value.code == "LEAD_VISIT_DATE"


def test_a_report_sent_twice_by_the_phone_is_one_visit(sent, judged):
    lead, client_uuid = sent(), uuid.uuid4()
    first = judged(lead, Verdict.COVERED, client_uuid=client_uuid)
    again = judged(lead, Verdict.COVERED, client_uuid=client_uuid)
    assert (again.again, again.state, again.version) == (True, first.state, first.version)
    assert Visit.objects.count() == 1


def test_one_report_cannot_serve_two_leads(sent, judged, people):
    client_uuid = uuid.uuid4()
    judged(sent(), Verdict.COVERED, client_uuid=client_uuid)
    other = sent(FoundHit(household_no=f"{VILLAGE}-0009"), name="second")
    with pytest.raises(DomainError) as refused:
        judged(other, Verdict.COVERED, client_uuid=client_uuid)
    assert refused.value.code == "LEAD_OTHER_VISIT"


def test_who_comes_second_hears_who_was_first_and_loses_nothing(sent, judged, people):
    lead = sent()
    judged(lead, Verdict.COVERED, by=people.village_two, at=MONDAY.replace(hour=14, minute=6))
    with pytest.raises(DomainError) as refused:
        judged(lead, Verdict.IDENTIFY, by=people.village)
    assert refused.value.code == "LEAD_CHANGED"
    assert str(refused.value) == "这一户甲一信息员刚核实过（14:06），您的意见还没提交，请看一眼再定。"
    assert Risk.objects.get().verdict == "covered"


def test_evidence_that_came_meanwhile_must_be_looked_at_first(sent, judged, people, run):
    lead = sent()
    actions.open_from_run(run("two", TWO_RISKS[1]), people.center, at=MONDAY)
    with pytest.raises(DomainError) as refused:
        judged(lead, Verdict.COVERED, version=lead.version)
    assert refused.value.code == "LEAD_CHANGED"


def test_starting_does_not_spoil_a_draft(sent, judged, people):
    lead = sent()
    assert actions.start_visit(lead.lead_no, by=people.village_two, at=MONDAY).state == State.VISITING
    assert actions.start_visit(lead.lead_no, by=people.village, at=MONDAY).state == State.VISITING
    assert judged(lead, Verdict.COVERED).state == State.CLEARED


def test_a_check_by_phone_carries_verdicts_and_is_due_a_signature(sent, judged, people):
    recorded = judged(sent(), Verdict.MONITORED, way=Way.PHONE)
    assert recorded.signature_due_at.astimezone(clock.SHANGHAI).date() == MONDAY.date() + dt.timedelta(days=30)
    risk = Risk.objects.get()
    assert (risk.by_phone, risk.signed) == (True, False)
    task = Task.objects.get(kind="sign_visit")
    assert (task.owner_area, task.due_at) == (VILLAGE, recorded.signature_due_at)

    later = MONDAY + dt.timedelta(days=20)
    actions.sign_later(recorded.lead_no, signed_on=later.date(), by=people.village, at=later)
    risk.refresh_from_db()
    task.refresh_from_db()
    assert (risk.signed, task.state, Visit.objects.get().signed_on) == (True, "done", later.date())
    with pytest.raises(DomainError) as refused:
        actions.sign_later(recorded.lead_no, signed_on=later.date(), by=people.village, at=later)
    assert refused.value.code == "LEAD_NOT_DUE"


def test_a_wrong_village_forwards_with_a_trace_and_the_other_starts_anew(sent, people):
    lead = sent()
    tuesday = MONDAY + dt.timedelta(days=1)
    actions.forward(lead.lead_no, to_village=SIBLING, reason="户口已迁到甲二村", by=people.village, at=tuesday)

    lead.refresh_from_db()
    assert (lead.village_code, lead.state) == (SIBLING, State.SENT)
    assert lead.due_at.astimezone(clock.SHANGHAI) == dt.datetime(2026, 12, 1, 17, 30, tzinfo=clock.SHANGHAI)
    trace = Forwarding.objects.get()
    assert (trace.from_village, trace.to_village, trace.reason) == (VILLAGE, SIBLING, "户口已迁到甲二村")
    assert list(Task.objects.order_by("id").values_list("owner_area", "state")) == [
        (VILLAGE, "cancelled"),
        (SIBLING, "open"),
    ]
    with pytest.raises(DomainError) as refused:
        actions.start_visit(lead.lead_no, by=people.village)
    assert refused.value.code == "LEAD_NOT_FOUND"


@pytest.mark.parametrize(
    ("to", "reason", "code"),
    [(VILLAGE, "写错", "LEAD_SAME_VILLAGE"), (TOWN, "写错", "LEAD_NO_VILLAGE"), (SIBLING, " ", "LEAD_NO_REASON")],
)
def test_forwarding_is_refused_without_a_village_or_a_reason(sent, people, to, reason, code):
    with pytest.raises(DomainError) as refused:
        actions.forward(sent().lead_no, to_village=to, reason=reason, by=people.village, at=MONDAY)
    assert refused.value.code == code


def test_nobody_of_that_name_goes_back_to_the_county_with_a_reason_and_may_go_out_again(sent, people):
    lead = sent()
    back = actions.return_to_county(lead.lead_no, reason="查无此人", by=people.town, at=MONDAY)
    assert (back.state, back.due_at) == (State.OPEN, None)
    assert Task.objects.get().state == "cancelled"
    assert actions.dispatch(by=people.center, at=MONDAY).leads == 1
    assert Task.objects.filter(state="open").count() == 1


@pytest.mark.parametrize("who", ["sibling", "other_village", "other_town", "leader", "center"])
def test_outsiders_and_those_without_the_post_verify_nothing(sent, judged, people, who):
    with pytest.raises(DomainError) as refused:
        judged(sent(), Verdict.COVERED, by=getattr(people, who))
    assert refused.value.code == "LEAD_NOT_FOUND"


def test_an_author_corrects_a_verdict_within_three_days_and_what_follows_follows(sent, judged, people):
    lead = sent()
    judged(lead, Verdict.IDENTIFY)
    thursday = MONDAY + dt.timedelta(days=3)
    actions.correct_verdict(
        lead.lead_no, "因病", verdict=Verdict.UNFOUNDED, reason="票据看错了", by=people.village, at=thursday
    )
    lead.refresh_from_db()
    assert lead.state == State.CLEARED
    assert Task.objects.get(kind="identify_household").state == "cancelled"
    actions.correct_verdict(
        lead.lead_no, "因病", verdict=Verdict.DEPARTMENT, reason="确有自付", by=people.village, at=thursday
    )
    lead.refresh_from_db()
    assert lead.state == State.CONFIRMED
    assert Task.objects.get(kind="department_follow_up").about == "医保局（因病）"
    assert Event.objects.filter(action="leads.risk.corrected").count() == 2


@pytest.mark.parametrize(
    ("who", "days", "verdict", "code"),
    [
        ("village_two", 0, Verdict.COVERED, "LEAD_NOT_AUTHOR"),
        ("village", 4, Verdict.COVERED, "LEAD_TOO_LATE"),
        ("village", 0, Verdict.IDENTIFY, "LEAD_SAME_VERDICT"),
    ],
)
def test_a_correction_is_the_authors_and_in_time_and_a_change(sent, judged, people, who, days, verdict, code):
    lead = sent()
    judged(lead, Verdict.IDENTIFY)
    with pytest.raises(DomainError) as refused:
        actions.correct_verdict(
            lead.lead_no,
            "因病",
            verdict=verdict,
            reason="看错",
            by=getattr(people, who),
            at=MONDAY + dt.timedelta(days=days),
        )
    assert refused.value.code == code
    assert Risk.objects.get().verdict == "identify"


def test_a_lead_without_a_verdict_has_nothing_to_correct(sent, people):
    with pytest.raises(DomainError) as refused:
        actions.correct_verdict(sent().lead_no, "因病", verdict=Verdict.COVERED, reason="看错", by=people.village)
    assert refused.value.code == "LEAD_STAGE"


def test_a_remark_is_kept_and_an_empty_one_refused(sent, people):
    lead = sent()
    actions.remark(lead.lead_no, text="已电话约好周三", by=people.town, at=NOON)
    assert [step.reason for step in queries.lead_page(lead.lead_no, people.village).steps] == ["已电话约好周三"]
    with pytest.raises(DomainError) as refused:
        actions.remark(lead.lead_no, text=" ", by=people.town)
    assert refused.value.code == "LEAD_NO_REMARK"


def test_the_village_code_of_another_county_is_no_village(sent, people):
    with pytest.raises(DomainError) as refused:
        actions.forward(sent().lead_no, to_village="990330999999", reason="写错", by=people.village, at=MONDAY)
    assert refused.value.code == "LEAD_NO_VILLAGE"
    assert Lead.objects.get().village_code != OTHER_VILLAGE
