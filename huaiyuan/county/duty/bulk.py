"""Helpers, pairings and visits in bulk: Arrow tables in, set-based, all in one transaction."""

# ruff: noqa: S608 - every piece of SQL is declared in this module; values are bound, never pasted in

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb
import pyarrow as pa
from django.db import connection, transaction

from huaiyuan.base import audit
from huaiyuan.base.access import bulk as access
from huaiyuan.base.access.models import Account
from huaiyuan.base.vault import vault
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.core.kernel.errors import DomainError, declare
from huaiyuan.county.duty import tasks, trail
from huaiyuan.county.duty.actions.helping import POST, SEALED
from huaiyuan.county.duty.models import Helper
from huaiyuan.county.duty.types import ProblemKind, ProblemState
from huaiyuan.county.worklist import actions as worklist
from huaiyuan.county.worklist.staging import staged

NOT_EMPTY = declare("DUTY_NOT_EMPTY", "已经有帮扶责任人{helpers}名，不能再成批装入。请用页面登记。")

# Database table → what goes into it, over the given tables and the keys of reserved blocks.
TABLES = {
    "duty_helperunit": "SELECT id, unit_no, name, level, area_code FROM units JOIN unit_keys USING (unit_no) ORDER BY id",
    "duty_helper": """
        SELECT k.id, helper_no, h.name, sex, politics, u.id AS unit_id, rank, public_servant, phone_sealed,
               NULL::VARCHAR AS id_index, '' AS person_id, a.id AS account_id, NULL::DATE AS left_on
        FROM helpers h JOIN helper_keys k USING (helper_no) JOIN unit_keys u USING (unit_no)
        JOIN accounts a USING (username) ORDER BY k.id""",
    "duty_pairing": """
        SELECT p.id, pairing_no, household_no, k.id AS helper_id, part, valid_from, valid_to,
               coalesce(end_reason, '') AS end_reason, NULL::BIGINT AS paired_by_id, $at AS paired_at
        FROM pairing_keys p JOIN helper_keys k USING (helper_no) ORDER BY p.id""",
    "access_householdgrant": """
        SELECT a.id AS account_id, household_no, pairing_no AS ground, valid_from, valid_to
        FROM pairing_keys p JOIN helpers h USING (helper_no) JOIN accounts a USING (username)
        WHERE valid_to = $open ORDER BY p.id""",
    "duty_homevisit": """
        SELECT v.id, client_uuid, household_no, village_code, k.id AS helper_id, visited_on, way, note, looks_bad,
               photos_due, (row_number() OVER (PARTITION BY household_no ORDER BY visited_on, v.id) - 1)::INTEGER AS base_version,
               a.id AS recorded_by_id, recorded_at
        FROM visit_keys v JOIN helper_keys k USING (helper_no) JOIN helpers h USING (helper_no)
        JOIN accounts a USING (username) ORDER BY v.id""",
    "duty_visitlook": """
        SELECT v.id AS visit_id, look, says FROM looks JOIN visit_keys v USING (client_uuid) ORDER BY 1, 2""",
    "duty_homevisitphoto": """
        SELECT f.client_uuid, v.id AS visit_id, file_name, width, height, size, a.id AS added_by_id,
               v.recorded_at AS added_at
        FROM photos f JOIN visit_keys v ON v.client_uuid = f.visit_uuid JOIN helpers h USING (helper_no)
        JOIN accounts a USING (username) ORDER BY v.id""",
    "duty_problem": """
        SELECT p.id, 'SX' || year(raised_at) || '-' || lpad(p.id::VARCHAR, 6, '0') AS problem_no, v.id AS visit_id, v.household_no, v.village_code, k.id AS helper_id, p.kind, p.says,
               owner_area, owner_post, owner_department, state, raised_at, due_at, answer, NULL::BIGINT AS answered_by_id,
               answered_at, closed_at, (answered_at IS NOT NULL)::INTEGER AS times, 1 AS version
        FROM problem_keys p JOIN visit_keys v USING (client_uuid) JOIN helper_keys k USING (helper_no) ORDER BY p.id""",
    "duty_problemcheck": """
        SELECT v.id AS visit_id, p.id AS problem_id, true AS settled
        FROM problem_keys p JOIN visit_keys v ON v.client_uuid = p.closed_by_visit ORDER BY 1, 2""",
}  # fmt: skip
# What Arrow brings as text and PostgreSQL keeps as something else.
CASTS = {"client_uuid": "uuid"}
OPEN_TASKS = """
    SELECT p.owner_post, 'SX' || year(raised_at) || '-' || lpad(p.id::VARCHAR, 6, '0') AS subject_no, kind, says, v.household_no, v.village_code, owner_area, owner_department,
           due_at, state, a.id AS owner_id, h.area_code AS helper_area, answered_at
    FROM problem_keys p JOIN visit_keys v USING (client_uuid) JOIN helpers h USING (helper_no)
    JOIN accounts a USING (username) WHERE state <> 'closed' ORDER BY p.id"""


