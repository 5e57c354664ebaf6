"""Laying two runs side by side: townships, villages, people gained and lost, families found earlier.

Everything is sorted and without instants, so that the same runs give the same bytes.
"""

# Names in the SQL are this module's own, paths are quoted.
# ruff: noqa: S608
from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from huaiyuan.core.engine import snapshot
from huaiyuan.core.engine.screening.hits import HITS, UNKNOWN
from huaiyuan.core.engine.screening.orders import Order
from huaiyuan.core.policy.compile import quoted

VILLAGES, PEOPLE, CAUGHT = "villages.parquet", "people.parquet", "caught.parquet"
GAINED, LOST, REGRADED = "gained", "lost", "regraded"
LOOK_BACK = dt.timedelta(days=365)

SIDE = """
CREATE TEMP TABLE {name} AS
SELECT rule, coalesce(person_id, '') AS person_id, coalesce(household_no, '') AS household_no,
       coalesce(village_code, '') AS village_code, grade, says
FROM read_parquet({file}) WHERE rule IN ({rules})"""
SIDE_UNKNOWN = """
CREATE TEMP TABLE {name} AS
SELECT rule, person_id, household_no, coalesce(village_code, '') AS village_code
FROM read_parquet({file}) WHERE rule IN ({rules})"""

CHANGED_PEOPLE = """
CREATE TEMP TABLE people AS
SELECT coalesce(a.rule, b.rule) AS rule, coalesce(a.person_id, b.person_id) AS person_id,
       coalesce(a.household_no, b.household_no) AS household_no, coalesce(a.village_code, b.village_code) AS village_code,
       CASE WHEN b.person_id IS NULL THEN 'gained' WHEN a.person_id IS NULL THEN 'lost' ELSE 'regraded' END AS how,
       b.grade AS was_grade, a.grade AS grade, coalesce(a.says, b.says) AS says,
       coalesce(a.household_no, b.household_no) IN (SELECT household_no FROM visits_after)
           AND coalesce(a.household_no, b.household_no) NOT IN (SELECT household_no FROM visits_before) AS new_visit
FROM hits_after a FULL JOIN hits_before b ON a.rule = b.rule AND a.person_id = b.person_id
    AND a.household_no = b.household_no AND a.village_code = b.village_code
WHERE a.person_id IS NULL OR b.person_id IS NULL OR a.grade IS DISTINCT FROM b.grade"""

COUNTED = """
CREATE TEMP TABLE villages AS
WITH counted AS (
    SELECT village_code, 'people_before' AS what, count(*) AS n FROM hits_before GROUP BY ALL
    UNION ALL SELECT village_code, 'people_after', count(*) FROM hits_after GROUP BY ALL
    UNION ALL SELECT village_code, how, count(*) FROM people GROUP BY ALL
    UNION ALL SELECT village_code, 'unknown_before', count(*) FROM unknown_before GROUP BY ALL
    UNION ALL SELECT village_code, 'unknown_after', count(*) FROM unknown_after GROUP BY ALL
    UNION ALL SELECT village_code, 'visits_before', count(*) FROM visits_before GROUP BY ALL
    UNION ALL SELECT village_code, 'visits_after', count(*) FROM visits_after GROUP BY ALL
    UNION ALL SELECT village_code, 'waiting', n FROM waiting)
SELECT village_code, left(village_code, 9) AS township_code, {columns} FROM counted GROUP BY village_code"""
COUNTS = (
    "people_before", "people_after", GAINED, LOST, REGRADED, "unknown_before", "unknown_after", "visits_before",
    "visits_after", "waiting",
)  # fmt: skip

# A family was caught in the first month whose data would have shown it while it was not yet identified.
CAUGHT_FAMILIES = """
CREATE TEMP TABLE caught AS
WITH identified AS (
    SELECT household_no, min(approved_on) AS approved_on FROM (
        SELECT DISTINCT household_no, cycle, approved_on FROM monitoring
        WHERE approved_on > $since AND approved_on <= $as_of AND valid_from <= $as_of) GROUP BY household_no)
SELECT i.household_no, r.village_code, i.approved_on,
       (SELECT min(month) FROM months WHERE month < i.approved_on) IS NOT NULL AS has_history,
       (SELECT min(o.month) FROM old_hits o WHERE o.household_no = i.household_no AND o.side = 'before'
           AND o.month < i.approved_on) AS before_on,
       (SELECT min(o.month) FROM old_hits o WHERE o.household_no = i.household_no AND o.side = 'after'
           AND o.month < i.approved_on) AS after_on,
       EXISTS (SELECT 1 FROM old_unknown o WHERE o.household_no = i.household_no AND o.side = 'before'
           AND o.month < i.approved_on) AS before_unknown,
       EXISTS (SELECT 1 FROM old_unknown o WHERE o.household_no = i.household_no AND o.side = 'after'
           AND o.month < i.approved_on) AS after_unknown
FROM identified i
LEFT JOIN (SELECT household_no, village_code FROM residences WHERE valid_from <= $as_of AND valid_to > $as_of) r
    USING (household_no)"""


@dataclass(frozen=True)
class Sides:
    """Households that would get a new lead before and after, those waiting by village, the cap of a village."""

    before: pa.Table
    after: pa.Table
    waiting: Mapping[str, int]
    cap: int | None


