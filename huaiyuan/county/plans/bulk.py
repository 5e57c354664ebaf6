"""Loading a county's plans at once: Arrow in, set-based, in one transaction, without the ORM."""

# ruff: noqa: S608 - every piece of SQL is declared in this package; values are bound, never pasted in

from __future__ import annotations

import duckdb
import pyarrow as pa
from django.db import connection, transaction

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.plans import errors, trail
from huaiyuan.county.plans.models import Plan
from huaiyuan.county.plans.types import DraftedFrom
from huaiyuan.county.worklist.staging import staged

# Database table → what goes into it, over `plans`, `measures`, `steps` with their keys, and the accounts by name.
TABLES = {
    "plans_plan": f"""
        SELECT p.id, p.number, household_no, village_code, cycle, identified_on, edition, '{DraftedFrom.LOADED}' AS drafted_from,
               drafted_on, risks, labour, helper_no, helper_name, helper_unit, helper_public, state, due_on,
               r.id AS reviewed_by_id, CASE WHEN r.id IS NOT NULL THEN (reviewed_on::TIMESTAMP + INTERVAL 10 HOUR)::TIMESTAMPTZ END AS reviewed_at,
               set_on, returned_why, ended_on, ended_why, n.steps AS version, n.move AS changed_how, n.who AS changed_by,
               n.moment AS changed_at
        FROM plan_keys p LEFT JOIN people r ON r.username = p.reviewed_by
        JOIN (SELECT plan, count(*) AS steps, max(moment) AS moment, arg_max(move, (moment, place)) AS move,
                     coalesce(arg_max(u.name, (moment, place)), '') AS who
              FROM timed LEFT JOIN people u ON u.username = made_by GROUP BY plan) n ON n.plan = p.number ORDER BY p.id""",
    "plans_measure": """
        SELECT m.id, m.number, md5('measure' || m.number) AS client_uuid, p.id AS plan_id, kind, risk, says, why, owner,
               department, person, planned_from, planned_to, planned_fen, early, m.state, done_on, done_fen, result,
               dropped_why, ends_on, '' AS ending_said, s.id AS settled_by_id,
               CASE WHEN s.id IS NOT NULL THEN (done_on::TIMESTAMP + INTERVAL 16 HOUR)::TIMESTAMPTZ END AS settled_at,
               NULL::VARCHAR AS settled_uuid, CASE WHEN m.state = 'planned' THEN 1 ELSE 2 END AS version
        FROM measure_keys m JOIN plan_keys p ON p.number = m.plan LEFT JOIN people s ON s.username = m.settled_by ORDER BY m.id""",
    "plans_planstep": """
        SELECT p.id AS plan_id, move, from_state, to_state, about, u.id AS made_by_id, moment AS made_at
        FROM timed t JOIN plan_keys p ON p.number = t.plan LEFT JOIN people u ON u.username = t.made_by
        ORDER BY p.id, moment, place""",
}  # fmt: skip
# What Arrow brings as text and PostgreSQL keeps as something else.
CASTS = {"client_uuid": "uuid", "settled_uuid": "uuid"}


@transaction.atomic
def load(plans: pa.Table, measures: pa.Table, steps: pa.Table) -> dict[str, int]:
    """Load plans into an empty table; returns rows by table.

    `plans`: the columns of a plan, with reviewed_by as an account name and reviewed_on. `measures`: those of a measure,
    with `plan` (number) and settled_by; `ends_on` where a policy runs out. `steps`: plan, place, move, from_state, to_state, about, made_by, made_on.
    Raises: PLAN_NOT_EMPTY.
    """
    if Plan.objects.exists():
        raise DomainError(errors.NOT_EMPTY)
    if "ends_on" not in measures.column_names:
        measures = measures.append_column("ends_on", pa.nulls(measures.num_rows, pa.date32()))
    with duckdb.connect() as engine:
        engine.execute(f"SET threads = 2; SET TimeZone = '{clock.SHANGHAI.key}'")
        for name, table in (("plans", plans), ("measures", measures), ("steps", steps), ("people", _people())):
            engine.register(name, table)
        for name, given in (("plan_keys", "plans"), ("measure_keys", "measures")):
            engine.execute(
                f"CREATE TEMP TABLE {name} AS SELECT row_number() OVER (ORDER BY number) AS id, * FROM {given}"
            )
        # A day's steps follow each other by the hour, as people make them.
        engine.execute(
            "CREATE TEMP TABLE timed AS SELECT *, (made_on::TIMESTAMP + to_hours(8 + place))::TIMESTAMPTZ AS moment FROM steps"
        )
        rows = {name: _insert(name, engine.sql(sql).to_arrow_table()) for name, sql in TABLES.items()}
    audit.record(
        trail.LOADED, by=None, subject="plans", writes=True, plans=rows["plans_plan"], measures=rows["plans_measure"]
    )
    return rows


def _insert(name: str, table: pa.Table) -> int:
    columns = ", ".join(f'"{column}"' for column in table.column_names)
    postgresql = connection.vendor == "postgresql"
    shown = ", ".join(
        f'"{column}"::{CASTS[column]}' if postgresql and column in CASTS else f'"{column}"' for column in table.column_names
    )  # fmt: skip
    with staged(f"{name}_loading", table) as given, connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {name} ({columns}) SELECT {shown} FROM {given}")
        if postgresql and "id" in table.column_names:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}")
    return table.num_rows


def _people() -> pa.Table:
    found = list(Account.objects.values_list("id", "username", "display_name"))
    return pa.table({
        "id": pa.array([key for key, _, _ in found], pa.int64()), "username": [user for _, user, _ in found],
        "name": [name for _, _, name in found],
    })  # fmt: skip
