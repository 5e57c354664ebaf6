"""What becomes of a workbook that was read (写入、撤回、不写): compared anew, written in one transaction, taken back cell by cell."""

# ruff: noqa: S608 - names of declared columns stand in the SQL, never what a cell says
from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import IntegrityError, transaction

from huaiyuan.base import audit, jobs
from huaiyuan.base.access.models import Account
from huaiyuan.core.engine import lake
from huaiyuan.core.kernel import clock, faultpoint
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import staging
from huaiyuan.county.ledger import errors, reach, trail
from huaiyuan.county.ledger.actions.opening import Place, not_yours, open_entry
from huaiyuan.county.ledger.actions.writing import same_again
from huaiyuan.county.ledger.declaration import Act, Ledger
from huaiyuan.county.ledger.models import ChangedCell, EntryChange, Fill, FillCell, FillState
from huaiyuan.county.ledger.trip import comparing, declared, receiving, refusals, standing, writing
from huaiyuan.county.ledger.trip.comparing import Compared
from huaiyuan.county.ledger.trip.work import READ as JOB
from huaiyuan.county.ledger.trip.writing import Cell, RacedError
from huaiyuan.county.ledger.types import About, Did
from huaiyuan.county.registry import queries as registry

TRIES = 4
FILLS = uuid.UUID("a1f6d1f2-6a5b-5b3e-9d1c-2f7d3f1f9a10")


def find(ledger: Ledger, number: str, by: Account | None) -> Fill:
    """A fill that the account brought, or any for whoever reaches every row. Raises LEDGER_FILL_GONE."""
    fill = Fill.objects.filter(ledger=ledger.code, number=number).select_related("by", "ended_by").first()
    if fill is None or not (fill.by_id == getattr(by, "pk", None) or reach.whole(ledger, by)):
        raise DomainError(errors.FILL_GONE)
    return fill


@transaction.atomic
def choose(ledger: Ledger, number: str, from_file: Iterable[int], *, by: Account) -> None:
    """Say of each conflict whether the file's value is to stand; what is not named keeps what stands now."""
    fill = _waiting(find(ledger, number, by), "选")
    conflicts = FillCell.objects.filter(fill=fill, conflict=True)
    conflicts.update(from_file=False)
    conflicts.filter(pk__in=list(from_file)).update(from_file=True)


@transaction.atomic
def cancel(ledger: Ledger, number: str, *, by: Account) -> None:
    """Leave a workbook unwritten; its record stays. Raises LEDGER_FILL_GONE, LEDGER_FILL_STATE."""
    fill = find(ledger, number, by)
    _end(fill, FillState.WAITING, FillState.CANCELLED, by, "取消")
    audit.record(trail.CANCELLED, by=by, subject=f"fill:{number}", ledger=ledger.title, batch=number)


def merge(ledger: Ledger, number: str, *, by: Account) -> Fill:
    """Write what a workbook changed: only changed cells, everything or nothing; written already is answered as it is.

    The comparison is made anew; a cell that somebody changed meanwhile is left to them and counted as a conflict.
    Raises: LEDGER_FILL_GONE, LEDGER_FILL_STATE, LEDGER_NOT_YOURS, LEDGER_FILL_RACED.
    """
    fill = find(ledger, number, by)
    if not reach.does(ledger, ledger.fills, by):
        raise not_yours(ledger.fills)
    with jobs.claim(JOB, ledger.code, by=by) as job:
        fill.refresh_from_db()
        if fill.state == FillState.MERGED:
            return fill
        _waiting(fill, "写入")
        for _ in range(TRIES):
            job.stage("comparing", fill.rows)
            folder = lake.folder_of(staging.lake_root(), ledger.table, number)
            compared = comparing.compare(folder, ledger, by)
            try:
                job.stage("writing", compared.writes.num_rows)
                with transaction.atomic():
                    _merge(ledger, fill, compared, by)
                    faultpoint.reached("ledger_fill.written")
            except RacedError:
                continue
            faultpoint.reached("ledger_fill.merged")
            job.finish(f"写入{fill.writes:,}格，新增{fill.added:,}条，{fill.conflicts:,}格有冲突没写")
            return fill
    raise DomainError(errors.FILL_RACED)


