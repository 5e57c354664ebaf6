"""Whom rules look at on the day: people, households and villages of the snapshot as relations of one shape."""

# Names in the SQL come from the declared subjects, texts are quoted.
# ruff: noqa: S608
from __future__ import annotations

from collections.abc import Iterable

import duckdb
from sqlglot import exp, parse_one

from huaiyuan.core.engine import views
from huaiyuan.core.engine.screening.orders import Order
from huaiyuan.core.policy.check import Checked
from huaiyuan.core.policy.compile import literal, subject_sql
from huaiyuan.core.policy.expression import DIALECT
from huaiyuan.core.policy.subject import ALWAYS, SCHOOL_YEAR_BASE, SUBJECTS

TABLES = {"person": "people", "household": "homes", "village": "places"}
# Nearly every household has one head; only the others are put in order.
HEADS = """
SELECT household_no,
       CASE WHEN count(*) FILTER (is_head) = 1 THEN max(name) FILTER (is_head)
            ELSE arg_min(name, {{'head': NOT is_head, 'born': birth_on, 'who': person_id}}) END AS name {members}
FROM people GROUP BY household_no"""
HOMES = """
CREATE TEMP TABLE homes AS
SELECT CAST(NULL AS VARCHAR) AS person_id, h.household_no, h.village_code, h.township_code, m.name {columns}
FROM homes_now h LEFT JOIN ({heads}) m USING (household_no)"""
PLACES = """
CREATE TEMP TABLE places AS
SELECT CAST(NULL AS VARCHAR) AS person_id, CAST(NULL AS VARCHAR) AS household_no, a.code AS village_code,
       left(a.code, 9) AS township_code, a.short_name AS name, coalesce(h.households, 0) AS households
FROM areas a LEFT JOIN (SELECT village_code, count(*) AS households FROM homes_now GROUP BY village_code) h
  ON h.village_code = a.code
WHERE a.level = 'village' AND a.valid_from <= {day} AND a.valid_to > {day}"""

VILLAGES = """
CREATE TEMP TABLE villages AS
SELECT village_code FROM homes_now WHERE village_code IS NOT NULL UNION SELECT code FROM areas WHERE level = 'village'"""


def make(connection: duckdb.DuckDBPyConnection, order: Order, rules: Iterable[Checked]) -> None:
    """Make temp tables `people` and `villages`, and `homes` and `places` when a rule looks at them, as columns are asked for."""
    asked: dict[str, set[str]] = {"person": set()}
    for checked in rules:
        known = SUBJECTS[checked.rule.subject].columns
        # What a changing value is told by stands beside it.
        lasting = {known[name].lasting for name in checked.columns} - {""}
        asked.setdefault(checked.rule.subject, set()).update(checked.columns | lasting)
    asked_of_homes = asked.get("household", set())
    members = _of_members(asked_of_homes) if "household" in asked else set()
    columns = sorted(asked["person"] | members)
    # Both relations rest on the households of the day, so they are put together once.
    homes = {"village_code", "township_code", *_read("person", columns), *_read("household", asked_of_homes)}
    connection.execute(f"CREATE TEMP TABLE homes_now AS {views.household_now(order.as_of, homes)}")
    connection.execute(VILLAGES)
    _people(connection, order, columns)
    if "household" in asked:
        _homes(connection, order, sorted(asked_of_homes))
    if "village" in asked:
        connection.execute(PLACES.format(day=literal(order.as_of).sql(DIALECT)))


def _of_members(asked: Iterable[str]) -> set[str]:
    """What the columns of a household are told by, beside what always stands in `people`."""
    known = SUBJECTS["household"].columns
    return {"is_head", *_read("household", (name for name in asked if known[name].of_members))}


def _read(subject: str, asked: Iterable[str]) -> set[str]:
    """The columns that the SQL of a subject's columns reads."""
    known = SUBJECTS[subject].columns
    trees = (parse_one(known[name].sql.replace(":", ""), dialect=DIALECT) for name in asked)
    return {column.name for tree in trees for column in tree.find_all(exp.Column)}


def _people(connection: duckdb.DuckDBPyConnection, order: Order, asked: list[str]) -> None:
    base = order.parameters.get(SCHOOL_YEAR_BASE)
    month_day = base if isinstance(base, str) else None
    derived = "".join(
        f", {subject_sql('person', name, order.as_of, month_day)} AS {name}" for name in asked if name != "birth_on"
    )
    always = (*ALWAYS, "birth_on")
    everybody = views.person_now(order.as_of, "homes_now", {*always, *_read("person", asked)})
    connection.execute(f"CREATE TEMP TABLE people AS SELECT {', '.join(always)}{derived} FROM ({everybody})")


def _homes(connection: duckdb.DuckDBPyConnection, order: Order, asked: list[str]) -> None:
    known = SUBJECTS["household"].columns
    members = "".join(f", {known[name].sql} AS {name}" for name in asked if known[name].of_members)
    told = {name: subject_sql("household", name, order.as_of, None) for name in asked if not known[name].of_members}
    columns = "".join(f", {told[name]} AS {name}" if name in told else f", m.{name}" for name in asked)
    connection.execute(HOMES.format(columns=columns, heads=HEADS.format(members=members)))