def write(
    folder: Path, work: Path, sides: Sides, affected: Sequence[str], months: Mapping[dt.date, tuple[Path, Path]],
    order: Order,
) -> dict[str, Any]:  # fmt: skip
    """Write the three files of a trial; returns its totals."""
    with snapshot.connect(order.snapshot, order.as_of) as connection:
        _load(connection, work, sides, affected)
        _load_months(connection, months)
        connection.execute(CHANGED_PEOPLE)
        columns = ", ".join(f"CAST(coalesce(sum(n) FILTER (WHERE what = '{c}'), 0) AS INTEGER) AS {c}" for c in COUNTS)
        connection.execute(COUNTED.format(columns=columns))
        connection.execute(CAUGHT_FAMILIES, {"since": order.as_of - LOOK_BACK, "as_of": order.as_of})
        for table, file, sort in (
            ("villages", VILLAGES, "village_code"), ("people", PEOPLE, "how, village_code, household_no, person_id, rule"),
            ("caught", CAUGHT, "approved_on, household_no"),
        ):  # fmt: skip
            target = quoted(str(folder / file))
            connection.execute(f"COPY (SELECT * FROM {table} ORDER BY {sort}) TO {target} (FORMAT parquet)")
        return _totals(connection, sides.cap)


def _load(connection: duckdb.DuckDBPyConnection, work: Path, sides: Sides, affected: Sequence[str]) -> None:
    rules = ", ".join(quoted(rule) for rule in affected)
    for side in ("before", "after"):
        for file, template, kind in ((HITS, SIDE, "hits"), (UNKNOWN, SIDE_UNKNOWN, "unknown")):
            source = quoted(str(work / side / file))
            connection.execute(template.format(name=f"{kind}_{side}", file=source, rules=rules))
    connection.register("visits_before", sides.before)
    connection.register("visits_after", sides.after)
    codes, numbers = list(sides.waiting), list(sides.waiting.values())
    connection.register(
        "waiting", pa.table({"village_code": pa.array(codes, pa.string()), "n": pa.array(numbers, pa.int64())})
    )


def _load_months(connection: duckdb.DuckDBPyConnection, months: Mapping[dt.date, tuple[Path, Path]]) -> None:
    connection.execute("CREATE TEMP TABLE months (month DATE)")
    for kind in ("hits", "unknown"):
        connection.execute(f"CREATE TEMP TABLE old_{kind} (month DATE, side VARCHAR, household_no VARCHAR)")
    for day, folders in months.items():
        connection.execute("INSERT INTO months VALUES ($day)", {"day": day})
        for side, folder in zip(("before", "after"), folders, strict=True):
            for kind, file in (("hits", HITS), ("unknown", UNKNOWN)):
                connection.execute(
                    f"INSERT INTO old_{kind} SELECT DISTINCT $day::DATE, $side, household_no"
                    f" FROM read_parquet({quoted(str(folder / file))})",
                    {"day": day, "side": side},
                )


def _totals(connection: duckdb.DuckDBPyConnection, cap: int | None) -> dict[str, Any]:
    sums = connection.execute(f"SELECT {', '.join(f'coalesce(sum({c}), 0)' for c in COUNTS)} FROM villages").fetchone()
    n = dict(zip(COUNTS, map(int, sums or ()), strict=True))
    new_visits = _number(connection, "SELECT count(*) FROM visits_after ANTI JOIN visits_before USING (household_no)")
    saved = _number(connection, "SELECT count(*) FROM visits_before ANTI JOIN visits_after USING (household_no)")
    # Verified once, nobody newly found in it: asked again because the line moved and with it the band of what was paid.
    again = _number(
        connection,
        """SELECT count(*) FROM visits_after ANTI JOIN visits_before USING (household_no)
        ANTI JOIN (SELECT household_no FROM people WHERE how = 'gained') USING (household_no)""",
    )
    return {
        "before": _side(connection, n, "before", cap),
        "after": _side(connection, n, "after", cap),
        "people": {how: n[how] for how in (GAINED, LOST, REGRADED)},
        "visits": {"new": new_visits, "saved": saved, "asked_again": again},
        "caught": _caught(connection),
    }


def _side(connection: duckdb.DuckDBPyConnection, n: Mapping[str, int], side: str, cap: int | None) -> dict[str, Any]:
    over = None
    if cap is not None:
        over = _number(connection, f"SELECT count(*) FROM villages WHERE waiting + visits_{side} > {int(cap)}")
    households = _number(connection, f"SELECT count(DISTINCT household_no) FROM hits_{side} WHERE household_no <> ''")
    return {
        "true": n[f"people_{side}"], "unknown": n[f"unknown_{side}"], "households": households,
        "visits": n[f"visits_{side}"], "over_cap": over,
    }  # fmt: skip


def _caught(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Families identified in the last year: caught, missed and not to be told, by either side."""
    answer: dict[str, Any] = {
        "identified": _number(connection, "SELECT count(*) FROM caught"),
        "no_history": _number(connection, "SELECT count(*) FROM caught WHERE NOT has_history"),
    }
    for side in ("before", "after"):
        found = connection.execute(f"""
            SELECT count({side}_on), count(*) FILTER (WHERE {side}_on IS NULL AND {side}_unknown),
                   coalesce(sum(approved_on - {side}_on), 0)
            FROM caught WHERE has_history""").fetchone() or (0, 0, 0)
        caught, unknown, days = map(int, found)
        answer[side] = {"caught": caught, "unknown": unknown, "days_earlier": days}
    return answer


def _number(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    found = connection.execute(sql).fetchone()
    return int(found[0]) if found else 0
