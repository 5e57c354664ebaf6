"""Loading a county's statements at once: Arrow in, added up by the engine, set-based, without the ORM.

The sums are those of `core.policy.income` in SQL; a test adds every loaded statement up again with the policy's own.
"""

# ruff: noqa: S608 - every piece of SQL is declared in this package; values are bound, never pasted in

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import duckdb
import pyarrow as pa
from django.conf import settings
from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.jobs.database import database_url
from huaiyuan.core.engine import transfer
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy.income import items, periods
from huaiyuan.county.income import errors, trail
from huaiyuan.county.income.models import IncomeStatement
from huaiyuan.county.income.types import Origin

# What each statement lacks, by name, in the order of the policy's sum: items asked for and not known, costs of a
# business that nobody wrote, kinds nobody asked for.
LACKS = """
WITH unknown AS (
    SELECT number, code FROM entries WHERE fen IS NULL
    UNION SELECT e.number, c.code FROM entries e JOIN items c ON c.cost_of = e.code
    WHERE e.fen IS DISTINCT FROM 0 AND NOT EXISTS (FROM entries o WHERE o.number = e.number AND o.code = c.code)),
named AS (
    SELECT number, kind, i.place, i.title FROM unknown JOIN items i USING (code) WHERE kind <> 'excluded'),
unasked AS (
    SELECT s.number, k.kind, 0 AS place, k.label AS title FROM statements s, kinds k
    WHERE NOT list_contains(string_split(s.none_of, ';'), k.kind)
    AND NOT EXISTS (FROM entries e JOIN items i USING (code) WHERE e.number = s.number AND i.kind = k.kind)
    AND NOT EXISTS (FROM named n WHERE n.number = s.number AND n.kind = k.kind))
SELECT l.number, string_agg(s.period_name || l.title, ';' ORDER BY k.place, l.place) AS missing,
       bool_or(k.in_net) AS net_lacks
FROM (FROM named UNION ALL FROM unasked) l JOIN kinds k USING (kind) JOIN statements s USING (number) GROUP BY l.number"""
SUMS = """
SELECT number, coalesce(sum(fen * in_net), 0) AS net, coalesce(sum(fen * in_reference), 0) AS more
FROM entries JOIN items USING (code) GROUP BY number"""
DATABASE_TABLES = {
    "income_incomestatement": f"""
        SELECT s.id, s.number, md5('income' || s.number) AS client_uuid, s.household_no, s.village_code, s.purpose,
               s.first_on, s.last_on, 1 AS version, NULL::TIMESTAMPTZ AS superseded_at, s.size, s.none_of,
               CASE WHEN coalesce(l.net_lacks, FALSE) THEN NULL ELSE coalesce(t.net, 0)::BIGINT END AS net_fen,
               CASE WHEN l.missing IS NOT NULL THEN NULL ELSE coalesce(t.net + t.more, 0)::BIGINT END AS reference_fen,
               coalesce(l.missing, '') AS missing, s.measured_on, m.id AS measured_by_id, s.companion, '' AS note,
               s.measured_on::TIMESTAMP + INTERVAL 9 HOUR AS recorded_at,
               CASE WHEN s.signed THEN 'done' ELSE 'due' END AS signed,
               CASE WHEN s.signed THEN s.measured_on END AS signed_on, s.state, d.id AS decided_by_id,
               CASE WHEN d.id IS NOT NULL THEN s.measured_on::TIMESTAMP + INTERVAL 57 HOUR END AS decided_at,
               s.decided_why
        FROM statements s LEFT JOIN ({SUMS}) t USING (number) LEFT JOIN ({LACKS}) l USING (number)
        JOIN people m ON m.username = s.measured_by LEFT JOIN people d ON d.username = s.decided_by ORDER BY s.id""",
    "income_incomeentry": f"""
        SELECT s.id AS statement_id, e.code, e.fen, '{Origin.LOADED}' AS origin, $ref AS origin_ref
        FROM entries e JOIN statements s USING (number) ORDER BY s.id, e.code""",
}


def load(statements: pa.Table, entries: pa.Table, *, source_ref: str) -> int:
    """Load statements into an empty table; returns how many.

    `statements`: number, household_no, village_code, purpose, first_on, last_on, size, none_of, measured_on, measured_by
    and decided_by (usernames), companion, signed, state, decided_why. `entries`: number, code, fen (null: 不明).
    Raises: INCOME_NOT_EMPTY.
    """
    if IncomeStatement.objects.exists():
        raise DomainError(errors.NOT_EMPTY)
    folder = Path(tempfile.mkdtemp(prefix="income-", dir=settings.DATA_DIR / "tmp"))
    try:
        _write(statements, entries, folder, source_ref)
        transfer.ingest(database_url(), {name: folder / f"{name}.arrow" for name in DATABASE_TABLES})
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    with transaction.atomic():
        audit.record(trail.LOADED, by=None, subject="incomes", writes=True, statements=statements.num_rows)
    return statements.num_rows


def _write(statements: pa.Table, entries: pa.Table, folder: Path, ref: str) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"SET threads = 2; SET TimeZone = '{clock.SHANGHAI.key}'")
        for name, table in (("given", statements), ("entries", entries), *_policy(), ("people", _people())):
            connection.register(name, table)
        connection.execute(
            "CREATE TEMP TABLE statements AS SELECT row_number() OVER (ORDER BY number) AS id, *, "
            f"{_period_name()} AS period_name FROM given"
        )
        for name, sql in DATABASE_TABLES.items():
            made = connection.sql(sql, params={"ref": ref} if "$ref" in sql else {}).to_arrow_table()
            with pa.ipc.new_file(folder / f"{name}.arrow", made.schema) as writer:
                writer.write_table(made)


def _period_name() -> str:
    """`Accounting.name` in SQL: 2026年, 2023年6月至2024年5月."""
    months = "year({0}) || '年' || month({0}) || '月'"
    spelt = f"{months.format('first_on')} || '至' || {months.format('last_on')}"
    return f"CASE WHEN purpose = '{periods.Purpose.YEARLY}' THEN year(last_on) || '年' ELSE {spelt} END"


def _policy() -> list[tuple[str, pa.Table]]:
    """The items and kinds of the policy as tables."""
    known = list(items.load().values())
    rows = {
        "code": [one.code for one in known], "title": [one.title for one in known],
        "kind": [str(one.kind) for one in known], "cost_of": [one.cost_of for one in known],
        "place": list(range(1, len(known) + 1)),
        "in_net": [items.IN_NET.get(one.kind, 0) for one in known],
        "in_reference": [items.IN_REFERENCE.get(one.kind, 0) for one in known],
    }  # fmt: skip
    order = [*items.IN_NET, *items.IN_REFERENCE]
    kinds = {
        "kind": [str(kind) for kind in order], "label": [kind.label for kind in order],
        "place": list(range(len(order))), "in_net": [kind in items.IN_NET for kind in order],
    }  # fmt: skip
    return [("items", pa.table(rows)), ("kinds", pa.table(kinds))]


def _people() -> pa.Table:
    found = list(Account.objects.values_list("id", "username"))
    return pa.table({"id": [key for key, _ in found], "username": [name for _, name in found]})