def _merge(ledger: Ledger, fill: Fill, compared: Compared, by: Account) -> None:
    at = clock.business_now()
    chosen = set(
        FillCell.objects.filter(fill=fill, conflict=True, from_file=True).values_list("entry", "column", "now")
    )
    conflicts = compared.conflicts.to_pylist()
    mine = [cell for cell in conflicts if (cell["number"], cell["col"], cell["now"]) in chosen]
    cells, checked = _checked(ledger, [*compared.writes.to_pylist(), *mine], by, at)
    act = writing.Act(Did.FILLED, by, at, fill.number)
    twice = _write(ledger, cells, act)
    added, refused = _add(ledger, fill, compared.added, by, at)
    late = [*checked, *twice, *refused]
    fill.writes, fill.added = len(cells) - len(twice), added
    fill.conflicts, fill.refused = len(conflicts) - len(mine), fill.refused + len(late)
    _refuse_late(ledger, fill, late)
    known = set(FillCell.objects.filter(fill=fill, conflict=True).values_list("entry", "column"))
    new = [cell for cell in conflicts if (cell["number"], cell["col"]) not in known]
    receiving.keep_cells(fill, ledger, pa.Table.from_pylist(new, schema=compared.conflicts.schema), by, conflict=True)
    _end(fill, FillState.WAITING, FillState.MERGED, by, "写入")
    audit.record(trail.FILLED, by=by, subject=f"fill:{fill.number}", writes=True, ledger=ledger.title, batch=fill.number,
                 cells=fill.writes, added=added, conflicts=fill.conflicts)  # fmt: skip


