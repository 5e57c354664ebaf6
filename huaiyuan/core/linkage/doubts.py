"""What a person needs in order to decide a row that its number and name did not settle (待复核的依据).

Read after `match` on the same connection: whom each row may mean, the level of every comparison, and whether what is
written could as well mean another of them.
"""

# ruff: noqa: S608 - composed of declared levels only

from __future__ import annotations

import duckdb
import pyarrow as pa

from huaiyuan.core.linkage import levels
from huaiyuan.core.linkage.numbers import SLIP

_LEVELS = ", ".join(f"{name} := j.{name}" for name in levels.COMPARISONS)
PAIR = pa.struct(
    [("person_id", pa.string()), ("score", pa.int32()), *((name, pa.string()) for name in levels.COMPARISONS)]
)


def left_over(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Every row that the exact join did not settle, in their order: sheet, row, plain (name), cell (keyed hash of the
    number as written, null without one), tells_apart, pairs (list of `PAIR`, likeliest first).

    `tells_apart`: what is written means one of the pairs and none of the others. It does not where two of them show the
    very same, or where there is no number and more than one could be meant: a village is what clerks get wrong.
    """  # fmt: skip
    connection.sql("""
        CREATE OR REPLACE TEMP TABLE meant AS
        SELECT a.n, u.i FROM answers a, unnest(CASE WHEN a.i IS NULL THEN a.candidates ELSE [a.i] END) AS u(i)
    """)
    return connection.sql(f"""
        WITH shown AS (
            SELECT m.n, list(struct_pack(person_id := p.person_id,
                                         score := greatest(0, least(100, j.score))::INTEGER, {_LEVELS})
                             ORDER BY j.score DESC, j.i) AS pairs,
                   count(*) AS meant, count(DISTINCT (j.number, j.name, j.birth)) AS apart
            FROM meant m JOIN judged j ON j.n = m.n AND j.i = m.i JOIN people p ON p.i = m.i GROUP BY m.n
        )
        SELECT r.sheet, r.row, l.plain, coalesce(r.id_key, b.cell_key) AS cell,
               coalesce(s.apart = s.meant AND (s.meant = 1 OR r.id_key IS NOT NULL OR b.shape = '{SLIP}'), TRUE)
                   AS tells_apart,
               coalesce(s.pairs, []) AS pairs
        FROM left_over l JOIN rows r USING (n) LEFT JOIN broken_cells b USING (n) LEFT JOIN shown s USING (n)
        ORDER BY r.n
    """).to_arrow_table()
