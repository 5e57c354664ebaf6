"""What pages read of a comparison, within an account's rows."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from huaiyuan.base import access
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.base.vault import mask
from huaiyuan.core.engine.scratch import scratch
from huaiyuan.county.crosscheck.actions import CHECK, FILE, MANIFEST, root
from huaiyuan.county.crosscheck.kinds import LABELS, Difference

PAGE = 50


@dataclass(frozen=True)
class Compared:
    """The newest comparison: which roster, as of which day, when."""

    batch_id: str
    as_of: dt.date
    compared_at: dt.datetime
    folder: Path


@dataclass(frozen=True)
class Line:
    """One difference as the account sees it."""

    kind: str
    label: str
    village_code: str
    household_no: str
    name: str
    ours: str
    theirs: str
    sheet: str
    row: int | None


@dataclass(frozen=True)
class Page:
    """A page of differences, and how many there are of each kind within the account's rows."""

    lines: list[Line]
    total: int
    counts: dict[str, int]


def newest() -> Compared | None:
    """The comparison of the latest roster; None before the first."""
    found = [
        (folder, json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
        for folder in root().glob(f"{CHECK}-*")
        if (folder / MANIFEST).exists()
    ]
    if not found:
        return None
    folder, told = max(found, key=lambda pair: (pair[1]["as_of"], pair[1]["compared_at"]))
    return Compared(
        told["batch"], dt.date.fromisoformat(told["as_of"]), dt.datetime.fromisoformat(told["compared_at"]), folder
    )


def page(
    compared: Compared, account: object, *, kind: str = "", area: str = "", offset: int = 0, limit: int = PAGE
) -> Page:
    """Differences by village and household, of one kind and one township when asked."""
    scope = access.scope_of(account, P.HOUSEHOLD_READ)
    within, values = scope.sql(), {"file": str(compared.folder / FILE), "area": area, "kind": kind}
    where = f"{within} AND starts_with(village_code, $area)" if area else within
    # A place that the roster does not know belongs to the county.
    where = f"({where})" if not scope.is_county or area else f"({where} OR village_code IS NULL)"
    with scratch() as engine:
        counts = _read(engine, f"SELECT kind, count(*) FROM found WHERE {where} GROUP BY kind", values)  # noqa: S608 - own words
        chosen = f"{where} AND kind = $kind" if kind else where
        rows = _read(engine, f"SELECT * FROM found WHERE {chosen} LIMIT {int(limit)} OFFSET {int(offset)}", values)  # noqa: S608
    by_kind = {str(k): int(n) for k, n in counts}
    total = by_kind.get(kind, 0) if kind else sum(by_kind.values())
    return Page(list(_lines(rows, account)), total, by_kind)


def _read(engine: duckdb.DuckDBPyConnection, sql: str, values: dict[str, str]) -> list[tuple[Any, ...]]:
    whole = f"WITH found AS (SELECT * FROM read_parquet($file)) {sql}"  # noqa: S608 - composed above
    return engine.execute(whole, {k: v for k, v in values.items() if f"${k}" in whole}).fetchall()


def _lines(rows: list[tuple[Any, ...]], account: object) -> Iterator[Line]:
    names, health = (access.sees_clear(account, field) for field in (Field.NAME, Field.HEALTH))
    for kind, village, household, _person, name, ours, theirs, sheet, row in rows:
        hidden = (kind == Difference.HEALTH and not health) or (kind == Difference.NAME and not names)
        shown = ("不予显示", "不予显示") if hidden else (str(ours or "—"), str(theirs or "—"))
        yield Line(
            str(kind), LABELS[str(kind)], str(village or ""), str(household or ""),
            str(name or "") if names else mask.name(str(name or "")), *shown, str(sheet or ""), row,
        )  # fmt: skip
