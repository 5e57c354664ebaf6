"""What a new installation knows before the county enters anything: shipped parameters and the public calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import chinese_calendar

from huaiyuan.base.reference.errors import WRONG_YEAR
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import parameters

CALENDAR_SOURCE = "国务院办公厅关于{year}年部分节假日安排的通知"
CALENDAR_FROM = 2024
SATURDAY = 5


def plant_parameters(model: Any) -> int:
    """Add the shipped values that the table lacks; a value that the county has changed is left alone."""
    return len(model.objects.bulk_create(lacking(model)))


def lacking(model: Any) -> list[Any]:
    """Shipped values that the table does not know, of parameters that the county has not settled itself, as rows."""
    known = set(model.objects.values_list("name", "valid_from"))
    settled = set(model.objects.filter(state="approved").values_list("name", flat=True))
    return [
        model(name=shipped.name, title=shipped.title, unit=shipped.unit, **value)
        for shipped in parameters.load().values()
        if shipped.name not in settled
        for value in _values(shipped)
        if (shipped.name, value["valid_from"]) not in known
    ]


def _values(shipped: Any) -> list[dict[str, Any]]:
    ordered = sorted(shipped.values, key=lambda value: value.since)
    ends = [later.since for later in ordered[1:]] + [OPEN_END]
    return [_value(value, min(value.until or end, end)) for value, end in zip(ordered, ends, strict=True)]


def _value(value: Any, until: dt.date) -> dict[str, Any]:
    is_text = isinstance(value.value, str)
    return {
        "number": None if is_text else value.value,
        "text": value.value if is_text else "",
        "valid_from": value.since,
        "valid_to": until,
        "source": value.source,
    }


def plant_calendar(year_model: Any, day_model: Any) -> int:
    """Add holidays and make-up days of the years that the public calendar knows and nobody has entered."""
    planted = 0
    for year in _published_years():
        if year_model.objects.filter(year=year).exists():
            continue
        year_model.objects.create(year=year, source=CALENDAR_SOURCE.format(year=year))
        planted += len(day_model.objects.bulk_create(day_model(**day) for day in _exceptions(year)))
    return planted


def _published_years() -> list[int]:
    last = max(day.year for day in chinese_calendar.constants.holidays)
    return list(range(CALENDAR_FROM, last + 1))


def _exceptions(year: int) -> list[dict[str, Any]]:
    first = dt.date(year, 1, 1)
    days = [first + dt.timedelta(days=n) for n in range((dt.date(year + 1, 1, 1) - first).days)]
    working = {day for day in days if chinese_calendar.is_workday(day)}
    holidays = [day for day in days if day not in working and day.weekday() < SATURDAY]
    return days_of(year, holidays, [day for day in working if day.weekday() >= SATURDAY])


def days_of(year: int, holidays: Iterable[dt.date], make_up_days: Iterable[dt.date]) -> list[dict[str, Any]]:
    """The days of a year that differ from the week's pattern. Raises REFERENCE_WRONG_YEAR for a day of another year."""
    days = {day: False for day in holidays} | {day: True for day in make_up_days}
    for day in days:
        if day.year != year:
            raise DomainError(WRONG_YEAR, day=day, year=year)
    return [
        {"day": day, "works": works, "note": "调休上班" if works else "放假"} for day, works in sorted(days.items())
    ]
