"""四查三比对 in DuckDB: the registry's children beside the school roll and the disability cards. Runs in a child process.

A child is only then 疑似辍学 because the roll lacks it when the roll covers its village and no row that stayed unmatched
could be it; else nobody knows, and the row says why (decision 13). No Django here.
"""

# Names in the SQL are those of this file; days, codes and numbers are bound.
# ruff: noqa: S608
from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from huaiyuan.core.engine import snapshot
from huaiyuan.core.engine.lake import MATCHES, ROWS
from huaiyuan.core.engine.screening import doubt
from huaiyuan.core.engine.screening.orders import Batch
from huaiyuan.core.engine.screening.rows import CLAIMED, parquet

AGE = """(year($base) - year(birth_on)
    - CAST(month($base) * 100 + day($base) < month(birth_on) * 100 + day(birth_on) AS INTEGER))"""
CHILDREN = f"""
CREATE TEMP TABLE children AS
SELECT person_id, name, birth_on, household_no, village_code, township_code, {AGE} AS age FROM person_now
WHERE {AGE} BETWEEN $youngest AND $oldest"""
# Of two rows of one child the one with the longer absence counts, as the rules take it.
ON_ROLL = """
CREATE TEMP TABLE on_roll AS
SELECT m.person_id, r.school, r.stage AS grade, r.status, r.mode, r.absent_days FROM {rows} r
JOIN {matches} m ON m.row = r.row AND coalesce(m.sheet, '') = coalesce(r.sheet, '')
WHERE m.outcome IN {claimed}
QUALIFY row_number() OVER (PARTITION BY m.person_id ORDER BY r.absent_days DESC NULLS LAST, r.sheet, r.row) = 1"""
NO_ROLL = """
CREATE TEMP TABLE on_roll (person_id VARCHAR, school VARCHAR, grade VARCHAR, status VARCHAR, mode VARCHAR, absent_days BIGINT)"""
CARDS = """
CREATE TEMP TABLE cards AS
SELECT m.person_id, r.category, r.grade AS level FROM {rows} r
JOIN {matches} m ON m.row = r.row AND coalesce(m.sheet, '') = coalesce(r.sheet, '')
WHERE m.outcome IN {claimed}
QUALIFY row_number() OVER (PARTITION BY m.person_id ORDER BY r.issued_on DESC NULLS LAST, r.sheet, r.row) = 1"""
TAKEN = {"school": "VARCHAR", "stage": "VARCHAR", "status": "VARCHAR", "mode": "VARCHAR", "absent_days": "BIGINT",
         "category": "VARCHAR", "grade": "VARCHAR", "issued_on": "DATE"}  # fmt: skip
NO_CARDS = "CREATE TEMP TABLE cards (person_id VARCHAR, category VARCHAR, level VARCHAR)"
COVERED = """
CREATE TEMP TABLE covered AS
SELECT village_code FROM children LEFT JOIN on_roll o USING (person_id)
WHERE age <= $compulsory AND village_code IS NOT NULL GROUP BY village_code
HAVING count(o.person_id) * 100 >= count(*) * $share"""
ABSENT = """SELECT person_id, name, birth_on, village_code, township_code FROM children
    ANTI JOIN on_roll USING (person_id) WHERE age <= $compulsory"""
