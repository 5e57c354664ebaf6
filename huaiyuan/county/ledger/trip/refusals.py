"""What of a workbook is refused (不写的): all of it at once, each with its sheet, row and column and what to do.

They join the faults that the reader found, so that one list and one error workbook tell them all.
"""

# ruff: noqa: S608 - names of declared columns stand in the SQL, never what a cell says
from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from huaiyuan.core.kernel.errors import ErrorCode
from huaiyuan.county.ledger import errors
from huaiyuan.county.ledger.declaration import Ledger
from huaiyuan.county.ledger.trip import declared

if TYPE_CHECKING:
    from huaiyuan.county.ledger.trip.comparing import Sheets

LEVEL, SHOWN = "reject", 60
SCHEMA = pa.schema([("sheet", pa.string()), ("row", pa.int32()),
                    *((name, pa.string()) for name in ("column", "code", "level", "shown", "says"))])  # fmt: skip
SHORT = {
    errors.FILL_UNKNOWN.code: "没有这个编号", errors.FILL_DOUBLED.code: "编号重了", errors.FILL_VERSION.code: "版次不对",
    errors.FILL_NAME.code: "姓名和编号对不上", errors.FILL_READ_ONLY.code: "改了只能看的格", errors.FILL_REQUIRED.code: "不能空着",
    errors.FILL_NO_NUMBER.code: "没有编号", errors.FILL_NOBODY.code: "新增的没对上", errors.FILL_OTHER_NAME.code: "姓名和证件号码对不上", errors.BAD_CELL.code: "填得不对",
    errors.TWICE.code: "已经有了", errors.SAME_AGAIN.code: "和另一条重了",
}  # fmt: skip


def table(con: duckdb.DuckDBPyConnection, ledger: Ledger, sheets: Sheets) -> pa.Table:
    """Every refusal, in the order of the file."""
    parts = [*_of_rows(con, ledger), *_of_context(ledger, sheets), *_of_cells()]
    return (
        con.sql(f"""
        SELECT sheet, CAST("row" AS INTEGER) AS "row", "column", code, '{LEVEL}' AS level, left(shown, {SHOWN}) AS shown, says
        FROM ({" UNION ALL ".join(parts)}) ORDER BY n, "column"
    """)
        .to_arrow_table()
        .cast(SCHEMA)
    )


def line(sheet: str, row: int, column: str, code: str, shown: str, says: str) -> dict[str, object]:
    """One refusal that was found later, in writing."""
    return {
        "sheet": sheet,
        "row": row,
        "column": column,
        "code": code,
        "level": LEVEL,
        "shown": shown[:SHOWN],
        "says": says,
    }


def _of_rows(con: duckdb.DuckDBPyConnection, ledger: Ledger) -> Iterator[str]:
    del con
    number, version = declared.NUMBER, declared.VERSION
    unread = (
        'NOT EXISTS (SELECT 1 FROM faults u WHERE u.sheet = f.sheet AND u."row" = f."row" AND u."column" = \'版次\')'
    )
    yield _rows("unknown", number, errors.FILL_UNKNOWN, "f.number", given="f.number")
    yield _rows("doubled", number, errors.FILL_DOUBLED, "f.number", given="f.number", times="f.times")
    yield _rows(
        "version", version, errors.FILL_VERSION, "f.version", also=unread, given="f.version", now="f.now_version"
    )
    yield _rows("name", declared.who(ledger) or number, errors.FILL_NAME, "f.who", given="f.number")
    if not ledger.adds:
        yield _rows("added", number, errors.FILL_NO_NUMBER, "NULL")


def _of_context(ledger: Ledger, sheets: Sheets) -> Iterator[str]:
    """Cells that are there to be looked at. In a row that has moved on since, they may just be old."""
    fresh = "f.verdict = 'ok' AND f.version = f.now_version"
    labels = " ".join(f"WHEN {_text(str(v))} THEN {_text(str(label))}" for v, label in ledger.model.States.choices)
    state = f"f.status IS NOT NULL AND f.status <> CASE f.state {labels} ELSE '' END"
    village = "f.village_raw IS NOT NULL AND f.village_code IS DISTINCT FROM f.now_village"
    for name, label, where, shown in (
        ("status", declared.STATUS, state, "f.status"),
        ("village", declared.PLACE, village, "f.village_raw"),
    ):
        if sheets.where(name) != "false":
            says = _text(errors.FILL_READ_ONLY.says(column=label))
            yield _select(
                "judged f", label, errors.FILL_READ_ONLY, shown, says, f"{fresh} AND {sheets.where(name)} AND {where}"
            )


def _of_cells() -> Iterator[str]:
    says = _sentence(errors.FILL_READ_ONLY, column="f.label")
    yield _select("cells f", "", errors.FILL_READ_ONLY, "f.given", says, "f.verdict = 'read_only'", label="f.label")
    for found in ("bad", "bad_new"):
        yield f'SELECT n, sheet, "row", label AS "column", code, given AS shown, says FROM {found}'


def _rows(verdict: str, column: str, code: ErrorCode, shown: str, *, also: str = "true", **facts: str) -> str:
    return _select("judged f", column, code, shown, _sentence(code, **facts), f"f.verdict = '{verdict}' AND {also}")


def _select(source: str, column: str, code: ErrorCode, shown: str, says: str, where: str, *, label: str = "") -> str:
    named = label or _text(column)
    return (
        f'SELECT f.n, f.sheet, f."row", {named} AS "column", \'{code.code}\' AS code, CAST({shown} AS VARCHAR) AS shown, '
        f"{says} AS says FROM {source} WHERE {where}"
    )


def _sentence(code: ErrorCode, **facts: str) -> str:
    """SQL of a refusal's sentence; its facts are SQL."""
    marks = {name: f"\0{name}\0" for name in facts}
    parts = code.says(**marks).split("\0")
    return " || ".join(
        f"coalesce(CAST({facts[part]} AS VARCHAR), '')" if part in facts else _text(part) for part in parts
    )


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
