"""Writes to the reference tables: parameters with a date, the working calendar year by year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Q

from huaiyuan.base import audit
from huaiyuan.base.audit.recording import Actor
from huaiyuan.base.reference import seeds, trail
from huaiyuan.base.reference.errors import NO_PARAMETER, NO_SOURCE, PARAMETER_MOVED
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
def bring_up_to_date(*, at: dt.datetime) -> int:
    """Let values that ship with a newer version hold in an installation that stands; what the county settled is left alone.

    Returns how many values came in; safe to repeat.
    """
    rows = seeds.lacking(ParameterValue)
    for row in rows:
        row.recorded_at = at
        _put_in_place(row.name, row.valid_from, row.valid_to, [row], at)
    if rows:
        audit.record(trail.BROUGHT_UP, by=None, subject="parameter:shipped", writes=True, values=len(rows))
    return len(rows)


@dataclass(frozen=True)
class NewValue:
    """A value for a parameter from `since` until `until` (not included), with what it rests on."""

    name: str
    value: Decimal | str
    since: dt.date
    until: dt.date
    source: str
    doc_no: str


def hold(names: Iterable[str]) -> None:
    """Let nobody else change these parameters until the transaction ends.

    What is compared before writing must be read after this: on PostgreSQL a second person waits here, and then sees
    what the first one left.
    """
    list(ParameterValue.objects.select_for_update().filter(name__in=sorted(names), superseded_at=None).order_by("pk"))


def put_in_force(new: NewValue, *, at: dt.datetime) -> None:
    """A value holds in its span; what held around it keeps its days. Part of a transaction that audits it.

    Raises: REFERENCE_NO_PARAMETER, REFERENCE_NO_SOURCE; REFERENCE_PARAMETER_MOVED when another changed it meanwhile.
    """
    if not new.source.strip():
        raise DomainError(NO_SOURCE)
    known = ParameterValue.objects.filter(name=new.name, superseded_at=None).order_by("-valid_from").first()
    if known is None:
        raise DomainError(NO_PARAMETER, name=new.name)
    number, text = (None, new.value) if isinstance(new.value, str) else (new.value, "")
    row = ParameterValue(
        name=new.name, title=known.title, unit=known.unit, number=number, text=text, valid_from=new.since,
        valid_to=new.until, doc_no=new.doc_no, source=new.source.strip(), state=ParameterState.APPROVED, recorded_at=at,
    )  # fmt: skip
    _put_in_place(new.name, new.since, new.until, [row], at)


def restore(name: str, *, known_before: dt.datetime, since: dt.date, at: dt.datetime) -> None:
    """From `since` on a parameter holds again what was known before an instant; nothing is deleted.

    Part of a transaction that audits it. Raises: REFERENCE_PARAMETER_MOVED.
    """
    then = Q(recorded_at__lt=known_before) & (Q(superseded_at=None) | Q(superseded_at__gte=known_before))
    former = ParameterValue.objects.filter(then, name=name, valid_to__gt=since).order_by("valid_from")
    rows = [_clipped(row, max(row.valid_from, since), row.valid_to, at) for row in former]
    _put_in_place(name, since, OPEN_END, rows, at)


def _put_in_place(name: str, since: dt.date, until: dt.date, rows: list[ParameterValue], at: dt.datetime) -> None:
    """Supersede what holds in a span, keep what of it lies outside, and let the new rows hold."""
    standing = ParameterValue.objects.filter(name=name, superseded_at=None, valid_from__lt=until, valid_to__gt=since)
    found = list(standing)
    outside = [_clipped(row, row.valid_from, since, at) for row in found if row.valid_from < since]
    outside += [_clipped(row, until, row.valid_to, at) for row in found if row.valid_to > until]
    same = ParameterValue.objects.filter(pk__in=[row.pk for row in found], superseded_at=None)
    if same.update(superseded_at=at) != len(found):
        # Two people at once: on PostgreSQL the second comes here after the first is done.
        raise DomainError(PARAMETER_MOVED, name=found[0].title)
    try:
        with transaction.atomic():
            ParameterValue.objects.bulk_create([*outside, *rows])
    except IntegrityError:
        raise DomainError(PARAMETER_MOVED, name=name) from None


def _clipped(row: ParameterValue, since: dt.date, until: dt.date, at: dt.datetime) -> ParameterValue:
    return ParameterValue(
        name=row.name, title=row.title, number=row.number, text=row.text, unit=row.unit, valid_from=since,
        valid_to=until, doc_no=row.doc_no, source=row.source, state=row.state, recorded_at=at,
    )  # fmt: skip


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
