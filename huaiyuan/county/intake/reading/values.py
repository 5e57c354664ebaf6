"""Reading cells as what they mean, one distinct cell at a time: SQL for the usual forms, Python for the odd rest.

Each reader answers a table of the distinct cells and their values, to be joined back; a cell that has no value there
cannot be read.
"""

# ruff: noqa: S608 - names of declared columns stand in the SQL, never what a cell says
from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from huaiyuan.core.kernel import identity
from huaiyuan.core.kernel.identity import IdState
from huaiyuan.county.intake.reading import plain_numbers
from huaiyuan.county.intake.source import Column

# Serial numbers of spreadsheets count days from here (the 1900 system, with its extra leap day).
FIRST_SERIAL_DAY, FIRST_DAY_OF_1904 = "DATE '1899-12-30'", "DATE '1904-01-01'"
FIRST_YEAR, LAST_YEAR = 1850, 2150
_CHINESE_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "Ｏ": 0}
_CHINESE_DATE = re.compile(
    r"^([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})[日号]?$"
)
# Fixed, for the summer time of old years would make tomorrow of an evening.
_BEIJING = dt.timezone(dt.timedelta(hours=8))
_WITH_ZONE = re.compile(r"^(\d{4}-\d{2}-\d{2})[T ]+(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(Z|[+-]\d{2}:?\d{2})$")
_MONTH_FIRST = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})$")
WIDE = "０１２３４５６７８９．，－／：％　"
NARROW = "0123456789.,-/:% "
READ = ["cell", "was_number", "state", "number", "written"]

_TIME = "([ T]+\\d{1,2}:\\d{2}(:\\d{2}(\\.\\d+)?)?)?( ?[(（]?(星期|周)[一二三四五六日天][)）]?)?"
_DATE = f"""
CASE
  WHEN regexp_full_match(v, '\\d{{4}}[-/.年]\\s*\\d{{1,2}}\\s*[-/.月]\\s*\\d{{1,2}}\\s*[日号]?{_TIME}')
    THEN try_cast(regexp_replace(v, '^(\\d{{4}})[-/.年]\\s*(\\d{{1,2}})\\s*[-/.月]\\s*(\\d{{1,2}}).*$', '\\1-\\2-\\3') AS DATE)
  WHEN regexp_full_match(v, '\\d{{8}}') THEN try_cast(v[1:4] || '-' || v[5:6] || '-' || v[7:8] AS DATE)
  WHEN regexp_full_match(v, '\\d{{5}}(\\.\\d+)?') THEN {{first_day}} + try_cast(v[1:5] AS INTEGER)
END
"""
_BARE = "regexp_replace(v, '[\\s,，￥¥元圆]|人民币', '', 'g')"
_YUAN = f"""
CASE
  WHEN regexp_full_match({_BARE}, '[-+]?(\\d+\\.?\\d*|\\.\\d+)') THEN try_cast({_BARE} AS DECIMAL(14,2))
  WHEN regexp_full_match({_BARE}, '\\((\\d+\\.?\\d*|\\.\\d+)\\)|（(\\d+\\.?\\d*|\\.\\d+)）')
    THEN -try_cast(regexp_replace({_BARE}, '[()（）]', '', 'g') AS DECIMAL(14,2))
  WHEN regexp_full_match({_BARE}, '-?(\\d+\\.?\\d*|\\.\\d+)万')
    THEN try_cast(try_cast(replace({_BARE}, '万', '') AS DECIMAL(30,8)) * 10000 AS DECIMAL(14,2))
END
"""


def dates(con: duckdb.DuckDBPyConnection, cells: str, *, since_1904: bool = False) -> pa.Table:
    """Dates in every form that has one meaning; a form with two meanings or a missing day is not read."""
    sql = _DATE.replace("{first_day}", FIRST_DAY_OF_1904 if since_1904 else FIRST_SERIAL_DAY)
    # A year nobody alive was born in is a slip of the hand, whatever calendar it would fit.
    within = f"CASE WHEN year({sql}) BETWEEN {FIRST_YEAR} AND {LAST_YEAR} THEN {sql} END"
    return _read(con, cells, within, pa.date32(), _odd_date)


def amounts(con: duckdb.DuckDBPyConnection, cells: str) -> pa.Table:
    """Amounts in 元, DECIMAL(14,2); 万 is worth ten thousand, brackets are negative."""
    return _read(con, cells, _YUAN, pa.decimal128(14, 2), lambda _: None)


