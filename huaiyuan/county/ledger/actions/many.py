"""The history of acts that a ledger's own computation did on many rows at once: one statement, however many."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pyarrow as pa
from django.db import connection

from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel import clock
from huaiyuan.county.ledger.declaration import Ledger
from huaiyuan.county.ledger.models import EntryChange
from huaiyuan.county.worklist.staging import bound, staged

REMEMBER = """
INSERT INTO {change} (ledger, number, version, did, state, "on", reason, batch, at, by_id)
SELECT %(ledger)s, e.number, e.version, %(did)s, e.state, %(on)s, %(reason)s, '', %(at)s, CAST(%(by)s AS bigint)
FROM {table} e JOIN {staged} s ON s.number = e.number"""


def remember_many(
    ledger: Ledger, numbers: Sequence[str], did: str, *, by: Account | None, at: dt.datetime, reason: str = ""
) -> None:  # fmt: skip
    """Note one act on every row as it stands now; the caller wrote the rows and records the audit event."""
    if not numbers:
        return
    values = {
        "ledger": ledger.code, "did": did, "on": bound(at.astimezone(clock.SHANGHAI).date()), "reason": reason,
        "at": bound(at), "by": by.pk if by else None,
    }  # fmt: skip
    names = {"change": EntryChange._meta.db_table, "table": ledger.model._meta.db_table}
    table = pa.table({"number": pa.array(list(numbers), pa.string())})
    with staged("ledger_remembered", table) as name, connection.cursor() as cursor:
        cursor.execute(REMEMBER.format(staged=name, **names), values)