def _write(ledger: Ledger, cells: list[dict[str, Any]], act: writing.Act) -> list[dict[str, object]]:
    """Write cells; where the table itself refuses, halve them until the rows are found that would be there twice."""
    try:
        with transaction.atomic():
            writing.write(ledger, [Cell(c["number"], c["version"], c["col"], c["now"], c["value"]) for c in cells], act)
    except IntegrityError:
        numbers = sorted({cell["number"] for cell in cells})
        if len(numbers) > 1:
            first = set(numbers[: len(numbers) // 2])
            halves = ([c for c in cells if c["number"] in first], [c for c in cells if c["number"] not in first])
            return [line for half in halves for line in _write(ledger, half, act)]
        refusal = same_again(ledger)
        return [
            refusals.line(cell["sheet"], cell["row"], cell["label"], refusal.code, cell["value"], str(refusal)) for cell in cells
        ]  # fmt: skip
    return []


def _checked(
    ledger: Ledger, cells: list[dict[str, Any]], by: Account, at: dt.datetime
) -> tuple[list[dict[str, Any]], list[dict[str, object]]]:
    """Cells that the ledger's own checks let pass, and refusals of the others; rows are looked at only where it has any."""
    if not ledger.checks:
        return cells, []
    by_row: dict[str, list[dict[str, Any]]] = {}
    for cell in cells:
        by_row.setdefault(cell["number"], []).append(cell)
    refused: dict[str, DomainError] = {}
    numbers = list(by_row)
    for first in range(0, len(numbers), 500):
        for row in ledger.model._default_manager.filter(number__in=numbers[first : first + 500]):
            values = {cell["col"]: ledger.column(cell["col"]).read(cell["value"]) for cell in by_row[row.number]}
            try:
                ledger.check(row, Act(by, at, values))
            except DomainError as refusal:
                refused[row.number] = refusal
    lines = [
        refusals.line(cell["sheet"], cell["row"], cell["label"], refused[cell["number"]].code, cell["value"], str(refused[cell["number"]]))
        for cell in cells if cell["number"] in refused
    ]  # fmt: skip
    return [cell for cell in cells if cell["number"] not in refused], lines


def _add(
    ledger: Ledger, fill: Fill, rows: pa.Table, by: Account, at: dt.datetime
) -> tuple[int, list[dict[str, object]]]:
    """Open the new rows of a workbook; those that cannot be say why. There are at most some hundreds."""
    refused, opened = [], []
    for row in rows.to_pylist():
        texts = {name.removeprefix("g_"): value or "" for name, value in row.items() if name.startswith("g_")}
        mark = uuid.uuid5(FILLS, f"{fill.number}/{row['sheet']}/{row['row']}")
        try:
            place = _place(ledger, row, by)
            opened.append(open_entry(ledger, place, texts, by=by, client_uuid=mark, at=at).number)
        except DomainError as refusal:
            column, given = _to_blame(ledger, row, refusal.code)
            refused.append(refusals.line(row["sheet"], row["row"], column, refusal.code, given, str(refusal)))
    EntryChange.objects.filter(ledger=ledger.code, number__in=opened, version=1).update(batch=fill.number)
    return len(opened), refused


def _place(ledger: Ledger, row: dict[str, Any], by: Account) -> Place:
    """Whom a new row is about: a person by the identity number, exact or but for its way of writing; never by a guess.

    Who is not there and who is out of reach are told in the same words; only of who is within reach is the name compared.
    """
    if ledger.about is About.PERSON:
        holder = registry.holder_of(row["id_number"] or "")
        if holder is None or not registry.named([holder.person_id], by):
            raise DomainError(errors.FILL_NOBODY, given=_veiled(row["id_number"]), what=declared.ID)
        if not comparing.fits(row["who"], holder.name):
            raise DomainError(errors.FILL_OTHER_NAME, given=_veiled(row["id_number"]))
        return Place(person_no=holder.person_id)
    if ledger.about is About.HOUSEHOLD:
        return Place(household_no=(row["household_no"] or "").strip().upper())
    return Place(village_code=row["village_code"] or "")


def _veiled(id_number: str | None) -> str:
    return (id_number or "")[-4:].rjust(8, "*")


def _to_blame(ledger: Ledger, row: dict[str, Any], code: str) -> tuple[str, str]:
    """The column of a new row that a refusal is about, and what stands there as far as it may be shown."""
    cells = {
        errors.FILL_NOBODY.code: (declared.ID, _veiled(row["id_number"])),
        errors.FILL_OTHER_NAME.code: (declared.who(ledger), row["who"] or ""),
        errors.NO_HOUSEHOLD.code: (declared.HOUSEHOLD, row["household_no"] or ""),
        errors.NO_VILLAGE.code: (declared.PLACE, ""),
    }
    return cells.get(code, (declared.NUMBER, ""))


def _refuse_late(ledger: Ledger, fill: Fill, lines: list[dict[str, object]]) -> None:
    """Refusals that only the writing brought to light join the others in the folder."""
    if not lines:
        return
    file = lake.folder_of(staging.lake_root(), ledger.table, fill.number) / lake.FAULTS
    faults = pq.read_table(file)
    with lake.replacing(file) as hidden:
        more = pa.Table.from_pylist(lines, schema=refusals.SCHEMA).cast(faults.schema)
        pq.write_table(pa.concat_tables([faults, more]), hidden, compression="zstd")


def undo(ledger: Ledger, number: str, *, by: Account) -> Fill:
    """Put back the cells that still are what a fill wrote; what somebody changed since stays, and so do rows it opened.

    Raises: LEDGER_FILL_GONE, LEDGER_FILL_STATE, LEDGER_NOT_YOURS, LEDGER_FILL_RACED.
    """
    fill = find(ledger, number, by)
    if not reach.does(ledger, ledger.fills, by):
        raise not_yours(ledger.fills)
    with jobs.claim(JOB, ledger.code, by=by) as job:
        fill.refresh_from_db()
        if fill.state == FillState.UNDONE:
            return fill
        for _ in range(TRIES):
            job.stage("writing", fill.writes)
            try:
                with transaction.atomic():
                    _undo(ledger, fill, by)
            except RacedError:
                continue
            job.finish(f"还原{fill.restored:,}格")
            return fill
    raise DomainError(errors.FILL_RACED)


def _undo(ledger: Ledger, fill: Fill, by: Account) -> None:
    wrote = ChangedCell.objects.filter(change__ledger=ledger.code, change__batch=fill.number, change__did=Did.FILLED)
    touched = wrote.values("change__number")
    rows = reach.rows(ledger, by, doing=ledger.fills).filter(number__in=touched)
    cells = _standing(ledger, rows, wrote.values_list("change__number", "column", "was", "now"))
    act = writing.Act(Did.UNFILLED, by, clock.business_now(), reason=f"撤回{fill.number}")
    writing.write(ledger, cells, act)
    fill.restored = len(cells)
    _end(fill, FillState.MERGED, FillState.UNDONE, by, "撤回")
    audit.record(
        trail.UNFILLED, by=by, subject=f"fill:{fill.number}", writes=True, ledger=ledger.title, batch=fill.number, cells=len(cells)
    )  # fmt: skip


def _standing(ledger: Ledger, rows: Any, wrote: Any) -> list[Cell]:
    """Of cells that were written those that still say it, turned round."""
    own = [column for column in ledger.columns if declared.filled(column)]
    con = comparing.workspace()
    try:
        con.register("now", standing.table(rows, own))
        names = ("number", "col", "was", "now")
        found = list(zip(*wrote, strict=True)) or [()] * len(names)
        con.register("wrote", pa.table([pa.array(c, pa.string()) for c in found], names=list(names)))
        texts = " UNION ALL ".join(
            f"SELECT number, version, '{c.name}' AS col, {c.kept(f'v_{c.name}')} AS stands FROM now" for c in own
        )
        return [
            Cell(*row)
            for row in con.sql(f"""
                SELECT t.number, t.version, t.col, t.stands, w.was FROM ({texts}) t JOIN wrote w USING (number, col)
                WHERE t.stands = w.now ORDER BY t.number, t.col""").fetchall()
        ]
    finally:
        con.close()


def _waiting(fill: Fill, act: str) -> Fill:
    if fill.state != FillState.WAITING:
        raise DomainError(errors.FILL_STATE, state=FillState(fill.state).label, act=act)
    return fill


def _end(fill: Fill, was: FillState, becomes: FillState, by: Account, act: str) -> None:
    """Move a fill on where it still stands as it was. Raises LEDGER_FILL_STATE."""
    at = clock.business_now()
    moved = Fill.objects.filter(pk=fill.pk, state=was).update(
        state=becomes, ended_by=by, ended_at=at, writes=fill.writes, added=fill.added, conflicts=fill.conflicts,
        refused=fill.refused, restored=fill.restored,
    )  # fmt: skip
    if not moved:
        fill.refresh_from_db()
        raise DomainError(errors.FILL_STATE, state=FillState(fill.state).label, act=act)
    fill.state, fill.ended_by, fill.ended_at = becomes, by, at
