"""A plan goes with its household: it ends where the number is closed, and goes on where that was undone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, F, OuterRef

from huaiyuan.core.kernel import clock
from huaiyuan.county.plans import tasks
from huaiyuan.county.plans.models import Plan, PlanStep
from huaiyuan.county.plans.moves import BACK, GONE
from huaiyuan.county.plans.types import LIVE, State
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.worklist import actions as worklist

OF_PLAN = (tasks.REVIEW, tasks.MEND, tasks.OVERDUE_VILLAGE, tasks.OVERDUE_TOWNSHIP, tasks.ENDING)


def end_closed() -> int:
    """End the plans of closed households, with what was still asked about them; returns how many.

    Where families were united the plan does not go along: in the one that stays other people live and other risks stand.
    """
    plans = list(Plan.objects.filter(state__in=LIVE, household_no__in=registry.closed_numbers()).order_by("pk"))
    closings, at, ended = registry.closings(plan.household_no for plan in plans), clock.business_now(), 0
    for plan in plans:
        why = _why(plan.household_no, closings[plan.household_no].reason)
        ended += _turned(
            plan, GONE, State.STOPPED, why, at, ended_on=at.astimezone(clock.SHANGHAI).date(), ended_why=why
        )
        worklist.recall(OF_PLAN, [plan.number], reason=why, by=None, at=at)
        worklist.recall([tasks.DRAFT], [plan.household_no], reason=why, by=None, at=at)
    return ended


def take_up_again() -> int:
    """Go on with plans that only ended with their household's number, where its closing was undone; returns how many.

    Where another plan was drafted since, that one goes on.
    """
    later = Plan.objects.filter(household_no=OuterRef("household_no"), pk__gt=OuterRef("pk"))
    waiting = Plan.objects.filter(~Exists(later), state=State.STOPPED, changed_how=GONE)
    again = 0
    for plan in waiting.exclude(household_no__in=registry.closed_numbers()).order_by("pk"):
        before = PlanStep.objects.filter(plan=plan, move=GONE).order_by("-pk").values_list("from_state", flat=True)[0]
        again += _turned(plan, BACK, State(before), "销户撤销了", clock.business_now(), ended_on=None, ended_why="")
    return again


def _turned(plan: Plan, how: str, target: State, about: str, at: dt.datetime, **changes: Any) -> int:
    same = Plan.objects.filter(pk=plan.pk, state=plan.state, version=plan.version)
    traced = {"changed_how": how, "changed_by": "", "changed_at": at, "version": F("version") + 1}
    if same.update(state=target, **traced, **changes) != 1:
        # Somebody is at it this minute: the next look finds it as he left it.
        return 0
    PlanStep.objects.create(plan=plan, move=how, from_state=plan.state, to_state=target, about=about, made_at=at)
    return 1


def _why(number: str, reason: str) -> str:
    into = registry.current_number(number)
    return f"本户已销户（{reason}）" if into == number else f"本户已销户（{reason}，并入{into}）"
