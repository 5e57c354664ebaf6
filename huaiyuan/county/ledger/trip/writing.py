"""Writing many cells of a ledger at once: staged, then rows, history and cells by one statement each."""

# ruff: noqa: S608 - names of declared tables and columns stand in the SQL, values are bound
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyarrow as pa
from django.db import connection

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel import clock
from huaiyuan.county.ledger import trail
from huaiyuan.county.ledger.declaration import Ledger
from huaiyuan.county.ledger.models import ChangedCell, EntryChange
from huaiyuan.county.ledger.types import Did
from huaiyuan.county.worklist.staging import bound, staged


class Cell(NamedTuple):
    """A cell to be written where its row still has a version; values as its column writes them."""

    number: str
    version: int
    column: str
    was: str
    now: str


@dataclass(frozen=True)
class Act:
    """What a bulk write is: which act, by whom, when, why, and the fill it belongs to."""

    did: Did
    by: Account | None
    at: dt.datetime
    batch: str = ""
    reason: str = ""


class RacedError(Exception):
    """A row has moved on between the comparison and the writing; nothing was written."""


def write(ledger: Ledger, cells: Iterable[Cell], act: Act) -> int:
    """Write cells within the caller's transaction; answers how many rows changed. Raises RacedError."""
    kept = list(cells)
    if not kept:
        return 0
    with staged("ledger_filled", _table(ledger, kept)) as given, connection.cursor() as cursor:
        rows = _rows(cursor, ledger, given, act)
        if rows != len({cell.number for cell in kept}):
            raise RacedError
        _cells(cursor, ledger, given, {cell.column for cell in kept})
        _history(cursor, ledger, given, act)
    _record(ledger, kept, act)
    return rows


def _table(ledger: Ledger, cells: list[Cell]) -> pa.Table:
    """Cells as they are staged, `value` as the table of the ledger takes it."""
    columns = {column.name: column for column in ledger.columns}
    numbers, versions, names, was, now = zip(*cells, strict=True)
    values = [columns[cell.column].stored(cell.now) for cell in cells]
    texts = {"number": numbers, "col": names, "was": was, "now": now, "value": values}
    told = {name: pa.array(column, pa.string()) for name, column in texts.items()}
    return pa.table({**told, "version": pa.array(versions, pa.int64())})


def _rows(cursor: Any, ledger: Ledger, given: str, act: Act) -> int:
    table = ledger.model._meta.db_table
    cursor.execute(
        f"""UPDATE {table} SET version = {table}.version + 1, changed_at = %(at)s, changed_by_id = %(by)s
        FROM (SELECT DISTINCT number, version FROM {given}) s
        WHERE s.number = {table}.number AND s.version = {table}.version""",
        {"at": bound(act.at), "by": act.by.pk if act.by else None},
    )
    return int(cursor.rowcount)


def _cells(cursor: Any, ledger: Ledger, given: str, names: set[str]) -> None:
    table, quoted = ledger.model._meta.db_table, connection.ops.quote_name
    for name in sorted(names):
        field = ledger.model._meta.get_field(name)
        # SQLite's column makes of a text what it holds; PostgreSQL wants to be told.
        value = f"CAST(s.value AS {field.db_type(connection)})" if connection.vendor == "postgresql" else "s.value"
        cursor.execute(
            f"UPDATE {table} SET {quoted(field.column)} = {value} FROM {given} s WHERE s.number = {table}.number AND s.col = %s",
            [name],
        )


def _history(cursor: Any, ledger: Ledger, given: str, act: Act) -> None:
    changes, cells = EntryChange._meta.db_table, ChangedCell._meta.db_table
    cursor.execute(
        f"""INSERT INTO {changes} (ledger, number, version, did, state, "on", reason, batch, at, by_id)
        SELECT %(ledger)s, e.number, e.version, %(did)s, e.state, %(on)s, %(reason)s, %(batch)s, %(at)s, CAST(%(by)s AS bigint)
        FROM {ledger.model._meta.db_table} e WHERE e.number IN (SELECT number FROM {given})""",
        {"ledger": ledger.code, "did": str(act.did), "on": bound(act.at.astimezone(clock.SHANGHAI).date()), "reason": act.reason,
         "batch": act.batch, "at": bound(act.at), "by": act.by.pk if act.by else None},
    )  # fmt: skip
    cursor.execute(
        f"""INSERT INTO {cells} (change_id, "column", was, now) SELECT c.id, s.col, s.was, s.now FROM {given} s
        JOIN {changes} c ON c.ledger = %s AND c.number = s.number AND c.version = s.version + 1""",
        [ledger.code],
    )


def _record(ledger: Ledger, cells: list[Cell], act: Act) -> None:
    """One audit event for each row, as when somebody amends it on its page."""
    names: dict[str, list[str]] = {}
    for cell in cells:
        names.setdefault(cell.number, []).append(ledger.column(cell.column).title)
    numbers, places = list(names), dict[str, tuple[str, str]]()
    for first in range(0, len(numbers), 500):
        rows = ledger.model._default_manager.filter(number__in=numbers[first : first + 500])
        places |= {row[0]: row[1:] for row in rows.values_list("number", "household_no", "village_code")}
    abouts = (
        {"subject": f"ledger:{ledger.code}/{number}", "household_no": places[number][0], "village_code": places[number][1],
         "ledger": ledger.title, "entry": number, "columns": "、".join(titles)}
        for number, titles in names.items()
    )  # fmt: skip
    audit.record_many(trail.AMENDED, abouts, by=act.by, reason=act.reason)
