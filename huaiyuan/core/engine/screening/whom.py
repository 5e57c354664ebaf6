"""Whom rules look at on the day: people, households and villages of the snapshot as relations of one shape."""

# Names in the SQL come from the declared subjects, texts are quoted.
# ruff: noqa: S608
from __future__ import annotations

from collections.abc import Iterable

import duckdb

from huaiyuan.core.engine.screening.orders import Order
from huaiyuan.core.policy.check import Checked
from huaiyuan.core.policy.compile import literal, subject_sql
from huaiyuan.core.policy.expression import DIALECT
from huaiyuan.core.policy.subject import ALWAYS, SCHOOL_YEAR_BASE, SUBJECTS

TABLES = {"person": "people", "household": "homes", "village": "places"}
HEADS = """
SELECT household_no, first(name ORDER BY is_head DESC, birth_on, person_id) AS name {members}
FROM person_now GROUP BY household_no"""
HOMES = """
CREATE TEMP TABLE homes AS
SELECT CAST(NULL AS VARCHAR) AS person_id, h.household_no, h.village_code, h.township_code, m.name {columns}
FROM household_now h LEFT JOIN ({heads}) m USING (household_no)"""
PLACES = """
CREATE TEMP TABLE places AS
SELECT CAST(NULL AS VARCHAR) AS person_id, CAST(NULL AS VARCHAR) AS household_no, a.code AS village_code,
       left(a.code, 9) AS township_code, a.short_name AS name, coalesce(h.households, 0) AS households
FROM areas a LEFT JOIN (SELECT village_code, count(*) AS households FROM household_now GROUP BY village_code) h
  ON h.village_code = a.code
WHERE a.level = 'village' AND a.valid_from <= {day} AND a.valid_to > {day}"""


def make(connection: duckdb.DuckDBPyConnection, order: Order, rules: Iterable[Checked]) -> None:
    """Make temp tables `people`, and `homes` and `places` when a rule looks at them, with the columns asked for."""
    asked: dict[str, set[str]] = {"person": set()}
    for checked in rules:
        asked.setdefault(checked.rule.subject, set()).update(checked.columns)
    _people(connection, order, sorted(asked["person"] - {"birth_on"}))
    if "household" in asked:
        _homes(connection, sorted(asked["household"]))
    if "village" in asked:
        connection.execute(PLACES.format(day=literal(order.as_of).sql(DIALECT)))


def _people(connection: duckdb.DuckDBPyConnection, order: Order, asked: list[str]) -> None:
    base = order.parameters.get(SCHOOL_YEAR_BASE)
    month_day = base if isinstance(base, str) else None
    derived = "".join(f", {subject_sql('person', name, order.as_of, month_day)} AS {name}" for name in asked)
    always = ", ".join((*ALWAYS, "birth_on"))
    connection.execute(f"CREATE TEMP TABLE people AS SELECT {always}{derived} FROM person_now")


def _homes(connection: duckdb.DuckDBPyConnection, asked: list[str]) -> None:
    known = SUBJECTS["household"].columns
    members = "".join(f", {known[name].sql} AS {name}" for name in asked if known[name].of_members)
    columns = "".join(f", {'m' if known[name].of_members else 'h'}.{name}" for name in asked)
    connection.execute(HOMES.format(columns=columns, heads=HEADS.format(members=members)))
