"""The monitored families' income statements: at identification, year by year, at the exit; some lack an amount on purpose.

Amounts suit the category: 脱贫不稳定 and 边缘易致贫 earn little, 突发严重困难 earn enough and pay much. What is made to be
missing stands in `truth/income.parquet`.
"""

# ruff: noqa: S608 - every piece of SQL is declared here

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from huaiyuan.synth.county import County

TRUTH = "income.parquet"
YEARS = (2024, 2025, 2026)
# Of this year's statements in random order, every so many lacks something, and every so many was given back.
MISSING_EVERY, RETURNED_EVERY = 7, 20
# Random columns: u0 … for every statement, uniform in [0, 1).
CHANCES = 14
MEASURED_SHARE, CONFIRMED_SHARE, UNSIGNED_SHARE = 0.72, 0.6, 0.08

_CYCLES = """
SELECT household_no, cycle, any_value(category) AS category, min(approved_on) AS approved_on,
       max(cleared_on) AS cleared_on
FROM monitoring GROUP BY household_no, cycle HAVING NOT bool_or(risk_state = '已清退')"""
_YEARLY = """
SELECT household_no, category, 'yearly' AS purpose, make_date({year} - 1, 10, 1) AS first_on,
       make_date({year}, 9, 30) AS last_on, make_date({year}, 10, 10) AS measured_on
FROM cycles WHERE approved_on <= make_date({year}, 10, 1) AND coalesce(cleared_on, DATE '9999-12-31') > make_date({year}, 11, 20)"""
_WANTED = """
SELECT household_no, category, 'identification' AS purpose,
       (date_trunc('month', approved_on) - INTERVAL 12 MONTH)::DATE AS first_on,
       (date_trunc('month', approved_on) - INTERVAL 1 DAY)::DATE AS last_on, approved_on AS measured_on
FROM cycles
UNION ALL
SELECT household_no, category, 'exit', (date_trunc('month', cleared_on) - INTERVAL 12 MONTH)::DATE,
       (date_trunc('month', cleared_on) - INTERVAL 1 DAY)::DATE, cleared_on FROM cycles WHERE cleared_on IS NOT NULL
UNION ALL {yearly}"""
# One a household, purpose and period; those who live there on the day of measuring.
_PLACED = """
SELECT w.household_no, any_value(w.category) AS category, w.purpose, w.first_on, w.last_on,
       max(w.measured_on) AS measured_on, any_value(r.village_code) AS village_code
FROM ({wanted}) w JOIN residences r ON r.household_no = w.household_no
     AND w.measured_on >= r.valid_from AND w.measured_on < r.valid_to
WHERE w.measured_on <= $today GROUP BY w.household_no, w.purpose, w.first_on, w.last_on"""
_SIZED = """
SELECT p.*, count(*) AS size, bool_or(l.labour IN ('普通劳动力', '技能劳动力')) AS able
FROM placed p JOIN memberships m ON m.household_no = p.household_no AND p.measured_on >= m.valid_from
     AND p.measured_on < m.valid_to
LEFT JOIN labour l ON l.person_id = m.person_id AND p.measured_on >= l.valid_from AND p.measured_on < l.valid_to
GROUP BY ALL ORDER BY p.household_no, p.purpose, p.first_on"""
# Yuan a head and year as a family of that category may have had them; they grow by the year.
_MEANT = """
SELECT s.*, u.*, year(measured_on) AS y, purpose = 'yearly' AND year(last_on) = $newest AS newest,
       (10 * round(size * 6000 * pow(1.07, year(measured_on) - 2021) / 10 * CASE
            WHEN purpose = 'exit' THEN 1.5 + 0.9 * u0
            WHEN category = '突发严重困难户' THEN 1.35 + 0.5 * u0
            WHEN purpose = 'yearly' THEN 0.75 + 0.6 * u0
            ELSE 0.6 + 0.34 * u0 END))::BIGINT AS net
FROM sized s POSITIONAL JOIN chances u"""
_MADE = """
SELECT *, 120 * size AS land_subsidy,
       CASE WHEN u1 < 0.6 THEN 10 * (net * 0.003)::BIGINT END AS lease,
       CASE WHEN u2 < 0.3 AND size > 1 THEN 1440 ELSE NULL END AS pension,
       CASE WHEN u3 < 0.45 AND category <> '突发严重困难户' THEN 120 * (net * (0.0008 + 0.0006 * u4))::BIGINT END AS dibao,
       CASE WHEN u5 < 0.4 THEN 10 * (net * 0.03)::BIGINT END AS business,
       CASE WHEN u5 < 0.4 THEN 10 * (net * (0.008 + 0.008 * u6))::BIGINT END AS cost,
       CASE WHEN u5 < 0.2 THEN 'b2' WHEN u5 < 0.3 THEN 'b1' ELSE 'b41' END AS trade,
       CASE WHEN category = '突发严重困难户' AND purpose <> 'exit' THEN 10 * (net * (0.5 + 0.2 * u8) / 10)::BIGINT
            WHEN u7 < 0.5 THEN 10 * (20 + 200 * u8)::BIGINT END AS burden,
       CASE WHEN category = '突发严重困难户' AND u9 < 0.4 THEN 100 * (5 + 30 * u9)::BIGINT END AS claim,
       CASE WHEN able THEN 'a1' ELSE 'd65' END AS main,
       row_number() OVER (PARTITION BY newest ORDER BY u11, household_no) AS place
FROM meant WHERE NOT newest OR u10 < {measured}"""
_PLANTED = """
SELECT *, net - land_subsidy - coalesce(lease, 0) - coalesce(pension, 0) - coalesce(dibao, 0)
          - coalesce(business, 0) + coalesce(cost, 0) AS earned,
       CASE WHEN newest AND place % {missing} = 1 THEN CASE
            WHEN place % (2 * {missing}) = 1 THEN 'amount' WHEN business IS NOT NULL THEN 'cost' ELSE 'kind' END
       END AS planted,
       'SR' || y || '-' || lpad((row_number() OVER (PARTITION BY y ORDER BY measured_on, household_no, purpose))::VARCHAR,
                                6, '0') AS number
FROM made"""
_NONE_OF = """concat_ws(';', CASE WHEN business IS NULL THEN 'business' END, CASE WHEN burden IS NULL THEN 'burden' END,
          CASE WHEN claim IS NULL THEN 'claim' END, CASE WHEN business IS NULL THEN 'cost' END,
          CASE WHEN lease IS NULL AND planted IS DISTINCT FROM 'kind' THEN 'property' END,
          CASE WHEN main <> 'a1' THEN 'wage' END)"""
