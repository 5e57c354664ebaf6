"""What the review desk works on (`review.parquet`): every row that number and name did not settle, as the machine sees it.

Beside the machine's own answer stand two keyed hashes of what is written. `written` is who is written: name, number,
birth date and village. `same_row` is the whole row, so that the same bill in next month's file is known again; rows of a
file that are alike in everything are told apart by their order. Knows no Django.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa

from huaiyuan.core import linkage
from huaiyuan.core.linkage.doubts import PAIR

_TEXT = pa.string()
SCHEMA = pa.schema(
    [
        *linkage.SCHEMA, ("name", _TEXT), ("id_sealed", pa.binary()), ("sex", _TEXT), ("birth_on", pa.date32()),
        ("village_raw", _TEXT), ("village_code", _TEXT), ("township_code", _TEXT), ("written", _TEXT), ("same_row", _TEXT), ("tells_apart", pa.bool_()),
        ("pairs", pa.list_(PAIR)), ("state", _TEXT),
    ]
)  # fmt: skip
# Where a row stands, or what the cell says besides its keyed hash.
NOT_CONTENT = frozenset({"sheet", "row", "id_sealed", "id_state", "id_key", "name"})


def describe(
    connection: duckdb.DuckDBPyConnection,
    found: pa.Table,
    rows: Path,
    source: str,
    index: Callable[[pa.Array], pa.Array],
) -> pa.Table:
    """The rows that the exact join did not settle, with the machine's answer in the columns of `SCHEMA`; `state` is null.

    Must be called on the connection that `linkage.match` used. `index` gives the lake hash of texts.
    """  # fmt: skip
    connection.register("matched", found)
    connection.register("doubtful", linkage.left_over(connection))
    file = str(rows)
    names = [line[0] for line in connection.execute("DESCRIBE SELECT * FROM read_parquet($1)", [file]).fetchall()]
    own = [n for n in names if n not in NOT_CONTENT and not n.endswith("_sealed")]
    content = ", ".join(f"coalesce(CAST(r.{name} AS VARCHAR), '')" for name in own)
    table = connection.sql(
        f"""
        SELECT m.*, r.name, r.id_sealed, r.sex, r.birth_on, r.village_raw, r.village_code, r.township_code,
               d.tells_apart, d.pairs,
               concat_ws('|', coalesce(d.plain, ''), coalesce(d.cell, ''), coalesce(r.birth_on::VARCHAR, ''),
                         coalesce(r.village_code, r.village_raw, '')) AS who,
               concat_ws('|', coalesce(d.plain, ''), coalesce(d.cell, ''), {content}) AS whole,
               row_number() OVER (PARTITION BY whole ORDER BY r.sheet, r.row) AS copy
        FROM doubtful d JOIN read_parquet($file) r USING (sheet, row) JOIN matched m USING (sheet, row)
        ORDER BY r.file_row_number
        """.replace("read_parquet($file)", "read_parquet($file, file_row_number = TRUE)"),  # noqa: S608 - declared columns only
        params={"file": file},
    ).to_arrow_table()
    whole = [f"{source}|{n}|{text}" for text, n in zip(*(table[c].to_pylist() for c in ("whole", "copy")), strict=True)]
    made = {
        "written": index(table["who"]), "same_row": index(pa.array(whole, _TEXT)),
        "state": pa.nulls(table.num_rows, _TEXT),
    }  # fmt: skip
    columns = {name: made[name] if name in made else table[name] for name in SCHEMA.names}
    return pa.table(columns).cast(SCHEMA)
