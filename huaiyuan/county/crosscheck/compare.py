"""The national system's roster against the registry, cell by cell (国办核对), in DuckDB over a batch and a snapshot.

A row is somebody of the registry by matching, or, where matching could not tell, by the same name in the family that the
roster's own household number stands for. What is left over on either side is a difference; nothing is written back.
"""

# ruff: noqa: S608 - composed of constants of this module

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from huaiyuan.county.crosscheck.kinds import Difference

COLUMNS = ("kind", "village_code", "household_no", "person_id", "name", "ours", "theirs", "sheet", "row")

# Read once: the views would be worked out anew for every kind of difference.
STANDING = """
CREATE TEMP TABLE people AS SELECT * FROM person_now;
CREATE TEMP TABLE families_then AS SELECT * FROM household_now"""

READ = """
CREATE TEMP TABLE roster AS
SELECT r.sheet, r.row, r.name, r.id_key, r.village_code, r.national_household, r.members, r.relation,
       replace(r.health, ',', ';') AS health, r.labour, r.archive_type, r.category, r.risk_state, r.approved_on,
       r.cleared_on, m.candidates, CASE WHEN m.outcome IN ('exact', 'normalised', 'probable') THEN m.person_id END AS matched
FROM read_parquet($rows) r JOIN read_parquet($matches) m USING (sheet, row)"""

# Somebody without a number, or with one that two people share, is told by name and village where nobody else could be meant.
ALONE = """
UPDATE roster SET matched = told.person_id FROM (
    SELECT r.sheet, r.row, o.person_id, count(*) OVER (PARTITION BY r.sheet, r.row) AS could_be,
           count(*) OVER (PARTITION BY o.person_id) AS claimed
    FROM roster r JOIN ours o USING (name, village_code)
    WHERE r.matched IS NULL AND o.person_id NOT IN (SELECT matched FROM roster WHERE matched IS NOT NULL)
      AND (r.id_key IS NULL OR o.id_key IS NULL OR r.id_key = o.id_key)
) told WHERE roster.sheet = told.sheet AND roster.row = told.row AND told.could_be = 1 AND told.claimed = 1"""

# Which of our families a household number of the roster stands for: the one that most of its people live in.
FAMILIES = """
CREATE TEMP TABLE families AS
SELECT national_household, household_no FROM (
    SELECT r.national_household, p.household_no, count(*) AS n
    FROM roster r JOIN people p ON p.person_id = r.matched GROUP BY ALL)
QUALIFY row_number() OVER (PARTITION BY national_household ORDER BY n DESC, household_no) = 1"""

# Under which number the national system has each of our families; more than one where it has it twice.
NUMBERS = "SELECT household_no, national_household FROM families ORDER BY ALL"

# Where matching could not tell, it is the one of the family who bears the name, or whom the number could mean.
KNOWN = """
CREATE TEMP TABLE known AS
WITH left_over AS (
    SELECT r.sheet, r.row, r.name, r.candidates, f.household_no
    FROM roster r JOIN families f USING (national_household) WHERE r.matched IS NULL
), free AS (
    SELECT * FROM people WHERE person_id NOT IN (SELECT matched FROM roster WHERE matched IS NOT NULL)
), told AS (
    SELECT sheet, row, any_value(p.person_id) AS person_id
    FROM left_over l JOIN free p USING (household_no)
    WHERE p.name = l.name OR list_contains(l.candidates, p.person_id)
    GROUP BY ALL HAVING count(*) = 1
)
SELECT r.* EXCLUDE (candidates), coalesce(r.matched, t.person_id) AS person_id
FROM roster r LEFT JOIN told t USING (sheet, row)"""

# 脱贫户, and whoever is or was a monitored household; a cycle struck off was a mistake and is not on the roster.
SCOPE = """
CREATE TEMP TABLE ours AS
SELECT p.*, h.risk_state, h.approved_on, h.cleared_on, h.members
FROM people p JOIN families_then h USING (household_no)
WHERE p.archive_type = '脱贫户' OR h.risk_state IN ('未消除', '已消除')"""

HOMES = """
CREATE TEMP TABLE homes AS
SELECT f.household_no, min(k.sheet) AS sheet, min(k.row) AS row, any_value(k.archive_type) AS archive_type,
       any_value(k.category) AS category, any_value(k.risk_state) AS risk_state, any_value(k.approved_on) AS approved_on,
       any_value(k.cleared_on) AS cleared_on, any_value(k.members) AS members, mode(k.village_code) AS village_code
FROM known k JOIN families f USING (national_household)
JOIN people p ON p.person_id = k.person_id AND p.household_no = f.household_no
GROUP BY f.household_no"""