_STATE = """CASE WHEN d.username IS NULL THEN 'measured' WHEN NOT newest THEN 'confirmed'
          WHEN place % {returned} = 3 THEN 'returned' WHEN u12 < {confirmed} AND planted IS NULL THEN 'confirmed'
          ELSE 'measured' END"""
_STATEMENTS = """
SELECT number, household_no, village_code, purpose, first_on, last_on, size, {none_of} AS none_of,
       measured_on + CASE WHEN purpose = 'yearly' THEN (u13 * 34)::INT ELSE 0 END AS measured_on,
       v.username AS measured_by, CASE WHEN state <> 'measured' THEN d.username END AS decided_by, '驻村队员' AS companion,
       state <> 'measured' OR u13 >= {unsigned} AS signed, state,
       CASE WHEN state = 'returned' THEN '务工收入问得不细，请再核' ELSE '' END AS decided_why
FROM (SELECT p.*, {state} AS state FROM planted p LEFT JOIN deciders d ON d.area_code = substr(p.village_code, 1, 9)) p
JOIN measurers v ON v.area_code = p.village_code LEFT JOIN deciders d ON d.area_code = substr(p.village_code, 1, 9)
ORDER BY number"""
_ENTRIES = """
SELECT number, code, CASE WHEN planted IS NOT DISTINCT FROM 'amount' AND code = main THEN NULL ELSE yuan * 100 END AS fen FROM (
    SELECT number, planted, main, unnest(['d61', 'c2', 'd4', 'd2', trade, replace(trade, 'b', 'e'), main, 'g1', 'f2']) AS code,
           unnest([land_subsidy, lease, pension, dibao, business, cost, earned, burden, claim]) AS yuan FROM planted)
WHERE yuan IS NOT NULL AND NOT (planted IS NOT DISTINCT FROM 'cost' AND code LIKE 'e%')
      AND NOT (planted IS NOT DISTINCT FROM 'kind' AND code = 'c2')
ORDER BY number, code"""
_TRUTH = """
SELECT number, household_no, purpose, first_on, planted,
       CASE planted WHEN 'amount' THEN main WHEN 'cost' THEN replace(trade, 'b', 'e') ELSE 'property' END AS lacks
FROM planted JOIN measurers v ON v.area_code = village_code WHERE planted IS NOT NULL ORDER BY number"""


