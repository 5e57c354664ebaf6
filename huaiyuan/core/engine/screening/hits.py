"""Hits and unknowns of a run, written so that the same inputs give the same bytes: sorted, without instants."""

# Names in the SQL come from checked rules and declared sources, texts are quoted.
# ruff: noqa: S608
from __future__ import annotations

from pathlib import Path

import duckdb

from huaiyuan.core.engine.screening.facts import Facts
from huaiyuan.core.policy import compile
from huaiyuan.core.policy.compile import Bound, quoted

HITS, UNKNOWN = "hits.parquet", "unknown.parquet"
MOST_ROWS = 20
PROBABLE_SAYS = "（部门数据里的证件号没对上，是按姓名、出生日期和村认到本人的，请先核对是不是同一人）"
TABLES = """
CREATE TEMP TABLE hits (rule VARCHAR, rule_version VARCHAR, person_id VARCHAR, household_no VARCHAR, village_code VARCHAR,
    risk_type VARCHAR, grade VARCHAR, department VARCHAR, says VARCHAR, facts VARCHAR, fingerprint VARCHAR,
    match VARCHAR, "rows" VARCHAR, kind VARCHAR, subject VARCHAR);
CREATE TEMP TABLE unknown (rule VARCHAR, person_id VARCHAR, household_no VARCHAR, village_code VARCHAR,
    because VARCHAR);"""
RANKS = "CASE match WHEN 'exact' THEN 1 WHEN 'normalised' THEN 2 ELSE 3 END"
WORDS = "CASE rank WHEN 2 THEN 'normalised' WHEN 3 THEN 'probable' ELSE 'exact' END"
PARQUET = "(FORMAT parquet, COMPRESSION zstd)"


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the empty tables `hits` and `unknown`."""
    connection.execute(TABLES)


def collect(connection: duckdb.DuckDBPyConnection, bound: Bound, answers: str, facts: Facts) -> tuple[int, int]:
    """Add a rule's answers with the rows they rest on. Returns how many 是 and how many 不明."""
    rule, key = bound.checked.rule, bound.checked.subject.key
    refs = _refs(bound, answers, facts)
    said = f"{compile.says_sql(bound)} || CASE WHEN rank = 3 THEN {quoted(PROBABLE_SAYS)} ELSE '' END"
    connection.execute(f"""
        INSERT INTO hits
        WITH refs AS ({refs}), found AS (
            SELECT key, max({RANKS}) AS rank, list(ref ORDER BY batch, sheet, row) AS refs
            FROM refs GROUP BY key)
        SELECT {quoted(rule.id)}, '{rule.version}', person_id, household_no, village_code, {quoted(rule.risk)},
               {compile.grade_sql(bound)}, {quoted(rule.department)}, {said}, {compile.facts_sql(bound.checked)},
               {compile.fingerprint_sql(bound)}, {WORDS},
               coalesce(array_to_string(refs[1:{MOST_ROWS}], ';')
                   || CASE WHEN len(refs) > {MOST_ROWS} THEN ';…+' || (len(refs) - {MOST_ROWS}) ELSE '' END, ''),
               {quoted(rule.kind)}, {quoted(rule.subject)}
        FROM {answers} LEFT JOIN found ON found.key = {answers}.{key} WHERE answer""")
    connection.execute(f"""
        INSERT INTO unknown SELECT {quoted(rule.id)}, person_id, household_no, village_code, because
        FROM {answers} WHERE answer IS NULL""")
    counts = f"SELECT count(*) FILTER (WHERE answer), count(*) FILTER (WHERE answer IS NULL) FROM {answers}"
    true, unknown = connection.execute(counts).fetchone() or (0, 0)
    return int(true), int(unknown)


def _refs(bound: Bound, answers: str, facts: Facts) -> str:
    """The rows a rule's inputs count, with the batch they stand in; one that two inputs count stands there once."""
    whose, parts = f"SELECT {bound.checked.subject.key} AS key FROM {answers} WHERE answer", []
    for source, window in sorted({(given.source, given.window) for given in bound.checked.rule.inputs.values()}):
        batch, book = facts.order.batch(source, window), facts.order.book(source, window)
        if batch is not None or book is not None:
            # A row of a book is named by the source alone: there is no batch that could be withdrawn.
            name = quoted(batch.batch if batch else source)
            name = f"CASE WHEN row = 0 THEN {quoted(source)} ELSE {name} END" if book else name
            parts.append(
                f"SELECT key, match, {name} || '|' || sheet || '|' || row AS ref, {name} AS batch, sheet, row"
                f" FROM ({facts.evidence(bound, source, window)}) SEMI JOIN ({whose}) USING (key)"
            )
    empty = "SELECT '' AS key, '' AS match, '' AS ref, '' AS batch, '' AS sheet, 0 AS row WHERE FALSE"
    return " UNION ".join(parts) or empty


def write(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write both files."""
    for table, file in (("hits", HITS), ("unknown", UNKNOWN)):
        order = "rule, household_no, person_id, village_code"
        connection.execute(f"COPY (SELECT * FROM {table} ORDER BY {order}) TO {quoted(str(folder / file))} {PARQUET}")
