"""Whether cells may be written (核对每一格): every distinct value is read as the form of the page reads it, once."""

from __future__ import annotations

import re
from typing import Any

import duckdb
import pyarrow as pa

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake.reading.words import NO_VALUE
from huaiyuan.county.ledger import errors
from huaiyuan.county.ledger.declaration import Ledger

SCHEMA = pa.schema(
    [("col", pa.string()), ("given", pa.string()), ("value", pa.string()), ("code", pa.string()), ("says", pa.string())]
)


def judge(con: duckdb.DuckDBPyConnection, ledger: Ledger) -> None:
    """Make the table `good`: cells that may be written, with `value` as the column writes it, and `bad`, with why not.

    `not_added` are new rows that have a cell which cannot be read or lack one that is wanted.
    """
    distinct = con.sql("SELECT DISTINCT col, given FROM cells WHERE verdict IN ('write', 'conflict')").fetchall()
    con.register("readings", pa.Table.from_pylist([_reading(ledger, *one) for one in distinct], schema=SCHEMA))
    con.execute("""
        CREATE TEMP TABLE good AS
        SELECT c.*, r.value FROM cells c JOIN readings r USING (col, given)
        WHERE c.verdict IN ('write', 'conflict') AND r.code = '' AND r.value <> c.now
    """)
    con.execute("""
        CREATE TEMP TABLE bad AS
        SELECT c.n, c.sheet, c."row", c.label, c.given, r.code, r.says FROM cells c JOIN readings r USING (col, given)
        WHERE c.verdict IN ('write', 'conflict') AND r.code <> ''
    """)
    _new_rows(con, ledger)


def _reading(ledger: Ledger, name: str, given: str) -> dict[str, Any]:
    column = ledger.column(name)
    said = {"col": name, "given": given, "value": "", "code": "", "says": ""}
    try:
        if re.fullmatch(f"{NO_VALUE}|#N/A", given):
            raise column.refuse("公式", "这是没有算出值的公式，请用WPS或Excel打开存一次，或直接写值")
        value = column.plain(column.read(given))
    except DomainError as refusal:
        return said | {"code": refusal.code, "says": str(refusal)}
    if not value and column.required:
        return said | {"code": errors.FILL_REQUIRED.code, "says": errors.FILL_REQUIRED.says(column=column.title)}
    return said | {"value": value}


def _new_rows(con: duckdb.DuckDBPyConnection, ledger: Ledger) -> None:
    """Cells of new rows, each judged; there are few of them."""
    found = con.sql("SELECT * FROM judged WHERE verdict = 'added'").to_arrow_table().to_pylist() if ledger.adds else []
    bad = []
    for row in found:
        for column in ledger.columns:
            if f"g_{column.name}" in row or (column.required and column.asked):
                reading = _reading(ledger, column.name, row.get(f"g_{column.name}") or "")
                if reading["code"]:
                    bad.append({"n": row["n"], "sheet": row["sheet"], "row": row["row"], "label": column.title,
                                "given": reading["given"], "code": reading["code"], "says": reading["says"]})  # fmt: skip
    schema = pa.schema([("n", pa.int64()), ("sheet", pa.string()), ("row", pa.int32()),
                        *((name, pa.string()) for name in ("label", "given", "code", "says"))])  # fmt: skip
    con.register("bad_new", pa.Table.from_pylist(bad, schema=schema))
    con.execute("""CREATE TEMP TABLE not_added AS SELECT DISTINCT n FROM bad_new UNION
                   SELECT n FROM judged SEMI JOIN (SELECT sheet, "row" FROM faults WHERE level = 'reject') USING (sheet, "row")""")
