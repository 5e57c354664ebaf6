"""When something of the rhythm is due, by the action in force and the county's own working calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from huaiyuan.base.reference.workdays import Calendar
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy.rhythm import Due, DueDay, Span, WhenOff, due_on
from huaiyuan.county.oversight.models import PeriodicAction


def works() -> Callable[[dt.date], bool | None]:
    """Whether offices work on a day; None in a year whose holidays nobody has entered."""
    calendar = Calendar()

    def working(day: dt.date) -> bool | None:
        try:
            return calendar.is_workday(day)
        except DomainError:
            return None

    return working


def due(
    action: PeriodicAction, span: Span, working: Callable[[dt.date], bool | None], pushed_on: dt.date | None
) -> DueDay | None:
    """The due day of an action in a span; None while it counts from a 交办 that has not been."""
    declared = Due(day=action.due_day, months_after=action.months_after, after_push_days=action.after_push_days)
    return due_on(declared, WhenOff(action.when_off), span, working, pushed_on)


def says(action: PeriodicAction) -> str:
    """The due day as people say it: 每月10日前, 季末次月10日前, 交办后7日."""
    if action.after_push_days:
        return f"交办后{action.after_push_days}日"
    when = {"month": "每月", "quarter": "季末"}[action.cycle]
    after = {0: "", 1: "次月"}.get(action.months_after, f"后第{action.months_after}个月")
    return f"{when}{after}{action.due_day}日前"
