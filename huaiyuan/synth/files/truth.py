"""The truth beside each file: whom every row means, what was done to it, and whether it can be found at all."""

from __future__ import annotations

import duckdb
import pyarrow as pa
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cpdist

# A row is findable when the truth names a registered person and the row's normalised number, or its name, birth date
# and village as written allowing one error, fit that person only.
_PAIRS = """
WITH as_written AS (
    SELECT r.n, r.name, r.birth, v.code AS village FROM rows r
    LEFT JOIN names v ON v.township = r.township AND v.written = r.village
)
SELECT n, p.person_id, r.name AS written, p.name AS held, r.birth = p.birth_on AS birth_agrees,
       coalesce(r.village = p.village_code, FALSE) AS village_agrees,
       r.birth IS NULL OR r.birth = p.birth_on
       OR hamming(r.birth::VARCHAR, p.birth_on::VARCHAR) <= 1
       OR (year(r.birth) = year(p.birth_on) AND month(r.birth) = day(p.birth_on) AND day(r.birth) = month(p.birth_on))
       OR (year(r.birth) = year(p.birth_on) - 1) AS birth_near
FROM as_written r JOIN people p ON (r.name = p.name AND r.birth = p.birth_on)
UNION
SELECT n, p.person_id, r.name, p.name, TRUE, TRUE, TRUE
FROM as_written r JOIN people p ON (r.birth = p.birth_on AND r.village = p.village_code)
UNION
SELECT n, p.person_id, r.name, p.name, FALSE, TRUE,
       hamming(r.birth::VARCHAR, p.birth_on::VARCHAR) <= 1
       OR (year(r.birth) = year(p.birth_on) AND month(r.birth) = day(p.birth_on) AND day(r.birth) = month(p.birth_on))
FROM as_written r JOIN people p ON (r.name = p.name AND r.village = p.village_code AND r.birth <> p.birth_on)
"""


def findable(rows: pa.Table, people: pa.Table, names: pa.Table) -> pa.Array:
    """For every row whether it can be found.

    `rows`: n, person_id (null outside), name, birth, township, village as written, id_number (normalised or null).
    `names`: township, written, code — how each village may be written.
    """
    con = duckdb.connect()
    con.register("rows", rows)
    con.register("people", people)
    con.register("names", names)
    pairs = con.sql(_PAIRS).to_arrow_table()
    distance = cpdist(
        pairs["written"].to_pylist(), pairs["held"].to_pylist(), scorer=Levenshtein.distance, score_cutoff=2
    )
    con.register("pairs", pairs.append_column("name_distance", pa.array(distance)))
    return (
        con.sql("""
        WITH fits AS (
            SELECT DISTINCT n, person_id FROM pairs
            WHERE (name_distance > 0)::INT + (NOT birth_agrees)::INT + (NOT village_agrees)::INT <= 1
              AND name_distance <= 1 AND birth_near
        ), sole AS (SELECT n, any_value(person_id) AS person_id FROM fits GROUP BY n HAVING count(*) = 1),
        by_number AS (
            SELECT id_number, any_value(person_id) AS person_id FROM people
            WHERE id_number IS NOT NULL GROUP BY id_number HAVING count(*) = 1
        )
        SELECT coalesce(r.person_id = s.person_id, FALSE) OR coalesce(r.person_id = b.person_id, FALSE) AS findable
        FROM rows r LEFT JOIN sole s USING (n) LEFT JOIN by_number b ON b.id_number = r.id_number ORDER BY r.n
    """)
        .to_arrow_table()["findable"]
        .combine_chunks()
    )
