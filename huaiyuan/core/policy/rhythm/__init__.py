"""The monthly rhythm (“5+2”的五项周期动作) as data: what is due from whom, how often and by which day.

A due day that falls on a day off moves as the action says. A year whose holidays nobody has entered moves nothing:
its days are certain only when the calendar is known.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from huaiyuan.core.policy.declared import Declared, Document

FILE = Path(__file__).parent / "five_plus_two.yaml"
MONTHS_A_QUARTER = 3
ONE_DAY = dt.timedelta(days=1)
Works = Callable[[dt.date], bool | None]


class Cycle(StrEnum):
    """How often."""

    MONTH = "month"
    QUARTER = "quarter"


class WhenOff(StrEnum):
    """What becomes of a due day on which offices are closed."""

    LATER = "later"
    EARLIER = "earlier"
    KEEP = "keep"


@dataclass(frozen=True, order=True)
class Span:
    """A month (2026-11) or a quarter (2026-Q4) with its first and last day."""

    first: dt.date
    last: dt.date
    name: str

    @property
    def says(self) -> str:
        """As people say it: 2026年11月, 2026年四季度."""
        if "Q" in self.name:
            return f"{self.first.year}年{'一二三四'[int(self.name[-1]) - 1]}季度"
        return f"{self.first.year}年{self.first.month}月"


class Due(Declared):
    """By which day: the `day` of a month after the span's last, or days after the last 交办 in it."""

    day: int | None = Field(default=None, ge=1, le=31)
    months_after: int = Field(default=0, ge=0, le=3)
    after_push_days: int | None = Field(default=None, ge=1, le=60)

    @model_validator(mode="after")
    def _one_way(self) -> Due:
        if (self.day is None) == (self.after_push_days is None):
            raise ValueError("day 和 after_push_days 写且只写一个")
        return self


class PeriodicAction(Declared):
    """One periodic action as shipped; the county confirms or changes it with a document number."""

    code: str
    title: str = Field(min_length=2)
    cycle: Cycle
    levels: tuple[Literal["department", "village", "township", "county"], ...] = Field(min_length=1)
    due: Due
    when_off: WhenOff
    product: str = Field(min_length=2)
    since: dt.date = Field(alias="from")
    source: str = Field(min_length=4)


@dataclass(frozen=True)
class DueDay:
    """A due day; not `certain` where the working calendar of its year is not known yet."""

    on: dt.date
    certain: bool


@cache
def load(file: Path = FILE) -> dict[str, PeriodicAction]:
    """The shipped actions by code. Raises POLICY_FILE_FAULT with file and line."""
    document = Document.open(file)
    return {
        code: document.shaped(PeriodicAction, {"code": code, **declared}, (code,))
        for code, declared in document.data.items()
    }


def span_of(cycle: Cycle, day: dt.date) -> Span:
    """The month or quarter in which a day lies."""
    if cycle is Cycle.MONTH:
        return _span(day.year, day.month, day.month, f"{day.year:04d}-{day.month:02d}")
    quarter = (day.month - 1) // MONTHS_A_QUARTER + 1
    last = quarter * MONTHS_A_QUARTER
    return _span(day.year, last - MONTHS_A_QUARTER + 1, last, f"{day.year:04d}-Q{quarter}")


def due_on(due: Due, when_off: WhenOff, span: Span, works: Works, pushed_on: dt.date | None = None) -> DueDay | None:
    """When something of a span is due; None while it counts from a 交办 that has not been.

    `works` says whether offices work on a day, None when nobody knows.
    """
    if due.after_push_days is not None:
        if pushed_on is None:
            return None
        return _moved(pushed_on + dt.timedelta(days=due.after_push_days), when_off, works)
    months = span.last.year * 12 + span.last.month - 1 + due.months_after
    year, month = months // 12, months % 12 + 1
    day = min(due.day or 1, calendar.monthrange(year, month)[1])
    return _moved(dt.date(year, month, day), when_off, works)


def _moved(day: dt.date, when_off: WhenOff, works: Works) -> DueDay:
    step = {WhenOff.LATER: ONE_DAY, WhenOff.EARLIER: -ONE_DAY, WhenOff.KEEP: None}[when_off]
    on, working = day, works(day)
    while step is not None and working is False:
        on += step
        working = works(on)
    if working is None:
        # Without the calendar of that year the day stands as written.
        return DueDay(day, certain=False)
    return DueDay(on, certain=True)


def _span(year: int, first: int, last: int, name: str) -> Span:
    return Span(dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1]), name)
