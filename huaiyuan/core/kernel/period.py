"""Reporting periods (报送期): a calendar month written `2026-10`."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

_SHAPE = re.compile(r"^(\d{4})-(0[1-9]|1[0-2])$")


@dataclass(frozen=True, order=True)
class Period:
    """One month. Orders by time."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Period:
        """From `YYYY-MM`. Raises ValueError for anything else."""
        found = _SHAPE.match(text)
        if not found:
            raise ValueError(f"not a period: {text!r}")
        return cls(int(found[1]), int(found[2]))

    @property
    def first_day(self) -> dt.date:
        """The first day of the month."""
        return dt.date(self.year, self.month, 1)

    @property
    def last_day(self) -> dt.date:
        """The last day of the month."""
        return dt.date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or that month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    later = Period(year, month + 1)
    return min(later.last_day, later.first_day + dt.timedelta(days=day.day - 1))