ONE_SIDED = f"""
SELECT '{Difference.ONLY_THERE}', k.village_code, NULL, k.person_id, k.name,
       CASE WHEN k.person_id IS NULL THEN '没有这个人' ELSE '已减少，不在册' END, '在名单上', k.sheet, k.row
FROM known k WHERE k.person_id IS NULL OR k.person_id NOT IN (SELECT person_id FROM people)
UNION ALL
SELECT '{Difference.ONLY_HERE}', o.village_code, o.household_no, o.person_id, o.name, '在册', '没有这个人', NULL, NULL
FROM ours o WHERE o.person_id NOT IN (SELECT person_id FROM known WHERE person_id IS NOT NULL)
  AND o.household_no IN (SELECT household_no FROM families)
UNION ALL
SELECT '{Difference.ONLY_HERE_HOUSEHOLD}', any_value(o.village_code), o.household_no, NULL,
       coalesce(any_value(o.name) FILTER (WHERE o.is_head), any_value(o.name)), '在册', '没有这一户', NULL, NULL
FROM ours o WHERE o.household_no NOT IN (SELECT household_no FROM families) GROUP BY o.household_no
UNION ALL
SELECT '{Difference.TWICE}', any_value(p.village_code), any_value(p.household_no), p.person_id, any_value(p.name), '1 条',
       count(*) || ' 条', min(k.sheet), min(k.row)
FROM known k JOIN people p USING (person_id) GROUP BY p.person_id HAVING count(*) > 1"""

PERSON_CELLS = {
    Difference.NAME: ("p.name", "k.name", ""),
    Difference.NUMBER: ("p.id_key", "k.id_key", ""),
    Difference.RELATION: ("p.relation", "k.relation", ""),
    Difference.HEALTH: ("p.health", "k.health", " AND p.health IS NOT NULL"),
    Difference.LABOUR: ("p.labour", "k.labour", " AND p.labour IS NOT NULL"),
}
HOUSEHOLD_CELLS = {
    Difference.ARCHIVE: "archive_type",
    Difference.CATEGORY: "category",
    Difference.RISK: "risk_state",
    Difference.APPROVED: "approved_on",
    Difference.CLEARED: "cleared_on",
    Difference.MEMBERS: "members",
    Difference.VILLAGE: "village_code",
}
OF_A_CYCLE = {Difference.CATEGORY, Difference.RISK, Difference.APPROVED, Difference.CLEARED}
HIDDEN = {Difference.NUMBER}  # a keyed hash says nothing to anybody
OTHER_FAMILY = f"""
SELECT '{Difference.FAMILY}', p.village_code, p.household_no, p.person_id, p.name, p.household_no, f.household_no, k.sheet, k.row
FROM known k JOIN families f USING (national_household) JOIN people p USING (person_id)
WHERE p.household_no <> f.household_no"""


def compare(connection: duckdb.DuckDBPyConnection, rows: Path, matches: Path) -> pa.Table:
    """All differences of a batch, by `COLUMNS`; the connection is one over a snapshot on the roster's day."""
    connection.execute(STANDING)
    connection.execute(READ, {"rows": str(rows), "matches": str(matches)})
    for statement in (SCOPE, ALONE, FAMILIES, KNOWN, HOMES):
        connection.execute(statement)
    parts = [
        ONE_SIDED,
        OTHER_FAMILY,
        *(_of_person(kind) for kind in PERSON_CELLS),
        *(_of_household(k) for k in HOUSEHOLD_CELLS),
    ]
    names = ", ".join(COLUMNS)
    union = " UNION ALL ".join(f"({part})" for part in parts)
    return connection.sql(
        f"WITH found({names}) AS ({union}) SELECT * FROM found "
        "ORDER BY village_code, household_no NULLS LAST, kind, person_id, name, row"
    ).to_arrow_table()


def _of_person(kind: Difference) -> str:
    ours, theirs, also = PERSON_CELLS[kind]
    shown = ("'与国办不同'", "'与底册不同'") if kind in HIDDEN else (f"{ours}::VARCHAR", f"{theirs}::VARCHAR")
    return f"""
        SELECT '{kind}', p.village_code, p.household_no, p.person_id, p.name, {shown[0]}, {shown[1]}, k.sheet, k.row
        FROM known k JOIN people p USING (person_id)
        WHERE {theirs} IS NOT NULL AND {ours} IS DISTINCT FROM {theirs}{also}"""


def _of_household(kind: Difference) -> str:
    column = HOUSEHOLD_CELLS[kind]
    # A cycle that was struck off was a mistake: on the roster such a family is not monitored at all.
    ours = f"CASE WHEN h.risk_state = '已清退' THEN NULL ELSE h.{column} END" if kind in OF_A_CYCLE else f"h.{column}"
    return f"""
        SELECT '{kind}', h.village_code, h.household_no, NULL, p.name, ({ours})::VARCHAR, t.{column}::VARCHAR, t.sheet, t.row
        FROM homes t JOIN families_then h USING (household_no)
        LEFT JOIN people p ON p.household_no = h.household_no AND p.is_head
        WHERE nullif(({ours})::VARCHAR, '') IS DISTINCT FROM nullif(t.{column}::VARCHAR, '')
          AND ('{column}' <> 'village_code' OR t.village_code IS NOT NULL)"""
