"""Village names that no register knows but that are one slip from exactly one it does (村名的笔误)."""

from __future__ import annotations

import duckdb
import pyarrow as pa
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist


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
