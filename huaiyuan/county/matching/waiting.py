"""The queue of the review desk (比对复核): which rows of batches in force wait for a person, around the one looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import duckdb

from huaiyuan.base.access import queries as access
from huaiyuan.base.access.permissions import P
from huaiyuan.core.engine import lake
from huaiyuan.core.engine.scratch import scratch
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import queries as intake
from huaiyuan.county.matching import errors
from huaiyuan.county.registry.queries.masking import Eyes

QUEUE, BEFORE = 40, 3
LOW = "按姓名生日村对上，分数低"
WHY = f"CASE outcome WHEN 'probable' THEN '{LOW}' ELSE split_part(reason, '：', 1) END"
_OPEN = f"""
CREATE TEMP TABLE waiting AS
SELECT *, row_number() OVER (ORDER BY batch, township_code NULLS FIRST, name, sheet, row) AS place FROM (
    SELECT parse_filename(parse_dirpath(filename)) AS batch, sheet, row, name, village_raw, township_code, score,
           {WHY} AS why, len(pairs) AS meant
    FROM read_parquet($files, filename = TRUE) WHERE state = 'open'
)
"""  # noqa: S608 - constants of this module
_FACETS = """
SELECT 'batch' AS facet, batch AS value, count(*) AS rows FROM waiting GROUP BY batch
UNION ALL SELECT 'township', township_code, count(*) FROM waiting WHERE township_code IS NOT NULL GROUP BY township_code
UNION ALL SELECT 'why', why, count(*) FROM waiting GROUP BY why ORDER BY 1, 3 DESC, 2
"""


@dataclass(frozen=True)
class RowKey:
    """A row of a batch's original; as a text `batch~row~sheet`."""

    batch_id: str
    sheet: str
    row: int

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """What an address names; None for anything else."""
        batch_id, _, rest = text.partition("~")
        row, mark, sheet = rest.partition("~")
        return cls(batch_id, sheet, int(row)) if batch_id and mark and row.isdigit() else None

    def __str__(self) -> str:
        return f"{self.batch_id}~{self.row}~{self.sheet}"


@dataclass(frozen=True)
class Filters:
    """What of the queue is looked at; empty means all."""

    batch: str = ""
    township: str = ""
    why: str = ""


@dataclass(frozen=True)
class Waiting:
    """A row in the queue."""

    key: RowKey
    name: str
    village_written: str
    why: str
    meant: int
    score: int


@dataclass(frozen=True)
class Queue:
    """The stretch of the queue around a row: how many there are, how many before and after what is shown, and facets
    (batch, township, why) with the rows of each.
    """  # fmt: skip

    rows: tuple[Waiting, ...]
    total: int
    before: int
    after: int
    at: RowKey | None
    following: RowKey | None
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)


def in_force() -> dict[str, Path]:
    """The batches that count today and have a desk: folder by number."""
    found = {b.batch_id: b.folder for b in intake.effective_batches(clock.today())}
    return {batch: folder for batch, folder in found.items() if (folder / lake.REVIEW).exists()}


def queue(
    account: object, filters: Filters, at: RowKey | None = None, folders: Mapping[str, Path] | None = None
) -> Queue:  # fmt: skip
    """What waits, around the row that is looked at (the first by default). Raises: MATCHING_NOT_YOURS.

    `folders`: what `in_force` gave, for a page that asks more than once.
    """
    refuse_strangers(account)
    folders, eyes = in_force() if folders is None else folders, Eyes.of(account)
    if not folders:
        return Queue((), 0, 0, 0, None, None)
    with _waiting(folders) as con:
        facets: dict[str, list[tuple[str, int]]] = {"batch": [], "township": [], "why": []}
        for facet, value, rows in con.sql(_FACETS).fetchall():
            facets[facet].append((value, int(rows)))
        _narrow(con, filters)
        place = _place(con, at)
        found = con.sql(
            f"SELECT * FROM waiting WHERE place >= $since ORDER BY place LIMIT {QUEUE}",  # noqa: S608 - a constant
            params={"since": max(1, place - BEFORE)},
        ).to_arrow_table()
        [(total,)] = con.sql("SELECT count(*) FROM waiting").fetchall()
    lines = found.to_pylist()
    rows = [Waiting(_key(r), eyes.name(r["name"] or ""), r["village_raw"] or "", r["why"], r["meant"], r["score"])
            for r in lines]  # fmt: skip
    here = next((i for i, r in enumerate(lines) if r["place"] == place), None)
    following = rows[here + 1].key if here is not None and here + 1 < len(rows) else None
    first = lines[0]["place"] if lines else 1
    return Queue(
        tuple(rows), int(total), first - 1, int(total) - (first - 1) - len(rows), rows[here].key if here is not None else None,
        following, {name: tuple(values) for name, values in facets.items()},
    )  # fmt: skip


def waiting_rows(account: object) -> int:
    """How many rows of batches in force wait for a person. Raises: MATCHING_NOT_YOURS."""
    refuse_strangers(account)
    folders = in_force()
    if not folders:
        return 0
    with scratch() as con:
        files = [str(folder / lake.REVIEW) for folder in folders.values()]
        counted = con.execute("SELECT count(*) FROM read_parquet($1) WHERE state = 'open'", [files]).fetchall()
    return int(counted[0][0])


def may_review(account: object) -> bool:
    """Whether the account decides at the desk."""
    return access.scope_of(account, P.MATCH_REVIEW).is_county


def refuse_strangers(account: object) -> None:
    """A row that is not settled belongs to no village yet, so the desk is the county's. Raises MATCHING_NOT_YOURS."""
    if not may_review(account):
        raise DomainError(errors.NOT_YOURS)


@contextmanager
def _waiting(folders: Mapping[str, Path]) -> Iterator[duckdb.DuckDBPyConnection]:
    with scratch() as con:
        con.execute(_OPEN, {"files": [str(folder / lake.REVIEW) for folder in folders.values()]})
        yield con


def _narrow(con: duckdb.DuckDBPyConnection, filters: Filters) -> None:
    asked = {"batch": filters.batch, "township_code": filters.township, "why": filters.why}
    for column, value in asked.items():
        if value:
            con.execute(f"DELETE FROM waiting WHERE {column} IS DISTINCT FROM $1", [value])  # noqa: S608 - named above
    con.execute("""
        CREATE OR REPLACE TEMP TABLE waiting AS
        SELECT * REPLACE (row_number() OVER (ORDER BY place) AS place) FROM waiting
    """)


def _place(con: duckdb.DuckDBPyConnection, at: RowKey | None) -> int:
    if at is None:
        return 1
    found = con.execute(
        "SELECT place FROM waiting WHERE batch = $1 AND coalesce(sheet, '') = $2 AND row = $3",
        [at.batch_id, at.sheet, at.row],
    ).fetchall()
    return int(found[0][0]) if found else 1


def _key(row: Mapping[str, Any]) -> RowKey:
    return RowKey(row["batch"], row["sheet"] or "", row["row"])
