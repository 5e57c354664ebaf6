"""The fifteen-day clock of a case: which day it is, how many are left, and its colour. Pure; days come from the caller.

The day a lead was found is day 0. Days of suspension do not count; 补正 does not stop the clock.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Marks:
    """From which day on a case is amber, and red."""

    amber: int
    red: int


@dataclass(frozen=True)
class Clock:
    """Where a case stands in its days. `colour` is calm, amber, red, or paused; the words say the same."""

    day: int
    left: int
    colour: str
    words: str


def paused(paused_days: int, suspended_on: dt.date | None, today: dt.date) -> int:
    """All days of suspension up to today, the running one included."""
    return paused_days + (max((today - suspended_on).days, 0) if suspended_on else 0)


def clock_of(
    found_on: dt.date, due_on: dt.date, today: dt.date, *, marks: Marks, paused_days: int = 0,
    suspended_on: dt.date | None = None,
) -> Clock:  # fmt: skip
    """The clock of a case that is not decided. `due_on` already holds the days of suspensions that are over."""
    stopped = paused(0, suspended_on, today)
    day = (today - found_on).days - paused_days - stopped
    left = (due_on - today).days + stopped
    if suspended_on is not None:
        return Clock(day, left, "paused", f"第{day}天，暂停计时")
    ends = "今天到期" if left == 0 else f"还有{left}天" if left > 0 else f"超期{-left}天"
    colour = "red" if day >= marks.red or left < 0 else "amber" if day >= marks.amber else "calm"
    return Clock(day, left, colour, f"第{day}天，{ends}")
