"""Writes to the reference tables: parameters with a date, the working calendar year by year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.audit.recording import Actor
from huaiyuan.base.reference import seeds, trail
from huaiyuan.base.reference.errors import NO_PARAMETER, NO_SOURCE, PARAMETER_OVERLAP
from huaiyuan.base.reference.models import CalendarYear, ParameterState, ParameterValue, WorkdayException
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.core.kernel.errors import DomainError


@transaction.atomic
def seed() -> dict[str, int]:
    """Bring in shipped parameters and published calendars that are not there yet; safe to repeat."""
    return {
        "parameters": seeds.plant_parameters(ParameterValue),
        "days": seeds.plant_calendar(CalendarYear, WorkdayException),
    }


@transaction.atomic
def set_parameter(
    name: str, *, value: Decimal | str, since: dt.date, source: str, by: Actor, doc_no: str = ""
) -> ParameterValue:
    """The value of a known parameter is another from a day on; what held before keeps its days.

    Raises: REFERENCE_NO_PARAMETER, REFERENCE_NO_SOURCE, REFERENCE_PARAMETER_OVERLAP.
    """
    last = ParameterValue.objects.filter(name=name).order_by("-valid_from").first()
    if last is None:
        raise DomainError(NO_PARAMETER, name=name)
    if not source.strip():
        raise DomainError(NO_SOURCE)
    if since <= last.valid_from:
        raise DomainError(PARAMETER_OVERLAP, name=last.title, since=last.valid_from)
    ParameterValue.objects.filter(pk=last.pk, valid_to__gt=since).update(valid_to=since)
    number, text = (None, value) if isinstance(value, str) else (value, "")
    row = ParameterValue.objects.create(
        name=name, title=last.title, unit=last.unit, number=number, text=text,
        valid_from=since, valid_to=OPEN_END, doc_no=doc_no, source=source.strip(), state=ParameterState.APPROVED,
    )  # fmt: skip
    audit.record(
        trail.PARAMETER_SET, by=by, subject=f"parameter:{name}", writes=True, title=last.title, since=since,
        value=value, unit=last.unit,
    )  # fmt: skip
    return row


@transaction.atomic
def enter_year(
    year: int, *, holidays: Iterable[dt.date], make_up_days: Iterable[dt.date], source: str, by: Actor
) -> CalendarYear:
    """Enter the public holidays and make-up days (调休) of a year, replacing what stood there.

    Raises: REFERENCE_NO_SOURCE; REFERENCE_WRONG_YEAR for a day of another year.
    """
    if not source.strip():
        raise DomainError(NO_SOURCE)
    rows = seeds.days_of(year, holidays, make_up_days)
    WorkdayException.objects.filter(day__year=year).delete()
    WorkdayException.objects.bulk_create(WorkdayException(**row) for row in rows)
    entered, _ = CalendarYear.objects.update_or_create(year=year, defaults={"source": source.strip()})
    audit.record(trail.YEAR_ENTERED, by=by, subject=f"calendar:{year}", writes=True, year=year, days=len(rows))
    return entered
