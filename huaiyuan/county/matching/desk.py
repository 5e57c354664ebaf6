"""The review desk (比对复核): which rows of batches in force wait for a person, and everything that helps to decide one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import duckdb
import pyarrow as pa
from django.conf import settings

from huaiyuan.base.access import queries as access
from huaiyuan.base.access.permissions import P
from huaiyuan.base.vault import mask
from huaiyuan.core.engine import lake
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.linkage import levels
from huaiyuan.county.intake import queries as intake
from huaiyuan.county.intake import sealing
from huaiyuan.county.intake.types import Brief
from huaiyuan.county.matching import errors
from huaiyuan.county.matching.applying import State
from huaiyuan.county.matching.models import ReviewDecision
from huaiyuan.county.matching.queries import folder_of
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.registry.queries.masking import Eyes

QUEUE, BEFORE = 40, 3
LOW = "按姓名生日村对上，分数低"
_WHY = f"CASE outcome WHEN 'probable' THEN '{LOW}' ELSE split_part(reason, '：', 1) END"
_OPEN = f"""
CREATE TEMP TABLE waiting AS
SELECT *, row_number() OVER (ORDER BY batch, township_code NULLS FIRST, name, sheet, row) AS place FROM (
    SELECT parse_filename(parse_dirpath(filename)) AS batch, sheet, row, name, village_raw, township_code, score,
           {_WHY} AS why, len(pairs) AS meant
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


@dataclass(frozen=True)
class Reason:
    """One comparison of a pair: what was compared, in words, and what it is worth."""

    comparison: str
    label: str
    level: str
    says: str
    weight: int


@dataclass(frozen=True)
class Meant:
    """Somebody whom the row may mean, with the waterfall of the comparison."""

    person: registry.Candidate
    score: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Line:
    """A row of the desk as it lies in the lake, for actions; values are those of the original."""

    key: RowKey
    outcome: str
    person_id: str | None
    score: int
    reason: str
    why: str
    name: str
    sex: str
    birth_on: dt.date | None
    village_raw: str
    village_code: str
    township_code: str
    id_sealed: bytes | None
    written: str
    same_row: str
    tells_apart: bool
    pairs: tuple[Mapping[str, Any], ...]
    state: str | None

    @property
    def is_open(self) -> bool:
        """Whether it waits for a person."""
        return self.state == State.OPEN


@dataclass(frozen=True)
class Pair:
    """A row beside everybody it may mean, personal values as the account may see them."""

    key: RowKey
    batch: Brief
    line: Line
    name: str
    id_shown: str
    birth_on: dt.date | None
    meant: tuple[Meant, ...]
    alike: int
    earlier: tuple[ReviewDecision, ...]


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
    with duckdb.connect(config={"threads": 1}) as con:
        files = [str(folder / lake.REVIEW) for folder in folders.values()]
        counted = con.execute("SELECT count(*) FROM read_parquet($1) WHERE state = 'open'", [files]).fetchall()
    return int(counted[0][0])


def pair(account: object, key: RowKey, folders: Mapping[str, Path] | None = None) -> Pair:
    """A row beside everybody it may mean. Raises: MATCHING_NOT_YOURS, MATCHING_NO_ROW."""
    refuse_strangers(account)
    folders = in_force() if folders is None else folders
    found = line(key, folders.get(key.batch_id))
    eyes = Eyes.of(account)
    return Pair(
        key=key, batch=intake.brief(key.batch_id), line=found, name=eyes.name(found.name), id_shown=shown_number(found),
        birth_on=found.birth_on if eyes.births else None, meant=meant(found, account, P.MATCH_REVIEW),
        alike=alike(found.written, folders) if found.tells_apart else 1, earlier=earlier(found),
    )  # fmt: skip


def meant(found: Line, account: object, permission: P) -> tuple[Meant, ...]:
    """Whom a row may mean within the account's rows, likeliest first, with what speaks for and against each."""
    known = registry.candidates([p["person_id"] for p in found.pairs], account, permission)
    return tuple(
        Meant(known[p["person_id"]], p["score"], reasons(p)) for p in found.pairs if p["person_id"] in known
    )  # fmt: skip


def reasons(shown: Mapping[str, Any]) -> tuple[Reason, ...]:
    """The waterfall of one pair."""
    found = []
    for comparison, choices in levels.COMPARISONS.items():
        level = next(choice for choice in choices if choice.key == shown[comparison])
        says = level.says or "性别一致或没写"
        found.append(Reason(comparison, levels.LABELS[comparison], level.key, says, level.weight))
    return tuple(found)


def line(key: RowKey, folder: Path | None = None) -> Line:
    """A row of the desk of a batch in force. Raises: MATCHING_NO_ROW."""
    where = folder or in_force().get(key.batch_id)
    if where is None:
        raise DomainError(errors.NO_ROW)
    found = _lines(where, "sheet = $sheet AND row = $row", {"sheet": key.sheet, "row": key.row})
    if not found:
        raise DomainError(errors.NO_ROW)
    return found[0]


def open_lines(folder: Path) -> list[Line]:
    """Every row of a batch that waits, in the order of the original."""
    return _lines(folder, "state = 'open'", {})


def all_lines(folder: Path) -> list[Line]:
    """Every row of a batch that the exact join did not settle and that means somebody."""
    return _lines(folder, "len(pairs) > 0", {})


def pending(batch_id: str, account: object) -> list[Pair]:
    """What of one batch waits, whether the batch counts today or not.

    Raises: INTAKE_NO_BATCH, MATCHING_NOT_MATCHED, MATCHING_NOT_YOURS.
    """
    refuse_strangers(account)
    folder = folder_of(batch_id)
    if not (folder / lake.REVIEW).exists():
        raise DomainError(errors.NOT_MATCHED, batch=batch_id)
    return pairs(open_lines(folder), account)


def pairs(lines: list[Line], account: object) -> list[Pair]:
    """Rows of one batch beside everybody they may mean, without what was decided before."""
    if not lines:
        return []
    eyes, batch_id = Eyes.of(account), lines[0].key.batch_id
    batch = intake.brief(batch_id)
    known = registry.candidates({p["person_id"] for found in lines for p in found.pairs}, account, P.MATCH_REVIEW)
    return [
        Pair(
            found.key, batch, found, eyes.name(found.name), shown, found.birth_on if eyes.births else None,
            tuple(Meant(known[p["person_id"]], p["score"], reasons(p)) for p in found.pairs if p["person_id"] in known),
            1, (),
        )
        for found, shown in zip(lines, _shown_numbers(batch_id, lines), strict=True)
    ]  # fmt: skip


def alike(key: str, folders: Mapping[str, Path]) -> int:
    """How many rows of these batches one key speaks for."""
    from huaiyuan.county.matching.applying import covered  # noqa: PLC0415 - applying loads numpy

    return sum(covered(folder, [key]).num_rows for folder in folders.values())


def earlier(found: Line) -> tuple[ReviewDecision, ...]:
    """What was decided before about this row or its way of writing, newest first."""
    rows = ReviewDecision.objects.filter(key__in=[found.written, found.same_row])
    return tuple(rows.select_related("decided_by", "revoked_by").order_by("-decided_at")[:5])


def shown_number(found: Line) -> str:
    """The number as written, masked."""
    return _shown_numbers(found.key.batch_id, [found])[0]


def strong(found: Line) -> bool:
    """Whether every reason is strong: one person alone, nothing against him, at most one slip."""
    if len(found.pairs) != 1:
        return False
    chosen = {name: found.pairs[0][name] for name in levels.COMPARISONS}
    if any(key not in levels.STRONG[name] for name, key in chosen.items()):
        return False
    return sum(key in levels.SLIPS for key in chosen.values()) <= 1


@dataclass(frozen=True)
class Question:
    """What a village is asked: what the department wrote, and who of the village may be meant."""

    source_name: str
    period: str
    department: str
    name: str
    sex: str
    birth_on: dt.date | None
    id_shown: str
    village_written: str
    candidates: tuple[registry.Candidate, ...]


def question(decision_no: str, account: object) -> Question | None:
    """The question behind a task, with the village's own people only; None when the batch counts no more."""
    asked = ReviewDecision.objects.get(decision_no=decision_no)
    folder, eyes = in_force().get(asked.batch_id), Eyes.of(account)
    if folder is None:
        return None
    found, batch = (
        line(RowKey(asked.batch_id, asked.sheet, asked.row), folder),
        intake.brief(asked.batch_id),
    )
    return Question(
        source_name=batch.source_name, period=batch.period, department=batch.department, name=eyes.name(found.name),
        sex=found.sex, birth_on=found.birth_on if eyes.births else None, id_shown=shown_number(found),
        village_written=found.village_raw,
        candidates=tuple(m.person for m in meant(found, account, P.MATCH_RECOGNISE)),
    )  # fmt: skip


def may_review(account: object) -> bool:
    """Whether the account decides at the desk."""
    return access.scope_of(account, P.MATCH_REVIEW).is_county


def refuse_strangers(account: object) -> None:
    """A row that is not settled belongs to no village yet, so the desk is the county's. Raises MATCHING_NOT_YOURS."""
    if not may_review(account):
        raise DomainError(errors.NOT_YOURS)


def _shown_numbers(batch_id: str, lines: list[Line]) -> list[str]:
    cells = sealing.open_cells(
        Path(settings.DATA_DIR), batch_id, "id_number", pa.array([found.id_sealed for found in lines], pa.binary()),
        pa.array([found.key.sheet for found in lines], pa.string()),
        pa.array([found.key.row for found in lines], pa.int32()),
    )  # fmt: skip
    return [mask.id_number(cell) for cell in cells.to_pylist()]


def _lines(folder: Path, where: str, values: Mapping[str, Any]) -> list[Line]:
    with duckdb.connect(config={"threads": 1}) as con:
        rows = con.sql(
            f"SELECT *, {_WHY} AS why FROM read_parquet($file) WHERE {where}",  # noqa: S608 - written above
            params={"file": str(folder / lake.REVIEW), **values},
        ).to_arrow_table()
    return [
        Line(
            key=RowKey(folder.name, r["sheet"] or "", r["row"]), outcome=r["outcome"], person_id=r["person_id"],
            score=r["score"], reason=r["reason"], why=r["why"], name=r["name"] or "", sex=r["sex"] or "",
            birth_on=r["birth_on"], village_raw=r["village_raw"] or "", village_code=r["village_code"] or "",
            township_code=r["township_code"] or "", id_sealed=r["id_sealed"], written=r["written"],
            same_row=r["same_row"], tells_apart=r["tells_apart"], pairs=tuple(r["pairs"]), state=r["state"],
        )
        for r in rows.to_pylist()
    ]  # fmt: skip


def _waiting(folders: Mapping[str, Path]) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(config={"threads": 1})
    con.execute(_OPEN, {"files": [str(folder / lake.REVIEW) for folder in folders.values()]})
    return con


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
