"""After a risk was cleared (稳定跟踪): a look every period as the county has set; and what is over when the cycle turns.

又有风险 is no 消除回退: it becomes a lead, and the way of an identification begins a new cycle (再识别).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, get_args

from django.db import transaction
from django.db.models import Max

from huaiyuan.base import access, audit, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy.rule import RiskType
from huaiyuan.county.casework import errors, tasks, trail
from huaiyuan.county.casework.actions.earlier import looked_after_since
from huaiyuan.county.casework.machine import Given
from huaiyuan.county.casework.models import AfterCare, CaseFile, Cycle
from huaiyuan.county.casework.transitions import move
from huaiyuan.county.casework.types import LIVE, CareResult, CycleState, Procedure
from huaiyuan.county.leads import actions as leads
from huaiyuan.county.leads.actions import Report
from huaiyuan.county.leads.types import Channel, Grade
from huaiyuan.county.registry import queries as households
from huaiyuan.county.worklist import actions as worklist
from huaiyuan.county.worklist import queries as asked

PERIOD, TIMES = "casework.care_days", "casework.care_times"
LIMIT = "lead.verify.orange"
RISK_TYPES = tuple(risk for risk in get_args(RiskType) if risk not in {"复核", "收入骤降"})


def begin(cycle: Cycle, *, by: Account, at: dt.datetime) -> None:
    """The first look is due a period after the clearing; within the caller's transaction."""
    if cycle.cleared_on is not None:
        _plan(cycle, cycle.cleared_on, by=by, at=at)


def end(cycle: Cycle, *, reason: str, by: Account | None, at: dt.datetime) -> None:
    """The cycle is taken up again, struck off, or a new one has begun: nobody looks any more; within the caller's transaction."""
    AfterCare.objects.filter(cycle=cycle, looked_on=None, void=False).update(void=True)
    worklist.recall([tasks.CARE], [cycle.household_no], reason=reason, by=by, at=at)


def go_along(household_nos: Iterable[str], *, because: str, by: Account, at: dt.datetime) -> None:
    """Looks to come go with their households: to another village, or to an end with a closed number."""
    waiting = AfterCare.objects.filter(cycle__household_no__in=set(household_nos), looked_on=None, void=False)
    for look in waiting.select_related("cycle"):
        number = look.cycle.household_no
        if not households.is_open(number):
            end(look.cycle, reason=because, by=by, at=at)
        elif any(todo.village_code != households.village_of(number) for todo in asked.of_subject(tasks.CARED, number)):
            worklist.recall([tasks.CARE], [number], reason=because, by=by, at=at)
            _ask(look, by=by, at=at)


def overtake(household_no: str, *, reason: str, by: Account, at: dt.datetime) -> None:
    """An exit under way ends when the county turns the cycle itself; within the caller's transaction."""
    today = at.astimezone(clock.SHANGHAI).date()
    for case in CaseFile.objects.filter(household_no=household_no, procedure=Procedure.EXIT, state__in=LIVE):
        on = max(today, case.earliest_on)
        given = Given(by=by.username, on=on, today=on, reason=reason)
        before = tasks.of_step(case.procedure, case.state)  # type: ignore[arg-type]
        move("overtaken", case, given=given, by=by, at=at, ended_why=reason[:200], suspended_on=None)
        worklist.recall([before], [case.case_no], reason=reason, by=by, at=at)


@dataclass(frozen=True)
class Look:
    """What was seen of a family whose risk was cleared; of a new risk, which one and what."""

    on: dt.date
    result: CareResult
    says: str = ""
    risk: str = ""


@transaction.atomic
def look_after(household_no: str, look: Look, *, by: Account, at: dt.datetime | None = None) -> AfterCare:
    """Keep a look (稳定跟踪); the next is due a period later, as often as the county has set. A new risk becomes a lead.

    Raises: CASEWORK_NOT_FOUND, CASEWORK_NOT_CLEARED, CASEWORK_NO_CARE, CASEWORK_CARE_DAY, CASEWORK_NO_TROUBLE.
    """
    moment = at or clock.business_now()
    cycle, today = _cleared(household_no, by), moment.astimezone(clock.SHANGHAI).date()
    if cycle.cleared_on is None or not cycle.cleared_on <= look.on <= today:
        raise DomainError(errors.CARE_DAY, on=look.on, earliest=cycle.cleared_on, today=today)
    waiting = AfterCare.objects.filter(cycle=cycle, looked_on=None, void=False).order_by("number").first()
    if waiting is None:
        raise DomainError(errors.NO_CARE)
    lead_no = ""
    if look.result is CareResult.TROUBLED:
        lead_no = _report(cycle, look, by, moment)
    taken = AfterCare.objects.filter(pk=waiting.pk, looked_on=None, void=False).update(
        looked_on=look.on, result=look.result, says=look.says.strip()[:200], lead_no=lead_no, looked_by=by,
        recorded_at=moment,
    )  # fmt: skip
    if taken != 1:
        raise DomainError(errors.NO_CARE)
    worklist.finish([tasks.CARE], [household_no], proof=look.result.label, by=by, at=moment)
    _record(trail.CARED, cycle, by, number=waiting.number, result=look.result.label)
    _plan(cycle, look.on, by=by, at=moment)
    waiting.refresh_from_db()
    return waiting


