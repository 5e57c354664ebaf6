"""Hits and unknowns of a run, written so that the same inputs give the same bytes: sorted, without instants."""

# Names in the SQL come from checked rules and declared sources, texts are quoted.
# ruff: noqa: S608
from __future__ import annotations

from pathlib import Path

import duckdb

from huaiyuan.core.engine.screening.orders import Order
from huaiyuan.core.policy import compile
from huaiyuan.core.policy.compile import Bound, quoted
from huaiyuan.core.policy.rule import Window

HITS, UNKNOWN = "hits.parquet", "unknown.parquet"
MOST_ROWS = 20
PROBABLE_SAYS = "（部门数据里的证件号没对上，是按姓名、出生日期和村认到本人的，请先核对是不是同一人）"
TABLES = """
CREATE TEMP TABLE hits (rule VARCHAR, rule_version VARCHAR, person_id VARCHAR, household_no VARCHAR, village_code VARCHAR,
    risk_type VARCHAR, grade VARCHAR, department VARCHAR, says VARCHAR, facts VARCHAR, fingerprint VARCHAR,
    match VARCHAR, "rows" VARCHAR);
CREATE TEMP TABLE unknown (rule VARCHAR, person_id VARCHAR, household_no VARCHAR, village_code VARCHAR,
    because VARCHAR);"""
RANKS = "CASE match WHEN 'exact' THEN 1 WHEN 'normalised' THEN 2 ELSE 3 END"
WORDS = "CASE rank WHEN 2 THEN 'normalised' WHEN 3 THEN 'probable' ELSE 'exact' END"
PARQUET = "(FORMAT parquet, COMPRESSION zstd)"


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the empty tables `hits` and `unknown`."""
    connection.execute(TABLES)


def collect(
    connection: duckdb.DuckDBPyConnection, bound: Bound, answers: str, claimed: dict[str, str]
) -> tuple[int, int]:
    """Add a rule's answers; `claimed` are its tables of rows by batch id. Returns how many 是 and how many 不明."""
    rule = bound.checked.rule
    refs = " UNION ALL ".join(
        f"SELECT person_id, match, {quoted(batch)} || '|' || sheet || '|' || row AS ref, {quoted(batch)} AS batch, sheet,"
        f" row FROM {table} SEMI JOIN (SELECT person_id FROM {answers} WHERE answer) USING (person_id)"
        for batch, table in claimed.items()
    )
    refs = refs or "SELECT NULL AS person_id, '' AS match, '' AS ref, '' AS batch, '' AS sheet, 0 AS row WHERE FALSE"
    said = f"{compile.says_sql(bound)} || CASE WHEN rank = 3 THEN {quoted(PROBABLE_SAYS)} ELSE '' END"
    connection.execute(f"""
        INSERT INTO hits
        WITH refs AS ({refs}), found AS (
            SELECT person_id, max({RANKS}) AS rank, list(ref ORDER BY batch, sheet, row) AS refs FROM refs GROUP BY person_id)
        SELECT {quoted(rule.id)}, '{rule.version}', person_id, household_no, village_code, {quoted(rule.risk)},
               {compile.grade_sql(bound)}, {quoted(rule.department)}, {said}, {compile.facts_sql(bound.checked)},
               {compile.fingerprint_sql(bound)}, {WORDS},
               coalesce(array_to_string(refs[1:{MOST_ROWS}], ';')
                   || CASE WHEN len(refs) > {MOST_ROWS} THEN ';…+' || (len(refs) - {MOST_ROWS}) ELSE '' END, '')
        FROM {answers} LEFT JOIN found USING (person_id) WHERE answer""")
    connection.execute(f"""
        INSERT INTO unknown SELECT {quoted(rule.id)}, person_id, household_no, village_code, because
        FROM {answers} WHERE answer IS NULL""")
    counts = f"SELECT count(*) FILTER (WHERE answer), count(*) FILTER (WHERE answer IS NULL) FROM {answers}"
    true, unknown = connection.execute(counts).fetchone() or (0, 0)
    return int(true), int(unknown)


def write(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write both files."""
    for table, file in (("hits", HITS), ("unknown", UNKNOWN)):
        order = "rule, household_no, person_id"
        connection.execute(f"COPY (SELECT * FROM {table} ORDER BY {order}) TO {quoted(str(folder / file))} {PARQUET}")


def names(order: Order, bound: Bound) -> dict[str, tuple[str, Window]]:
    """The batches a rule reads: batch id by (source, window)."""
    keys = {(given.source, given.window) for given in bound.checked.rule.inputs.values()}
    found = {key: order.batch(*key) for key in sorted(keys)}
    return {batch.batch: key for key, batch in found.items() if batch is not None}
