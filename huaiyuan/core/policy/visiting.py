"""How often a household has to be visited (走访频次): once in so many calendar months, and how it stands on a day."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

MONTHS_A_YEAR = 12


class Standing(StrEnum):
    """How a household stands with its visits on a day."""

    DONE = "done"
    DUE = "due"
    OVERDUE = "overdue"


def period(day: dt.date, months: int) -> tuple[dt.date, dt.date]:
    """The calendar period of so many months that a day lies in: its first day, and the first day of the next one.

    Raises ValueError unless `months` divides a year: a period must not move with the year it is counted in.
    """
    if months < 1 or MONTHS_A_YEAR % months:
        raise ValueError(f"{months} months do not divide a year")
    first = (day.month - 1) // months * months + 1
    start = day.replace(month=first, day=1)
    return start, _months_later(start, months)


def standing(last: dt.date | None, since: dt.date, day: dt.date, months: int) -> Standing:
    """How it stands on a day: visited in this period, not yet, or not even in the one before.

    `last` is the last visit, `since` the day from which visits are owed; a period that had begun by then owes none.
    """
    start, _ = period(day, months)
    if last is not None and last >= start:
        return Standing.DONE
    before, _ = period(start - dt.timedelta(days=1), months)
    return Standing.DUE if since > before or (last is not None and last >= before) else Standing.OVERDUE


def _months_later(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 + months, MONTHS_A_YEAR)
    return day.replace(year=year, month=month + 1)
