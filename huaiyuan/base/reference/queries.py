"""What others ask of the reference tables: parameters in force, deadlines, areas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from huaiyuan.base.reference import seeds
from huaiyuan.base.reference.errors import BAD_UNIT, NO_LIMIT
from huaiyuan.base.reference.models import Area, ParameterState, ParameterValue
from huaiyuan.base.reference.types import AreaLevel
from huaiyuan.base.reference.workdays import Calendar
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError

HOUR, NATURAL_DAY, WORKDAY = "小时", "自然日", "工作日"
WORKDAY_ENDS = "workday.ends"


@dataclass(frozen=True)
class Parameter:
    """A policy value in force: a number (Decimal) or a text, with unit, document number and first day."""

    name: str
    title: str
    value: Decimal | str
    unit: str
    doc_no: str
    source: str
    valid_from: dt.date
    is_shipped: bool


@dataclass(frozen=True)
class DatedValue:
    """A value of a parameter in its span of days, `valid_to` not included; `value` None: nobody has settled one."""

    name: str
    title: str
    value: Decimal | str | None
    unit: str
    doc_no: str
    source: str
    valid_from: dt.date
    valid_to: dt.date
    is_shipped: bool


@dataclass(frozen=True)
class Place:
    """An area as people read it."""

    code: str
    name: str
    short_name: str
    level: str
    kind: str
    parent_code: str
    lifted_village: bool


@dataclass(frozen=True)
class DaysLeft:
    """How far off a deadline is, in the county's words; `level` is `overdue`, `today` or `ahead`."""

    days: int
    level: str
    words: str


def _valid(on: dt.date) -> Q:
    return Q(valid_from__lte=on, valid_to__gt=on)


def parameter(name: str, on: dt.date) -> Parameter | None:
    """The value of a policy parameter in force on a day; None when nobody has settled one, never an older value."""
    return parameters([name], on).get(name)


def parameters(names: Iterable[str], on: dt.date) -> dict[str, Parameter]:
    """Several parameters in force on a day, by name; those without a value are left out."""
    rows = ParameterValue.objects.filter(_valid(on), superseded_at=None, name__in=list(names))
    return {row.name: _parameter(row) for row in rows if row.number is not None or row.text}


def all_parameters(on: dt.date) -> dict[str, Parameter]:
    """Every parameter with a value in force on a day, by name."""
    rows = ParameterValue.objects.filter(_valid(on), superseded_at=None)
    return {row.name: _parameter(row) for row in rows if _is_settled(row)}


def dated_values(names: Iterable[str]) -> dict[str, list[DatedValue]]:
    """Every value that parameters have or will have, by name and day; a span that nobody has settled has None."""
    rows = ParameterValue.objects.filter(superseded_at=None, name__in=list(names)).order_by("name", "valid_from")
    found: dict[str, list[DatedValue]] = {}
    for row in rows:
        value = _value(row) if _is_settled(row) else None
        found.setdefault(row.name, []).append(
            DatedValue(
                row.name, row.title, value, row.unit, row.doc_no, row.source, row.valid_from, row.valid_to,
                row.state == ParameterState.SHIPPED,
            )
        )  # fmt: skip
    return found


def shipped_but_lacking() -> int:
    """How many values that ship with this version the installation does not have yet."""
    return len(seeds.lacking(ParameterValue))


def _is_settled(row: ParameterValue) -> bool:
    return row.number is not None or bool(row.text)


def _parameter(row: ParameterValue) -> Parameter:
    shipped = row.state == ParameterState.SHIPPED
    return Parameter(row.name, row.title, _value(row), row.unit, row.doc_no, row.source, row.valid_from, shipped)


def _value(row: ParameterValue) -> Decimal | str:
    if row.number is None:
        return row.text
    value = row.number.normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def deadline(name: str, start: dt.datetime, calendar: Calendar | None = None) -> dt.datetime:
    """When a limit that starts at `start` (aware) runs out; aware, Asia/Shanghai. The parameter carries the unit.

    Hours count through nights; natural days end at the last second of the day; working days end with office hours.
    Raises: REFERENCE_NO_LIMIT, REFERENCE_BAD_UNIT, REFERENCE_CALENDAR_UNKNOWN.
    """
    here = start.astimezone(clock.SHANGHAI)
    found = parameters([name, WORKDAY_ENDS], here.date())
    limit = found.get(name)
    if limit is None:
        raise DomainError(NO_LIMIT, name=name, on=here.date().isoformat())
    amount = int(limit.value)
    if limit.unit == HOUR:
        return here + dt.timedelta(hours=amount)
    if limit.unit == NATURAL_DAY:
        return clock.end_of(here.date() + dt.timedelta(days=amount))
    if limit.unit == WORKDAY:
        ends = found.get(WORKDAY_ENDS)
        if ends is None:
            raise DomainError(NO_LIMIT, name=WORKDAY_ENDS, on=here.date().isoformat())
        day = (calendar or Calendar()).add(here.date(), amount)
        return dt.datetime.combine(day, dt.time.fromisoformat(str(ends.value)), clock.SHANGHAI)
    raise DomainError(BAD_UNIT, name=limit.title, unit=limit.unit)


def days_left(due: dt.datetime | dt.date, now: dt.datetime | None = None) -> DaysLeft:
    """How many days are left until `due`: 还有3天, 今天到期, 超期2天. `now` defaults to the business clock."""
    moment = now or clock.business_now()
    last = due.astimezone(clock.SHANGHAI).date() if isinstance(due, dt.datetime) else due
    days = (last - moment.astimezone(clock.SHANGHAI).date()).days
    if days > 0:
        return DaysLeft(days, "ahead", f"还有{days}天")
    if days < 0:
        return DaysLeft(days, "overdue", f"超期{-days}天")
    if isinstance(due, dt.datetime) and moment > due:
        return DaysLeft(0, "overdue", "今天已过时限")
    return DaysLeft(0, "today", "今天到期")


def places(on: dt.date | None = None, level: AreaLevel | str | None = None, within: str = "") -> list[Place]:
    """Areas valid on a day (default: today), in their order; `within` is the code of an area above them."""
    rows = Area.objects.filter(_valid(on or clock.today()), code__startswith=within).order_by("sort", "code")
    rows = rows.filter(level=level) if level else rows
    return [_place(row) for row in rows]


def places_by_code(codes: Iterable[str], on: dt.date | None = None) -> dict[str, Place]:
    """The areas of the codes as they were named on a day; a code that is over by then keeps its last name."""
    wanted, day = set(codes), on or clock.today()
    rows = Area.objects.filter(code__in=wanted, valid_from__lte=day).order_by("valid_from")
    return {row.code: _place(row) for row in rows}


def spellings(on: dt.date) -> list[dict[str, str]]:
    """Every area valid on a day with all ways to write it: code, name, short_name, level, aliases (`;`-joined)."""
    rows = Area.objects.filter(_valid(on)).order_by("code").values("code", "name", "short_name", "level", "aliases")
    return [{name: str(value) for name, value in row.items()} for row in rows]


def _place(row: Area) -> Place:
    return Place(row.code, row.name, row.short_name, row.level, row.kind, row.parent_code, row.lifted_village)
