"""Writing many cells of a ledger at once: staged, then rows, history and cells by one statement each."""

# ruff: noqa: S608 - names of declared tables and columns stand in the SQL, values are bound
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel import clock
from huaiyuan.county.ledger import trail
from huaiyuan.county.ledger.declaration import Ledger
from huaiyuan.county.ledger.models import ChangedCell, EntryChange
from huaiyuan.county.ledger.types import Did

STAGED = "ledger_staged"


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
    with connection.cursor() as cursor:
        _stage(cursor, ledger, kept)
        rows = _rows(cursor, ledger, act)
        if rows != len({cell.number for cell in kept}):
            raise RacedError
        _cells(cursor, ledger, {cell.column for cell in kept})
        _history(cursor, ledger, act)
        cursor.execute(f"DROP TABLE {STAGED}")
    _record(ledger, kept, act)
    return rows


def _stage(cursor: Any, ledger: Ledger, cells: list[Cell]) -> None:
    # Without a type SQLite keeps a value as it is given; the column it goes to decides.
    kind = "text" if connection.vendor == "postgresql" else ""
    cursor.execute(f"DROP TABLE IF EXISTS {STAGED}")
    cursor.execute(
        f"CREATE TEMP TABLE {STAGED} (number varchar(24), version integer, col varchar(40), was varchar(400), now varchar(400), value {kind})"
    )
    columns = {column.name: column for column in ledger.columns}
    cursor.executemany(
        f"INSERT INTO {STAGED} VALUES (%s, %s, %s, %s, %s, %s)",
        [(*cell, columns[cell.column].stored(cell.now)) for cell in cells],
    )
    cursor.execute(f"CREATE INDEX {STAGED}_number ON {STAGED} (number)")


def _rows(cursor: Any, ledger: Ledger, act: Act) -> int:
    table, ops = ledger.model._meta.db_table, connection.ops
    cursor.execute(
        f"UPDATE {table} SET version = {table}.version + 1, changed_at = %s, changed_by_id = %s "
        f"FROM (SELECT DISTINCT number, version FROM {STAGED}) s WHERE s.number = {table}.number AND s.version = {table}.version",
        [ops.adapt_datetimefield_value(act.at), act.by.pk if act.by else None],
    )
    return int(cursor.rowcount)


def _cells(cursor: Any, ledger: Ledger, names: set[str]) -> None:
    table, quoted = ledger.model._meta.db_table, connection.ops.quote_name
    for name in sorted(names):
        field = ledger.model._meta.get_field(name)
        value = f"CAST(s.value AS {field.db_type(connection)})" if connection.vendor == "postgresql" else "s.value"
        cursor.execute(
            f"UPDATE {table} SET {quoted(field.column)} = {value} FROM {STAGED} s WHERE s.number = {table}.number AND s.col = %s",
            [name],
        )


def _history(cursor: Any, ledger: Ledger, act: Act) -> None:
    table, ops = ledger.model._meta.db_table, connection.ops
    changes, cells = EntryChange._meta.db_table, ChangedCell._meta.db_table
    cursor.execute(
        f'INSERT INTO {changes} (ledger, number, version, did, state, "on", reason, batch, at, by_id) '
        f"SELECT %s, e.number, e.version, %s, e.state, %s, %s, %s, %s, %s FROM {table} e "
        f"WHERE e.number IN (SELECT number FROM {STAGED})",
        [ledger.code, str(act.did), ops.adapt_datefield_value(act.at.astimezone(clock.SHANGHAI).date()), act.reason, act.batch,
         ops.adapt_datetimefield_value(act.at), act.by.pk if act.by else None],
    )  # fmt: skip
    cursor.execute(
        f'INSERT INTO {cells} (change_id, "column", was, now) SELECT c.id, s.col, s.was, s.now FROM {STAGED} s '
        f"JOIN {changes} c ON c.ledger = %s AND c.number = s.number AND c.version = s.version + 1",
        [ledger.code],
    )


def _record(ledger: Ledger, cells: list[Cell], act: Act) -> None:
    """One audit event for each row, as when somebody amends it on its page."""
    names: dict[str, list[str]] = {}
    for cell in cells:
        names.setdefault(cell.number, []).append(ledger.column(cell.column).title)
    numbers, places = list(names), {}
    for first in range(0, len(numbers), 500):
        rows = ledger.model._default_manager.filter(number__in=numbers[first : first + 500])
        places |= {row[0]: row[1:] for row in rows.values_list("number", "household_no", "village_code")}
    abouts = (
        {"subject": f"ledger:{ledger.code}/{number}", "household_no": places[number][0], "village_code": places[number][1],
         "ledger": ledger.title, "entry": number, "columns": "、".join(titles)}
        for number, titles in names.items()
    )  # fmt: skip
    audit.record_many(trail.AMENDED, abouts, by=act.by, reason=act.reason)
