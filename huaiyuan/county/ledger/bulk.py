"""Rows of a ledger in bulk: Arrow tables in, one INSERT each, without the ORM; with their history and open tasks."""

# ruff: noqa: S608 - names come from a declaration; values are staged, never pasted in

from __future__ import annotations

import pyarrow as pa
from django.db import connection, transaction

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel import clock
from huaiyuan.county.ledger import following, trail
from huaiyuan.county.ledger.columns import Link, Measure
from huaiyuan.county.ledger.declaration import Ledger
from huaiyuan.county.ledger.models import EntryChange
from huaiyuan.county.worklist.staging import bound, staged

PLACES = ("village_code", "unit_no", "household_no", "person_no")
HISTORY = pa.schema([
    ("number", pa.string()), ("place", pa.int64()), ("did", pa.string()), ("state", pa.string()), ("on", pa.date32()),
    ("at", pa.timestamp("us", "UTC")), ("by", pa.string()), ("reason", pa.string()),
])  # fmt: skip


@transaction.atomic
def load(ledger: Ledger, rows: pa.Table, history: pa.Table | None = None, *, by: Account | None = None) -> int:
    """Load rows that are not there yet, and hand out what their states ask for; returns how many.

    `rows`: number, state, state_since, opened_on, and whichever of `PLACES` and of its own columns there are (a link as
    the number it names, an amount in 分, a measure as text). `history`: the columns of `HISTORY`, `place` counting
    from 1 within a row, `by` an account's username or null.
    """
    past = (history if history is not None else HISTORY.empty_table()).select(HISTORY.names).cast(HISTORY)
    with staged("ledger_rows", rows) as given, staged("ledger_past", past) as told, connection.cursor() as cursor:
        columns, shown, joins = _parts(ledger, set(rows.column_names))
        cursor.execute(
            f"INSERT INTO {ledger.model._meta.db_table} (number, state, state_since, opened_on, version, changed_at, {columns})"
            f" SELECT s.number, s.state, s.state_since, s.opened_on, coalesce(p.version, 1), coalesce(p.at, %(now)s), {shown}"
            f" FROM {given} s LEFT JOIN (SELECT number, max(place) AS version, max(at) AS at FROM {told} GROUP BY number) p"
            f" ON p.number = s.number {joins} ORDER BY s.number",
            {"now": bound(clock.business_now())},
        )
        cursor.execute(
            f'INSERT INTO {EntryChange._meta.db_table} (ledger, number, version, did, state, "on", reason, batch, at, by_id)'
            f""" SELECT %(code)s, s.number, s.place, s.did, s.state, s."on", s.reason, '', s.at, a.id FROM {told} s"""
            f" LEFT JOIN {Account._meta.db_table} a ON a.username = s.by ORDER BY s.at, s.number, s.place",
            {"code": ledger.code},
        )
    following.hand_out_many(ledger, by=by, at=clock.business_now())
    audit.record(trail.LOADED, by=by, subject=f"ledger:{ledger.code}", writes=True, ledger=ledger.title, count=rows.num_rows)  # fmt: skip
    return rows.num_rows


def _parts(ledger: Ledger, given: set[str]) -> tuple[str, str, str]:
    """Columns to fill, what fills them, and the joins that find what links name."""
    columns, shown, joins = [], [], []
    for name in PLACES:
        columns.append(name)
        shown.append(f"coalesce(s.{name}, '')" if name in given else "''")
    for column in ledger.columns:
        columns.append(f'"{column.attname}"')
        if column.name not in given:
            shown.append("NULL" if column.null else "''")
        elif isinstance(column, Link):
            other = column.related_model._meta.db_table
            joins.append(f'LEFT JOIN {other} l_{column.name} ON l_{column.name}.number = s."{column.name}"')
            shown.append(f"l_{column.name}.id")
        elif isinstance(column, Measure):
            shown.append(f'CAST(s."{column.name}" AS NUMERIC)')
        else:
            shown.append(f's."{column.name}"' if column.null else f"coalesce(s.\"{column.name}\", '')")
    return ", ".join(columns), ", ".join(shown), " ".join(joins)
