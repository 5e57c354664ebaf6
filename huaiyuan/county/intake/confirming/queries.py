"""The numbers that a department's batches of a month gave, and who has confirmed them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from huaiyuan.base import reference
from huaiyuan.core.engine.lake import MATCHES, ROWS
from huaiyuan.core.engine.scratch import scratch
from huaiyuan.core.kernel.period import Period
from huaiyuan.county.intake import staging
from huaiyuan.county.intake.actions import find
from huaiyuan.county.intake.confirming.models import Confirmation, ConfirmedNumber
from huaiyuan.county.intake.models import Batch, BatchState
from huaiyuan.county.intake.sources import SOURCES

CONFIRM_DAY = "intake.confirm_day"
ROW, PLACE = "行", "township-"
BY_TOWNSHIP = """
SELECT coalesce(r.township_code, '') AS township, count(*) FROM read_parquet($rows) r
JOIN (SELECT coalesce(sheet, '') AS sheet, row FROM read_parquet($matches)
      WHERE outcome IN ('exact', 'normalised', 'probable')) m
  ON m.row = r.row AND m.sheet = coalesce(r.sheet, '')
GROUP BY ALL"""


@dataclass(frozen=True)
class Number:
    """A number to be confirmed: its stable name, its words, its unit."""

    name: str
    label: str
    unit: str
    number: int


@dataclass(frozen=True)
class Month:
    """A source's month as its department has to confirm it; `confirmation` is None until somebody did."""

    source: str
    source_name: str
    department: str
    period: str
    batch: str
    due_on: dt.date | None
    confirmation: Confirmation | None

    @property
    def state(self) -> str:
        """`to_confirm`, `agreed` or `differs`."""
        if self.confirmation is None:
            return "to_confirm"
        return "differs" if self.confirmation.differs else "agreed"


def months(period: str, sources: Iterable[str]) -> list[Month]:
    """The sources that have a merged batch for a month, in their order. Three queries."""
    names = [name for name in SOURCES if name in set(sources)]
    merged = Batch.objects.filter(source__in=names, period=period, state=BatchState.MERGED, exact__isnull=False)
    found = dict(merged.values_list("source", "batch_id"))
    standing = {one.batch_id: one for one in confirmations().filter(batch_id__in=found.values())}
    due_on = confirm_by(Period.parse(period))
    return [
        Month(
            name, SOURCES[name].name, SOURCES[name].department, period, found[name], due_on, standing.get(found[name])
        )
        for name in names
        if name in found
    ]  # fmt: skip


def confirmations() -> QuerySet[Confirmation]:
    """Confirmations that stand."""
    return Confirmation.objects.filter(ended_at=None).select_related("confirmed_by")


def confirm_by(period: Period) -> dt.date | None:
    """The last day for confirming a month's numbers; None while nobody has settled it."""
    first = period.last_day + dt.timedelta(days=1)
    day = reference.parameter(CONFIRM_DAY, first)
    return None if day is None else first + dt.timedelta(days=int(day.value) - 1)


def of_batch(batch_id: str) -> Month | None:
    """A batch as its department confirms it; None when it is not merged and matched."""
    batch = Batch.objects.filter(batch_id=batch_id, state=BatchState.MERGED, exact__isnull=False).first()
    if batch is None or batch.source not in SOURCES:
        return None
    source = SOURCES[batch.source]
    standing = confirmations().filter(batch_id=batch_id).first()
    due_on = confirm_by(Period.parse(batch.period))
    return Month(batch.source, source.name, source.department, batch.period, batch_id, due_on, standing)


def numbers(batch_id: str) -> list[Number]:
    """What a batch gave: rows received, accepted and matched, and the matched by township. Raises INTAKE_NO_BATCH."""
    batch = find(batch_id)
    matched = sum(n or 0 for n in (batch.exact, batch.normalised, batch.probable))
    folder = staging.folder_of(batch)
    with scratch() as engine:
        files = {"rows": str(folder / ROWS), "matches": str(folder / MATCHES)}
        by_township = dict(engine.execute(BY_TOWNSHIP, files).fetchall())
    places = [(place.code, place.name) for place in reference.places(level="township")]
    known = {code for code, _ in places}
    elsewhere = sum(n for code, n in by_township.items() if code not in known)
    whom = "对到村" if SOURCES[batch.source].subject == "village" else "对上底册的人"
    found = [
        Number("rows", "收到", ROW, batch.rows),
        Number("accepted", "可用", ROW, batch.accepted),
        Number("matched", whom, ROW, matched),
        *(Number(f"{PLACE}{code}", f"其中{name}", ROW, by_township.get(code, 0)) for code, name in places),
    ]
    return [*found, Number(f"{PLACE}none", "其中没写清乡镇的", ROW, elsewhere)] if elsewhere else found


def differences(standing: Iterable[Confirmation]) -> list[ConfirmedNumber]:
    """The numbers that departments say are otherwise. One query."""
    rows = ConfirmedNumber.objects.filter(confirmation__in=list(standing), should_be__isnull=False)
    return list(rows.select_related("confirmation__confirmed_by").order_by("confirmation__source", "pk"))