@transaction.atomic
def at_risk_again(household_no: str, look: Look, *, by: Account, at: dt.datetime | None = None) -> str:
    """再识别: a cleared family has a risk again. It becomes a lead and goes the way of an identification; the old cycle
    stays cleared. Returns the lead's number. Raises: CASEWORK_NOT_FOUND, CASEWORK_NOT_CLEARED, CASEWORK_NO_TROUBLE.
    """
    moment = at or clock.business_now()
    cycle = _cleared(household_no, by)
    return _report(cycle, look, by, moment)


def _report(cycle: Cycle, look: Look, by: Account, at: dt.datetime) -> str:
    if look.risk not in RISK_TYPES or not look.says.strip():
        raise DomainError(errors.NO_TROUBLE)
    village, ref = households.village_of(cycle.household_no) or "", f"GZ{cycle.pk:06}-{at:%m%d%H%M%S}"
    says = f"风险消除后又有风险：{look.says.strip()[:200]}"
    report = Report(
        cycle.household_no, village, look.risk, Grade.ORANGE, Channel.PATROL, ref, says, look.on,
    )  # fmt: skip
    lead_no = leads.take_report(report, limit=LIMIT, by=by, at=at).lead_no
    _record(trail.TROUBLED, cycle, by, lead=lead_no)
    return lead_no


def _cleared(household_no: str, by: Account) -> Cycle:
    village = households.village_of(household_no)
    if not any(access.scope_of(by, may).covers(village) for may in (P.CASEWORK_VILLAGE, P.CASEWORK_TOWNSHIP)):
        raise DomainError(errors.NOT_FOUND)
    rows = Cycle.objects.filter(household_no=household_no, void=False).order_by("-identified_on", "-number")
    cycle = rows.first()
    if cycle is None or cycle.state != CycleState.CLEARED:
        raise DomainError(errors.NOT_CLEARED)
    return cycle


def _plan(cycle: Cycle, after: dt.date, *, by: Account, at: dt.datetime) -> None:
    """The next look, due a period after a day; none beyond as many since the clearing as the county has set."""
    times, looks = reference.parameter(TIMES, after), AfterCare.objects.filter(cycle=cycle, void=False)
    if times is None or looks.filter(looked_on__gte=cycle.cleared_on).count() >= int(times.value):
        return
    last, since = looks.aggregate(last=Max("number"))["last"] or 0, looked_after_since(after)
    taken_over = last > looks.count()
    if taken_over and since is not None and cycle.cleared_on is not None and cycle.cleared_on <= since:
        # Taken over in the middle of its year: the year ends as everybody's does.
        return
    number = last + 1
    due_at = reference.deadline(PERIOD, dt.datetime.combine(after, dt.time(12), clock.SHANGHAI))
    due_on = due_at.astimezone(clock.SHANGHAI).date()
    _ask(AfterCare.objects.create(cycle=cycle, number=number, due_on=due_on), by=by, at=at)


def _ask(look: AfterCare, *, by: Account | None, at: dt.datetime) -> None:
    """The task of a look, with the village where the family lives now."""
    number, village = look.cycle.household_no, households.village_of(look.cycle.household_no) or ""
    due_at = clock.end_of(look.due_on)
    worklist.open_one(
        tasks.CARE, number, village_code=village, owner_area=village, household_no=number,
        about=f"第{look.number}次，{look.cycle.cleared_on}消除", due_at=due_at, by=by, at=at,
    )  # fmt: skip


def _record(action: str, cycle: Cycle, by: Account, **facts: Any) -> None:
    audit.record(
        action, by=by, subject=f"household:{cycle.household_no}", household_no=cycle.household_no,
        village_code=households.village_of(cycle.household_no) or "", writes=True, **facts,
    )  # fmt: skip