SAID = """
CREATE TEMP TABLE said AS
SELECT c.person_id, c.household_no, c.village_code, c.age, o.school, o.grade,
       CASE WHEN o.grade LIKE '小学%' THEN '小学' WHEN o.grade LIKE '初中%' THEN '初中'
            WHEN o.grade LIKE '高中%' THEN '普高' ELSE '' END AS stage,
       CASE WHEN o.mode IN ('走读', '寄宿', '送教上门', '随班就读') THEN o.mode ELSE '' END AS mode,
       CASE WHEN o.absent_days >= $days THEN o.absent_days END AS absent_days,
       CASE WHEN k.level IN ('一级', '二级') THEN 'severe' WHEN k.level IS NOT NULL THEN 'other' ELSE '' END AS disabled,
       coalesce(k.category, '') || coalesce(k.level, '') AS disability,
       CASE WHEN o.person_id IS NULL THEN
                CASE WHEN v.village_code IS NULL THEN 'uncovered' WHEN d.person_id IS NOT NULL THEN 'doubtful' ELSE 'absent' END
            WHEN o.status = '辍学' THEN 'dropout'
            WHEN o.status IN ('疑似辍学', '名在人不在') THEN 'suspected'
            WHEN o.status = '休学' THEN 'leave'
            WHEN o.status = '毕业' THEN 'graduated'
            WHEN o.status = '转出' THEN 'moved'
            WHEN o.status IS DISTINCT FROM '在籍在读' THEN 'doubtful'
            WHEN o.absent_days >= $days AND c.age <= $compulsory THEN 'suspected'
            WHEN o.mode = '送教上门' THEN 'at_home'
            WHEN o.mode = '随班就读' THEN 'inclusive'
            WHEN o.school LIKE '%特殊教育%' THEN 'special'
            ELSE 'at_school' END AS roll_says
FROM children c LEFT JOIN on_roll o USING (person_id) LEFT JOIN cards k USING (person_id)
LEFT JOIN covered v USING (village_code) LEFT JOIN doubt_of d USING (person_id)"""
# What a child's state is to be by the roll alone; null where the roll tells nothing. Only who must be at school drops out.
RESULT = """
SELECT *, CASE
    WHEN roll_says IN ('suspected', 'dropout') THEN CASE WHEN age <= $compulsory THEN roll_says ELSE 'unknown' END
    WHEN roll_says = 'absent' THEN CASE WHEN age <= $compulsory THEN 'suspected' ELSE 'unknown' END
    WHEN roll_says = 'moved' THEN 'unknown'
    WHEN roll_says NOT IN ('uncovered', 'doubtful') THEN roll_says END AS wanted
FROM said ORDER BY village_code, household_no, person_id"""


def run(payload: dict[str, Any], report: Callable[..., None]) -> dict[str, Any]:
    """Write what the lists say of every child into the order's file; returns how many there are."""
    day = dt.date.fromisoformat(payload["as_of"])
    values = {"base": dt.date.fromisoformat(payload["base"]), **payload["numbers"]}
    with snapshot.connect(Path(payload["snapshot"]), day) as connection:
        report("children", 0, 3)
        _ask(connection, CHILDREN, values)
        _roll(connection, payload.get("roll"), ON_ROLL, NO_ROLL)
        report("rolls", 1, 3)
        _roll(connection, payload.get("cards"), CARDS, NO_CARDS)
        _ask(connection, COVERED, values)
        _ask(connection, f"CREATE TEMP TABLE absent AS {ABSENT}", values)
        doubt.find(connection, "doubt_of", _batch(payload.get("roll")), "SELECT * FROM absent")
        report("compare", 2, 3)
        _ask(connection, SAID, values)
        _ask(connection, f"CREATE TEMP TABLE result AS {RESULT}", values)
        connection.execute("COPY result TO $1 (FORMAT parquet)", [payload["into"]])
        [(children,)] = connection.execute("SELECT count(*) FROM result").fetchall()
    return {"children": int(children)}


def _ask(connection: duckdb.DuckDBPyConnection, sql: str, values: dict[str, Any] | None = None) -> None:
    connection.execute(sql, {name: value for name, value in (values or {}).items() if f"${name}" in sql})


def _roll(connection: duckdb.DuckDBPyConnection, given: dict[str, Any] | None, there: str, none: str) -> None:
    batch = _batch(given)
    if batch is None:
        connection.execute(none)
        return
    # A file without a column of its source says nothing there.
    file = parquet(batch, ROWS)
    held = {line[0] for line in connection.execute(f"DESCRIBE SELECT * FROM {file}").fetchall()}
    lacking = "".join(f", CAST(NULL AS {kind}) AS {name}" for name, kind in TAKEN.items() if name not in held)
    rows = f"(SELECT *{lacking} FROM {file})"
    connection.execute(there.format(rows=rows, matches=parquet(batch, MATCHES), claimed=CLAIMED))


def _batch(given: dict[str, Any] | None) -> Batch | None:
    return None if given is None else Batch(given["batch"], given["source"], given["period"], Path(given["folder"]), ())
