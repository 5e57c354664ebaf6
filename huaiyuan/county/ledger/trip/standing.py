"""How a ledger stands, as columns of texts that DuckDB compares: its rows, who they are about, what was changed since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from huaiyuan.core.kernel import clock
from huaiyuan.county.ledger.declaration import Ledger
from huaiyuan.county.ledger.models import ChangedCell
from huaiyuan.county.ledger.types import About
from huaiyuan.county.registry import queries as registry

COMMON = ("number", "version", "state", "village_code", "household_no", "person_no")
PIECE = 10_000


def table(rows: QuerySet[Any], own: Sequence[Any]) -> pa.Table:
    """Rows of a ledger with its columns `v_<name>` as texts. One query."""
    texts = {f"v_{column.name}": Cast(column.field, TextField()) for column in own}
    names = [*COMMON, *texts]
    found = rows.order_by().annotate(**texts).values_list(*names)
    return _columns(names, found, whole=("version",))


def called(ledger: Ledger, rows: pa.Table) -> pa.Table:
    """Whom rows are about: `about` (their person or household) and `who`, the name as it stands; no rows for places."""
    by = "person_no" if ledger.about is About.PERSON else "household_no"
    names: dict[str, str] = {}
    if ledger.about in (About.PERSON, About.HOUSEHOLD):
        ask = registry.names_of if ledger.about is About.PERSON else registry.heads
        numbers = [number for number in pc.unique(rows[by]).to_pylist() if number]
        for first in range(0, len(numbers), PIECE):
            names |= ask(numbers[first : first + PIECE])
    return pa.table({"about": pa.array(list(names), pa.string()), "who": pa.array(list(names.values()), pa.string())})


def history(ledger: Ledger, after: int) -> pa.Table:
    """Cells that were changed to a version above one: what they were, by whom, when. One query."""
    names = ("number", "version", "col", "was", "who", "at")
    rows = ChangedCell.objects.filter(change__ledger=ledger.code, change__version__gt=after).values_list(
        "change__number", "change__version", "column", "was", "change__by__display_name", "change__at"
    )
    told = ((*row[:4], row[4] or "系统", row[5].astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M")) for row in rows)
    return _columns(names, told, whole=("version",))


def _columns(names: Sequence[str], rows: Iterable[Sequence[Any]], *, whole: Sequence[str]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    kinds = [pa.int64() if name in whole else pa.string() for name in names]
    return pa.table([pa.array(c, k) for c, k in zip(columns, kinds, strict=True)], names=list(names))
