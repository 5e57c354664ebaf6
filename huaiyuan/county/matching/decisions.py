"""The remembered decisions in force (复核决定), as matching reads them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.db.models import Count, Max, QuerySet

from huaiyuan.base import reference
from huaiyuan.core.kernel import clock
from huaiyuan.county.matching.applying import DECISIONS
from huaiyuan.county.matching.models import Decision, SeenCandidate

BELOW = "matching.review_below"
AT_ONCE = 500


def in_force() -> QuerySet[Decision]:
    """Those nobody took back."""
    return Decision.objects.filter(revoked_at__isnull=True)


def mark() -> str:
    """Grows with every decision made or taken back; equal marks mean that nothing was decided in between."""
    found = Decision.objects.aggregate(last=Max("id"), revoked=Count("revoked_at"))
    return f"{found['last'] or 0} {found['revoked']}"


def below() -> int:
    """Probable rows with a lower score come to the desk; none do where the county has settled no line."""
    found = reference.parameter(BELOW, clock.today())
    return 0 if found is None else int(found.value)


def about(keys: Collection[str]) -> pa.Table:
    """Those in force about some keys, in the columns that `applying` reads."""
    rows: list[Decision] = []
    for some in _batched(sorted(keys), AT_ONCE):
        rows += in_force().filter(key__in=some).select_related("decided_by")
    return _table(rows)


@contextmanager
def as_file() -> Iterator[Path]:
    """All in force as a Parquet file for a child process; gone at the end. Keyed hashes and person numbers only."""
    folder = Path(settings.DATA_DIR) / "tmp"
    folder.mkdir(exist_ok=True, mode=0o700)
    file = folder / f"decisions-{uuid.uuid4().hex}.parquet"
    try:
        pq.write_table(_table(in_force().select_related("decided_by").order_by("id")), file)
        yield file
    finally:
        file.unlink(missing_ok=True)


def says(decision: Decision) -> str:
    """Who decided when, as a reason begins: 按秦试然2026-11-23的复核."""
    day = decision.decided_at.astimezone(clock.SHANGHAI).date()
    return f"按{decision.decided_by.display_name}{day.isoformat()}的复核"


def _table(rows: Iterable[Decision]) -> pa.Table:
    found = list(rows)
    seen: dict[int, list[str]] = {}
    for some in _batched([row.pk for row in found], AT_ONCE):
        for decision, person in SeenCandidate.objects.filter(decision__in=some).values_list("decision", "person_id"):
            seen.setdefault(decision, []).append(person)
    columns = [
        [row.key for row in found],
        [row.answer for row in found],
        [row.person_id or None for row in found],
        [says(row) for row in found],
        [sorted(seen.get(row.pk, [])) for row in found],
    ]
    return pa.table([pa.array(c, t) for c, t in zip(columns, DECISIONS.types, strict=True)], schema=DECISIONS)


Item = TypeVar("Item")


def _batched(items: list[Item], size: int) -> Iterator[list[Item]]:
    return (items[at : at + size] for at in range(0, len(items), size))
