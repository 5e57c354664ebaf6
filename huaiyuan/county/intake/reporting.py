"""Who has sent what for a month, in time or late (应报、按时、迟报、零报告、未报)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import OuterRef, Subquery

from huaiyuan.base import reference
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.period import Period
from huaiyuan.county.intake.models import Batch, BatchState, Confirmation, ZeroReport
from huaiyuan.county.intake.source import EVENTS, Source
from huaiyuan.county.intake.sources import SOURCES

DUE_DAY = "intake.due_day"
SENT = (BatchState.CHECKED, BatchState.MERGED, BatchState.REPLACED)


class Reported(StrEnum):
    """How a source stands for a month; the value is the word on the page."""

    IN_TIME = "按时"
    LATE = "迟报"
    ZERO = "零报告"
    MISSING = "未报"
    AWAITED = "待报"


@dataclass(frozen=True)
class SourceMonth:
    """One source for one month. `due_on` is None while nobody has settled the day; `batch` is what counts, or waits.

    `rejected` rows go back to the department; `supplement` names a later month that was merged before this file came.
    """

    source: str
    source_name: str
    department: str
    kind: str
    period: str
    state: Reported
    due_on: dt.date | None
    batch: str
    batch_state: str
    received_at: dt.datetime | None
    rows: int
    rejected: int
    zero_by: str
    zero_at: dt.datetime | None
    zero_note: str
    supplement: str
    differs_said: int | None

    @property
    def numbers(self) -> str:
        """How the numbers of its merged batch stand: `to_confirm`, `agreed`, `differs`; empty when there are none."""
        if self.batch_state != BatchState.MERGED:
            return ""
        return "to_confirm" if self.differs_said is None else "differs" if self.differs_said else "agreed"

    @property
    def may_zero(self) -> bool:
        """Whether a 零报告 may be made for it now."""
        return self.kind == EVENTS and self.state in {Reported.MISSING, Reported.AWAITED}

    @property
    def words(self) -> str:
        """The word with what makes it so."""
        if self.state is Reported.ZERO and self.due_on and self.zero_at and _day(self.zero_at) > self.due_on:
            return "零报告（迟）"
        return f"{self.state}（补报）" if self.supplement else str(self.state)


def past_month(on: dt.date | None = None) -> str:
    """The month that is to be reported on a day: the one before."""
    first = (on or clock.today()).replace(day=1)
    before = first - dt.timedelta(days=1)
    return str(Period(before.year, before.month))


def due_on(source: str, period: Period) -> dt.date | None:
    """The last day on which a month's file is in time: a day of the next month, dated policy, a source's own first."""
    first = period.last_day + dt.timedelta(days=1)
    own = f"{DUE_DAY}.{source}"
    found = reference.parameters([DUE_DAY, own], first)
    day = found.get(own) or found.get(DUE_DAY)
    return None if day is None else first + dt.timedelta(days=int(day.value) - 1)


def month(period: str, sources: Iterable[str] | None = None) -> list[SourceMonth]:
    """Every source for a month, in their order; `sources` narrows them. Five queries whatever their number."""
    wanted = [SOURCES[name] for name in SOURCES if sources is None or name in set(sources)]
    parsed = Period.parse(period)
    names = [source.id for source in wanted]
    batches: dict[str, list[Batch]] = {}
    sent = Batch.objects.filter(source__in=names, state__in=SENT).annotate(differs_said=_said_of_its_numbers())
    for batch in sent.order_by("received_at", "id"):
        batches.setdefault(batch.source, []).append(batch)
    zeros = {zero.source: zero for zero in ZeroReport.objects.filter(period=period, ended_at=None)}
    first = parsed.last_day + dt.timedelta(days=1)
    days = reference.parameters([DUE_DAY, *(f"{DUE_DAY}.{name}" for name in names)], first)
    return [
        _month(source, parsed, batches.get(source.id, []), zeros.get(source.id), _due(days, source.id, first))
        for source in wanted
    ]


def _said_of_its_numbers() -> Subquery:
    """How many numbers the department said were otherwise; null while it has not confirmed them."""
    standing = Confirmation.objects.filter(batch_id=OuterRef("batch_id"), ended_at=None)
    return Subquery(standing.values("differs")[:1])


def _due(days: dict[str, reference.Parameter], source: str, first: dt.date) -> dt.date | None:
    day = days.get(f"{DUE_DAY}.{source}") or days.get(DUE_DAY)
    return None if day is None else first + dt.timedelta(days=int(day.value) - 1)


def _month(
    source: Source, period: Period, sent: list[Batch], zero: ZeroReport | None, due: dt.date | None
) -> SourceMonth:  # fmt: skip
    own = [batch for batch in sent if batch.period == str(period)]
    first = own[0] if own else None
    counts = next((batch for batch in own if batch.state == BatchState.MERGED), own[-1] if own else None)
    return SourceMonth(
        source=source.id, source_name=source.name, department=source.department, kind=source.kind, period=str(period),
        state=_state(first, zero, due), due_on=due, batch=counts.batch_id if counts else "",
        batch_state=counts.state if counts else "", received_at=counts.received_at if counts else None,
        rows=counts.rows if counts else 0, rejected=counts.rejected if counts else 0,
        zero_by=zero.reported_by if zero and not own else "", zero_at=zero.reported_at if zero and not own else None,
        zero_note=zero.note if zero and not own else "", supplement=_supplement(first, sent),
        differs_said=getattr(counts, "differs_said", None),
    )  # fmt: skip


def _state(first: Batch | None, zero: ZeroReport | None, due: dt.date | None) -> Reported:
    if first is not None:
        return Reported.LATE if due is not None and _day(first.received_at) > due else Reported.IN_TIME
    if zero is not None:
        return Reported.ZERO
    return Reported.MISSING if due is not None and clock.today() > due else Reported.AWAITED


def _supplement(first: Batch | None, sent: list[Batch]) -> str:
    """The latest later month whose file was merged before this one came."""
    if first is None:
        return ""
    later = [b.period for b in sent if b.period > first.period and b.merged_at and b.merged_at <= first.received_at]
    return max(later, default="")


def _day(at: dt.datetime) -> dt.date:
    return at.astimezone(clock.SHANGHAI).date()