@transaction.atomic
def load(tables: Mapping[str, pa.Table], *, areas: pa.Table, demo_helpers: tuple[str, ...] = ()) -> dict[str, int]:
    """Load an empty duty: `units`, `helpers`, `pairings`, `visits`, `looks`, `photos`, `problems`; returns rows by table.

    Every helper gets an account; only those named in `demo_helpers` may sign in on a demo's page. Open problems come
    into the inbox of their owners. Raises: DUTY_NOT_EMPTY.
    """
    found = Helper.objects.count()
    if found:
        raise DomainError(NOT_EMPTY, helpers=found)
    access.load(_accounts(tables["helpers"], demo_helpers), areas)
    rows = {}
    with duckdb.connect(config={"threads": 2}) as engine:
        engine.execute("SET TimeZone = 'UTC'")
        for name, table in {**tables, **_keys(tables)}.items():
            engine.register(name, table)
        values = {"at": clock.now(), "open": OPEN_END}
        for name, sql in TABLES.items():
            used = {key: value for key, value in values.items() if f"${key}" in sql}
            rows[name] = _insert(name, engine.sql(sql, params=used).to_arrow_table())
        _open_tasks(engine.sql(OPEN_TASKS).to_arrow_table())
    audit.record(
        trail.LOADED, by=None, subject="duty", writes=True, helpers=rows["duty_helper"], pairings=rows["duty_pairing"],
        visits=rows["duty_homevisit"],
    )  # fmt: skip
    return rows


def _accounts(helpers: pa.Table, demo_helpers: tuple[str, ...]) -> pa.Table:
    n = helpers.num_rows
    return pa.table({
        "username": helpers["username"], "display_name": helpers["name"], "post_code": pa.array([POST] * n),
        "area_code": helpers["area_code"],
        "demo_login": pa.array([number in demo_helpers for number in helpers["helper_no"].to_pylist()]),
    })  # fmt: skip


def _keys(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """Keys of reserved blocks beside what they are keys of, and helpers' phones sealed with theirs."""
    helpers, pairings = tables["helpers"], tables["pairings"]
    helper_ids = _reserved("duty_helper", helpers.num_rows)
    pairing_ids = _reserved("duty_pairing", pairings.num_rows)
    numbers = pa.array([f"JD{key:07}" for key in pairing_ids.to_pylist()])
    known = (
        Account.objects.filter(username__in=list(helpers["username"].to_pylist()))
        if helpers.num_rows < 500
        else Account.objects.all()
    )
    names, ids = zip(*known.values_list("username", "id"), strict=True)
    return {
        "unit_keys": tables["units"].select(["unit_no"]).append_column("id", _reserved("duty_helperunit", tables["units"].num_rows)),
        "helper_keys": pa.table({
            "helper_no": helpers["helper_no"], "id": helper_ids,
            "phone_sealed": vault.seal_many(helpers["phone"], column=SEALED, ids=helper_ids),
        }),
        "pairing_keys": pairings.append_column("id", pairing_ids).append_column("pairing_no", numbers),
        "visit_keys": tables["visits"].append_column("id", _reserved("duty_homevisit", tables["visits"].num_rows)),
        "problem_keys": tables["problems"].append_column("id", _reserved("duty_problem", tables["problems"].num_rows)),
        "accounts": pa.table({"username": list(names), "id": pa.array(ids, pa.int64())}),
    }  # fmt: skip


def _reserved(table: str, rows: int) -> pa.Array:
    block = vault.reserve(table, rows)
    return pa.array(range(block.start, block.stop), pa.int64())


def _insert(name: str, table: pa.Table) -> int:
    columns = ", ".join(f'"{column}"' for column in table.column_names)
    postgresql = connection.vendor == "postgresql"
    shown = ", ".join(
        f'"{column}"::{CASTS[column]}' if postgresql and column in CASTS else f'"{column}"' for column in table.column_names
    )  # fmt: skip
    with staged(f"{name}_loading", table) as given, connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {name} ({columns}) SELECT {shown} FROM {given}")
        if postgresql and "id" in table.column_names:
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))"
                f" WHERE pg_get_serial_sequence('{name}', 'id') IS NOT NULL AND EXISTS (SELECT 1 FROM {name})"
            )
    return table.num_rows


def _open_tasks(found: pa.Table) -> None:
    rows: list[dict[str, Any]] = found.to_pylist()
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        done = row["state"] == ProblemState.DONE
        kind = tasks.REVISIT if done else next(k for post, k in tasks.SOLVE.items() if str(post) == row["owner_post"])
        label = ProblemKind(row["kind"]).label
        by_kind.setdefault(kind, []).append(
            {
                **{name: row[name] for name in ("subject_no", "household_no", "village_code")}, "grade": "",
                "about": f"{label}（{row['says']}）", "owner_area": row["helper_area"] if done else row["owner_area"],
                "due_at": worklist.due(kind, row["answered_at"]) if done else row["due_at"],
                worklist.DEPARTMENT: "" if done else row["owner_department"], worklist.OWNER: row["owner_id"] if done else None,
            }
        )  # fmt: skip
    schema = pa.schema([*worklist.COLUMNS.items(), (worklist.DEPARTMENT, pa.string()), (worklist.OWNER, pa.int64())])
    for kind, lines in by_kind.items():
        worklist.open_many(kind, pa.Table.from_pylist(lines, schema=schema), by=None)
