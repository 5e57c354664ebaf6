"""The review desk (比对复核): a row that waits, beside everybody it may mean, and everything that helps to decide it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.conf import settings

from huaiyuan.base.access.permissions import P
from huaiyuan.base.vault import mask
from huaiyuan.core.engine import lake
from huaiyuan.core.engine.scratch import scratch
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.linkage import levels
from huaiyuan.county.intake import queries as intake
from huaiyuan.county.intake import sealing
from huaiyuan.county.intake.types import Brief
from huaiyuan.county.matching import errors
from huaiyuan.county.matching.applying import State
from huaiyuan.county.matching.models import ReviewDecision
from huaiyuan.county.matching.queries import folder_of
from huaiyuan.county.matching.waiting import WHY, RowKey, in_force, refuse_strangers
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.registry.queries.masking import Eyes


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


def _shown_numbers(batch_id: str, lines: list[Line]) -> list[str]:
    cells = sealing.open_cells(
        Path(settings.DATA_DIR), batch_id, "id_number", pa.array([found.id_sealed for found in lines], pa.binary()),
        pa.array([found.key.sheet for found in lines], pa.string()),
        pa.array([found.key.row for found in lines], pa.int32()),
    )  # fmt: skip
    return [mask.id_number(cell) for cell in cells.to_pylist()]


def _lines(folder: Path, where: str, values: Mapping[str, Any]) -> list[Line]:
    with scratch() as con:
        rows = con.sql(
            f"SELECT *, {WHY} AS why FROM read_parquet($file) WHERE {where}",  # noqa: S608 - written above
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