def measure(county: County, truth: Path, *, seed: int) -> int:
    """Make the statements of a county and load them; returns how many. What is missing on purpose goes to `truth`."""
    from huaiyuan.county.income import bulk

    statements, entries, planted = tables(county, seed)
    truth.mkdir(parents=True, exist_ok=True)
    pq.write_table(planted, truth / TRUTH)
    return bulk.load(statements, entries, source_ref=f"演示测算 种子{seed}")


def tables(county: County, seed: int) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Statements, their amounts, and what is missing on purpose. The same county and seed give the same bytes."""
    with duckdb.connect() as connection:
        connection.execute("SET threads = 2")
        for name in ("monitoring", "residences", "memberships", "labour"):
            connection.register(name, county.tables[name])
        connection.register("accounts", county.accounts)
        _make(connection, "measurers", _first_of("village"))
        _make(connection, "deciders", _first_of("township"))
        _make(connection, "cycles", _CYCLES)
        wanted = _WANTED.format(yearly=" UNION ALL ".join(_YEARLY.format(year=year) for year in YEARS))
        _make(connection, "placed", _PLACED.format(wanted=wanted), today=county.today)
        _make(connection, "sized", _SIZED)
        connection.register("chances", _chances(connection, seed))
        _make(connection, "meant", _MEANT, newest=_newest(county.today))
        _make(connection, "made", _MADE.format(measured=MEASURED_SHARE))
        _make(connection, "planted", _PLANTED.format(missing=MISSING_EVERY))
        state = _STATE.format(returned=RETURNED_EVERY, confirmed=CONFIRMED_SHARE)
        statements = _STATEMENTS.format(none_of=_NONE_OF, state=state, unsigned=UNSIGNED_SHARE)
        made = [connection.sql(sql).to_arrow_table() for sql in (statements, _ENTRIES, _TRUTH)]
    return made[0], made[1], made[2]


def _make(connection: duckdb.DuckDBPyConnection, name: str, sql: str, **values: object) -> None:
    connection.execute(f"CREATE TEMP TABLE {name} AS {sql}", values)


def _first_of(post: str) -> str:
    return f"SELECT area_code, min(username) AS username FROM accounts WHERE post_code = '{post}' GROUP BY area_code"


def _newest(today: dt.date) -> int:
    return max(year for year in YEARS if dt.date(year, 11, 14) <= today)


def _chances(connection: duckdb.DuckDBPyConnection, seed: int) -> pa.Table:
    [(statements,)] = connection.execute("SELECT count(*) FROM sized").fetchall()
    rng = np.random.default_rng([seed, 41])
    return pa.table({f"u{n}": rng.random(statements) for n in range(CHANCES)})
