"""Whether a row that nobody was found for could be a person whom the batch seems to lack (R12: 不明, not 是).

A child is only then missing in the roll when no row that stayed unmatched or ambiguous could be that child.
"""

# Names in the SQL come from checked rules and declared sources, texts are quoted.
# ruff: noqa: S608
from __future__ import annotations

import duckdb

from huaiyuan.core.engine.lake import MATCHES, ROWS
from huaiyuan.core.engine.screening.orders import Batch
from huaiyuan.core.engine.screening.rows import parquet

# A row `l` could be the absent person `a`. A row with a valid number of somebody else can only be meant by its name
# and birth date together; a row whose number is missing or broken already by two loosely agreeing facts.
COULD_BE = {
    "same name and birth": "l.name = a.name AND l.birth_on = a.birth_on",
    "same name, no number, near": """l.name = a.name AND l.id_key IS NULL
        AND (l.birth_on IS NULL OR l.village_code = a.village_code OR l.township_code = a.township_code)""",
    "same birth and village, no number": """l.birth_on = a.birth_on AND l.village_code = a.village_code
        AND l.id_key IS NULL""",
    "same birth and surname, no number, near": """l.birth_on = a.birth_on AND l.id_key IS NULL
        AND left(l.name, 1) = left(a.name, 1)
        AND (l.township_code = a.township_code OR l.township_code IS NULL)""",
    "no name, same birth, near": """l.birth_on = a.birth_on AND l.name IS NULL AND l.id_key IS NULL
        AND (l.township_code = a.township_code OR l.township_code IS NULL)""",
}


def find(connection: duckdb.DuckDBPyConnection, table: str, batch: Batch | None, absent: str) -> None:
    """Make temp table `table` (person_id) of those in relation `absent` whom a loose row could be.

    `absent` has person_id, name, birth_on, village_code, township_code.
    """
    if batch is None:
        connection.execute(f"CREATE TEMP TABLE {table} (person_id VARCHAR)")
        return
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE loose AS
        SELECT r.name, r.birth_on, r.village_code, r.township_code, r.id_key, m.outcome, m.candidates
        FROM {parquet(batch, ROWS)} r JOIN {parquet(batch, MATCHES)} m
          ON m.row = r.row AND coalesce(m.sheet, '') = coalesce(r.sheet, '')
        WHERE m.outcome IN ('ambiguous', 'unmatched')""")
    named = "SELECT unnest(candidates) AS person_id FROM loose WHERE outcome = 'ambiguous'"
    ways = [f"SELECT person_id FROM ({absent}) a SEMI JOIN ({named}) USING (person_id)"]
    ways += [f"SELECT a.person_id FROM ({absent}) a JOIN loose l ON {condition}" for condition in COULD_BE.values()]
    connection.execute(f"CREATE TEMP TABLE {table} AS {' UNION '.join(ways)}")
