"""Many rows changed at once (成批改) by a ledger's own act, such as a comparison with a department's file.

Set-based: only rows that differ are written, each changed cell with its history, and one audit event for all.
"""

# ruff: noqa: S608 - names come from declared ledgers; values are bound or staged, never pasted in

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection, models, transaction

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.core.engine.scratch import scratch
from huaiyuan.core.kernel import clock
from huaiyuan.county.ledger import following, trail
from huaiyuan.county.ledger.columns import Amount, Column, Measure
from huaiyuan.county.ledger.declaration import Ledger
from huaiyuan.county.ledger.models import ChangedCell, EntryChange
from huaiyuan.county.worklist.staging import bound, staged

TYPES: Mapping[type[models.Field], pa.DataType] = {
    models.DateField: pa.date32(), models.IntegerField: pa.int64(), models.BigIntegerField: pa.int64(),
    models.ForeignKey: pa.int64(),
}  # fmt: skip
LONGEST = 200


@transaction.atomic
def rewrite(
    ledger: Ledger, rows: pa.Table, *, did: str, by: Account | None = None, reason: str = "",
    at: dt.datetime | None = None,
) -> list[str]:  # fmt: skip
    """Give rows (by `number`) what the table says of them: `state`, `unit_no`, own columns (a link by its `…_id`).

    Rows that say so already are left alone. Tasks of the state before are taken back, those of the new one handed out.
    Returns the numbers of the rows that changed.
    """
    moment = at or clock.business_now()
    changed = _differing(ledger, rows)
    numbers: list[str] = changed["number"].to_pylist()
    if not numbers:
        return []
    day = moment.astimezone(clock.SHANGHAI).date()
    sets = "".join(f', "{name}" = s."{name}"' for name in rows.column_names if name not in ("number", "state"))
    values = {"at": bound(moment), "on": bound(day), "by": by.pk if by else None}
    with staged("ledger_rewriting", changed) as given, connection.cursor() as cursor:
        # The alias `e` is the row as it was: both databases read it before they write.
        cursor.execute(
            f"""UPDATE {ledger.model._meta.db_table} AS e SET version = s.version, changed_at = %(at)s, changed_by_id = %(by)s,
            state_since = CASE WHEN s.state <> s.was_state THEN %(on)s ELSE e.state_since END, state = s.state{sets}
            FROM {given} s WHERE e.number = s.number""",
            values,
        )
        _remember(cursor, ledger, given, changed.column_names, {**values, "did": did, "reason": reason[:LONGEST]})
    shifted = changed.filter(pc.not_equal(changed["state"], changed["was_state"]))["number"].to_pylist()
    following.taken_back(ledger, shifted, reason=reason or "情况变了", by=by, at=moment)
    following.hand_out_many(ledger, shifted, by=by, at=moment)
    audit.record(
        trail.REWRITTEN, by=by, subject=f"ledger:{ledger.code}", writes=True, ledger=ledger.title, count=len(numbers),
        reason=reason,
    )  # fmt: skip
    return numbers


def standing(ledger: Ledger, *names: str, **conditions: Any) -> pa.Table:
    """Columns of rows as they stand now, with the types that `rewrite` wants."""
    found = list(ledger.model._default_manager.filter(**conditions).order_by("number").values_list(*names))
    columns = list(zip(*found, strict=True)) or [() for _ in names]
    fields = {field.attname: field for field in ledger.model._meta.concrete_fields}
    return pa.table(
        {n: pa.array(column, _type(fields.get(n))) for n, column in zip(names, columns, strict=True)}
    )  # fmt: skip


def _type(field: models.Field | None) -> pa.DataType:
    return next((kind for plain, kind in TYPES.items() if isinstance(field, plain)), pa.string())


def _differing(ledger: Ledger, rows: pa.Table) -> pa.Table:
    """The rows that differ from what stands, with what stood there as `was_…` and their next version."""
    names = [name for name in rows.column_names if name not in ("number", "state")]
    held = standing(ledger, "number", "state", "version", *names)
    told = [*names, "state"] if "state" in rows.column_names else names
    differs = " OR ".join(f'h."{name}" IS DISTINCT FROM r."{name}"' for name in told)
    was = ", ".join(f'h."{name}" AS "was_{name}"' for name in [*names, "state"])
    state = "" if "state" in told else ", h.state"
    with scratch() as engine:
        engine.register("held", held)
        engine.register("given", rows)
        return engine.sql(f"""
            SELECT r.*{state}, h.version + 1 AS version, {was} FROM given r JOIN held h USING (number)
            WHERE {differs} ORDER BY number""").to_arrow_table()


def _remember(cursor: Any, ledger: Ledger, given: str, staged_columns: list[str], values: Mapping[str, Any]) -> None:
    """The history of every staged row, and of every cell of it that changed."""
    cursor.execute(
        f"""INSERT INTO {EntryChange._meta.db_table} (ledger, number, version, did, state, "on", reason, batch, at, by_id)
        SELECT %(ledger)s, number, version, %(did)s, state, %(on)s, %(reason)s, '', %(at)s, %(by)s
        FROM {given} ORDER BY number""",
        {**values, "ledger": ledger.code},
    )
    for column in ledger.columns:
        if column.attname not in staged_columns:
            continue
        was, now = (_text(column, f's."{prefix}{column.attname}"') for prefix in ("was_", ""))
        cursor.execute(
            f"""INSERT INTO {ChangedCell._meta.db_table} (change_id, "column", was, now)
            SELECT c.id, %(column)s, {was}, {now} FROM {given} s JOIN {EntryChange._meta.db_table} c
              ON c.ledger = %(ledger)s AND c.number = s.number AND c.version = s.version
            WHERE {was} <> {now} ORDER BY c.id""",
            {"column": column.name, "ledger": ledger.code},
        )


def _text(column: Column, sql: str) -> str:
    """A staged value as the column's `plain` writes it. Raises ValueError for a kind that is not rewritten in bulk."""
    if isinstance(column, (Amount, Measure)):
        raise ValueError(f"{column.title} is not rewritten in bulk")
    if isinstance(column, models.ForeignKey):
        other = column.remote_field.model._meta.db_table
        return f"coalesce((SELECT o.number FROM {other} o WHERE o.id = {sql}), '')"
    return f"coalesce(CAST({sql} AS VARCHAR(400)), '')"