def integers(con: duckdb.DuckDBPyConnection, cells: str, unit: str | None) -> pa.Table:
    """Whole numbers, with or without their unit behind them."""
    tail = f"(\\.0+)?\\s*({re.escape(unit)})?" if unit else "(\\.0+)?"
    sql = f"CASE WHEN regexp_full_match(v, '[-+]?\\d{{1,9}}{tail}') THEN try_cast(regexp_extract(v, '^[-+]?\\d+') AS INTEGER) END"
    return _read(con, cells, sql, pa.int32(), lambda _: None)


def codes(con: duckdb.DuckDBPyConnection, cells: str, column: Column) -> pa.Table:
    """The stored word of each way to write it."""
    words = {spelling.upper(): code.value for code in column.codes or () for spelling in code.written}
    return _read(con, cells, "NULL", pa.string(), lambda cell: words.get(re.sub(r"\s+|\.0$", "", cell).upper()))


def numbers(con: duckdb.DuckDBPyConnection, cells: str) -> pa.Table:
    """Identity numbers: cell, was_number, state, number (18 characters or null), written (what is sealed).

    The plain ones are judged all at once; whatever is left is read one by one by the kernel, which has the last word.
    """
    distinct = con.sql(f"SELECT DISTINCT cell, was_number FROM ({cells})").to_arrow_table()
    is_plain = pc.and_not(plain_numbers.plain(distinct["cell"]), distinct["was_number"])
    plain, rest = distinct.filter(is_plain), distinct.filter(pc.invert(is_plain))
    state = pa.repeat(pa.scalar(IdState.PLAIN.value), plain.num_rows)
    judged = pa.table([*plain.columns, state, plain["cell"], plain["cell"]], names=READ)
    odd = [_odd_number(c, w) for c, w in zip(rest["cell"].to_pylist(), rest["was_number"].to_pylist(), strict=True)]
    return pa.concat_tables([judged, pa.Table.from_pylist(odd, schema=judged.schema)])


def _odd_number(cell: str, was_number: bool) -> dict[str, Any]:
    reading = identity.read(cell)
    state, number, written = reading.state, reading.number, cell
    if was_number and len(reading.cleaned) > identity.LENGTH - 3:
        # A spreadsheet keeps fifteen digits of a number; what stands behind them is made up.
        state, number, written = IdState.LOST_DIGITS, None, reading.cleaned[:15] + "000"
    return {"cell": cell, "was_number": was_number, "state": state.value, "number": number, "written": written}


def _read(
    con: duckdb.DuckDBPyConnection, cells: str, sql: str, kind: pa.DataType, odd: Callable[[str], Any]
) -> pa.Table:
    distinct = con.sql(f"""
        SELECT cell, {sql} AS value
        FROM (SELECT cell, translate(cell, '{WIDE}', '{NARROW}') AS v FROM (SELECT DISTINCT cell FROM ({cells})))
    """).to_arrow_table()
    distinct = distinct.set_column(1, "value", distinct["value"].cast(kind))
    unread = distinct.filter(distinct["value"].is_null())["cell"].to_pylist()
    found = [(cell, value) for cell in unread if (value := odd(cell)) is not None]
    if not found:
        return distinct
    kept = distinct.filter(distinct["value"].is_valid())
    more = pa.table({"cell": [c for c, _ in found], "value": pa.array([v for _, v in found], kind)})
    return pa.concat_tables([kept, more.cast(kept.schema)])


def _odd_date(cell: str) -> dt.date | None:
    found = _other_date(cell)
    return found if found and FIRST_YEAR <= found.year <= LAST_YEAR else None


def _other_date(cell: str) -> dt.date | None:
    """Dates in Chinese numerals, with a zone, and month/day/year where only one order is possible."""
    text = re.sub(r"\s+", "", cell)
    try:
        if found := _CHINESE_DATE.match(text):
            year = int("".join(str(_CHINESE_DIGITS[c]) for c in found[1]))
            return dt.date(year, _chinese_number(found[2]), _chinese_number(found[3]))
        if found := _WITH_ZONE.match(cell.strip()):
            zone = "+00:00" if found[3] == "Z" else found[3]
            return dt.datetime.fromisoformat(f"{found[1]}T{found[2]}{zone}").astimezone(_BEIJING).date()
        if found := _MONTH_FIRST.match(text):
            first, second, year = (int(g) for g in found.groups())
            if first == second or second > 12:
                return dt.date(year, first, second)
            if first > 12:
                return dt.date(year, second, first)
    except ValueError:
        return None
    return None


def _chinese_number(text: str) -> int:
    tens, ten, ones = text.rpartition("十")
    return (_CHINESE_DIGITS.get(tens, 1) * 10 if ten else 0) + (_CHINESE_DIGITS[ones] if ones else 0)
