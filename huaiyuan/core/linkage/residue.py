"""The rows the exact join did not settle (余下的行): evidence for every pair, its levels, its score and its words."""

# ruff: noqa: S608 - composed of declared levels only

from __future__ import annotations

import duckdb
import pyarrow as pa
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from huaiyuan.core.linkage import levels, names

EVIDENCE = """
SELECT q.n, q.i, r.kind, p.household,
       CASE r.kind
           WHEN 'held' THEN CASE WHEN h.n IS NULL THEN 'elsewhere' ELSE 'same' END
           WHEN 'unknown' THEN 'unknown'
           ELSE CASE
               WHEN v.kind IS NOT NULL THEN v.kind
               WHEN p.id_key IS NULL OR r.shape IS NULL THEN 'absent'
               WHEN r.shape = 'remains' THEN 'remains_against'
               ELSE 'against'
           END
       END AS number_tie,
       r.plain AS row_name, p.plain AS person_name, length(r.plain) AS row_length, length(p.plain) AS person_length,
       coalesce(r.plain <> p.plain AND length(p.plain) >= 4 AND length(r.plain) >= 2
                AND (starts_with(p.plain, r.plain) OR ends_with(p.plain, r.plain)), FALSE) AS name_part,
       r.birth AS row_birth, p.birth AS person_birth, r.sex AS row_sex, p.sex AS person_sex,
       r.village AS row_village, r.guessed AS guessed_village, r.township AS row_township,
       p.village AS person_village, p.township AS person_township
FROM pairs q JOIN residue r USING (n) JOIN persons p USING (i)
LEFT JOIN holders h ON h.n = q.n AND h.i = q.i
LEFT JOIN near v ON v.n = q.n AND v.i = q.i
"""


def judge(connection: duckdb.DuckDBPyConnection) -> None:
    """Make table `judged` from `pairs`: n, i, kind, household, a level per comparison, score, says."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE evidence AS {EVIDENCE}")
    connection.register("names_compared", _compare_names(connection))
    chosen = ", ".join(f"{levels.chosen(name)} AS {name}" for name in levels.COMPARISONS)
    total = " + ".join(levels.weight(name) for name in levels.COMPARISONS)
    words = ", ".join(levels.says(name) for name in levels.COMPARISONS)
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE judged AS
        WITH leveled AS (
            SELECT n, i, kind, household, {chosen}
            FROM evidence LEFT JOIN names_compared c USING (row_name, person_name)
        )
        SELECT *, {total} AS score, concat_ws('；', {words}) AS says FROM leveled
    """)
    connection.unregister("names_compared")


def _compare_names(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Each pair of names once: how far apart, and whether it is a slip of sound."""
    pairs = connection.sql("""
        SELECT DISTINCT row_name, person_name FROM evidence WHERE row_name IS NOT NULL AND person_name IS NOT NULL
    """).to_arrow_table()
    far = names.distances(pairs["row_name"], pairs["person_name"])
    alike = [
        distance == 1 and names.sound_alike(a, b)
        for distance, a, b in zip(
            far.to_pylist(), pairs["row_name"].to_pylist(), pairs["person_name"].to_pylist(), strict=True
        )
    ]
    return pairs.append_column("name_distance", far).append_column("name_alike", pa.array(alike, pa.bool_()))


def guess_villages(connection: duckdb.DuckDBPyConnection) -> None:
    """Make table `guesses` (township, written, village): village names one slip from exactly one village's.

    Reads `residue` (village_raw where no village was recognised) and `villages` (code, written). Where the row names no
    township, the name must be one slip from one village of the whole county.
    """
    pairs = connection.sql("""
        SELECT DISTINCT r.township, r.village_raw AS written, v.code AS village, v.written AS known
        FROM (SELECT DISTINCT township, village_raw FROM residue WHERE village IS NULL AND length(village_raw) >= 2) r
        JOIN villages v ON (r.township IS NULL OR left(v.code, 9) = r.township)
                       AND abs(length(v.written) - length(r.village_raw)) <= 1
    """).to_arrow_table()
    far = cpdist(
        pairs["written"].to_pylist(), pairs["known"].to_pylist(), scorer=OSA.distance, score_cutoff=1, workers=2
    )
    near = pairs.select(["township", "written", "village"]).filter(pa.array(far <= 1))
    connection.register("near_villages", near)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE guesses AS
        SELECT township, written, any_value(village) AS village FROM near_villages
        GROUP BY ALL HAVING count(DISTINCT village) = 1
    """)
    connection.unregister("near_villages")
