"""Rows about a village (按村的行): intake has read the name already, so the village is recognised or it is not.

Nobody is named in such a row: it has no person, no candidates, and nothing to be decided by a reviewer. Knows no Django.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from huaiyuan.core import linkage

RECOGNISED, UNKNOWN, BLANK = "村名认得出", "村名认不出", "村空着"
ROWS = """
SELECT sheet, row, CASE WHEN village_code IS NULL THEN 'unmatched' ELSE 'exact' END AS outcome,
       CAST(NULL AS VARCHAR) AS person_id, CASE WHEN village_code IS NULL THEN 0 ELSE 100 END::INTEGER AS score,
       CASE WHEN village_code IS NOT NULL THEN $recognised WHEN village_raw IS NULL THEN $blank ELSE $unknown END AS reason,
       []::VARCHAR[] AS candidates
FROM village_rows
"""


def match(rows: pa.Table, connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """One line per row of `rows`, in their order, in the columns of `linkage.SCHEMA`: `exact` or `unmatched`."""
    connection.register("village_rows", rows)
    said = {"recognised": RECOGNISED, "unknown": UNKNOWN, "blank": BLANK}
    return connection.sql(ROWS, params=said).to_arrow_table().cast(linkage.SCHEMA)
