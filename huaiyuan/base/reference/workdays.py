"""Working days (工作日) with 调休, from the county's own editable calendar."""

from __future__ import annotations

import datetime as dt

from huaiyuan.base.reference.errors import CALENDAR_UNKNOWN
from huaiyuan.base.reference.models import CalendarYear, WorkdayException
from huaiyuan.core.kernel.errors import DomainError

SATURDAY = 5
ONE_DAY = dt.timedelta(days=1)


class Calendar:
    """The working calendar of the years asked for; reads each year once.

    Raises: REFERENCE_CALENDAR_UNKNOWN for a year whose holidays nobody has entered.
    """

    def __init__(self) -> None:
        self._exceptions: dict[int, dict[dt.date, bool]] = {}

    def is_workday(self, day: dt.date) -> bool:
        """Whether offices work on the day."""
        return self._year(day.year).get(day, day.weekday() < SATURDAY)

    def add(self, start: dt.date, days: int) -> dt.date:
        """The last of `days` working days after `start`; the starting day itself does not count."""
        day = start
        while days > 0:
            day += ONE_DAY
            days -= self.is_workday(day)
        return day

    def _year(self, year: int) -> dict[dt.date, bool]:
        if year not in self._exceptions:
            if not CalendarYear.objects.filter(year=year).exists():
                raise DomainError(CALENDAR_UNKNOWN, year=year)
            found = WorkdayException.objects.filter(day__year=year)
            self._exceptions[year] = dict(found.values_list("day", "works"))
        return self._exceptions[year]
