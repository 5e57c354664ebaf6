"""A ledger as a workbook to be filled (下载表格): what may be written is white, the rest grey; rows are one SELECT.

Everything around the rows (header with notes, drop-downs, checks, widths, the hidden sheets) is made by the writer of
workbooks; the rows themselves, of which there may be tens of thousands, are set into its sheet as DuckDB writes them.
"""

# ruff: noqa: S608 - names of declared columns stand in the SQL, never what a cell says
from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa
import xlsxwriter
from django.db import transaction
from django.db.models import QuerySet
from xlsxwriter.utility import xl_col_to_name

from huaiyuan.base import access, audit, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import Field
from huaiyuan.core.kernel import clock, installation
from huaiyuan.county.ledger import trail
from huaiyuan.county.ledger.columns import Amount, Coded, Count, Day, Link, Measure, Note
from huaiyuan.county.ledger.declaration import Ledger
from huaiyuan.county.ledger.trip import comparing, declared, standing

DEMO = "演示数据：姓名、证件号、电话均由程序生成，与真实个人无关"
SAYS = "白底的格可以改，灰底的只看；编号和版次不要动，不要只给一列排序。改好存成 xlsx，在“{title}”里点“传回表格”。下载于 {at}。"
SHEET, CODES, ABOUT = "xl/worksheets/sheet1.xml", "选项", "来历"
NEW_ROWS = 200
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2150, 12, 31)
WIDE, USUAL, LONG = 20, 14, 36
# What XML may not hold.
UNFIT = "[\\x{00}-\\x{08}\\x{0B}\\x{0C}\\x{0E}-\\x{1F}\\x{FFFE}\\x{FFFF}]"
DEFLATE = 4


@dataclass(frozen=True)
class Place:
    """One column of the workbook: its header, the SQL of its text, how its cells look, and its note."""

    title: str
    sql: str
    look: str
    note: str
    width: int = USUAL
    column: Any = None
    number: bool = False


def make(ledger: Ledger, rows: QuerySet[Any], *, by: Account) -> bytes:
    """The workbook of the rows given, which the account must read; taking it is recorded."""
    own = declared.columns(ledger, by)
    table = standing.table(rows, own)
    clear = access.sees_clear(by, Field.NAME)
    places = _places(ledger, own, clear=clear)
    head = [DEMO] if installation.current().is_demo else []
    head.append(
        SAYS.format(title=ledger.title, at=clock.business_now().astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M"))
    )
    con = comparing.workspace()
    try:
        con.register("now", table)
        con.register("names", standing.called(ledger, table))
        con.register("areas", _areas())
        frame, styles = _frame(ledger, places, head, table.num_rows)
        body = _body(con, ledger, places, styles, len(head) + 1)
    finally:
        con.close()
    with transaction.atomic():
        audit.record(trail.TAKEN, by=by, subject=f"ledger:{ledger.code}", ledger=ledger.title, rows=table.num_rows)
    return _set_in(frame, body, len(head) + 1 + table.num_rows)


def _areas() -> pa.Table:
    places = reference.places()
    return pa.table({"code": [p.code for p in places], "short_name": [p.short_name for p in places]})


def _places(ledger: Ledger, own: Sequence[Any], *, clear: bool) -> list[Place]:
    look = "只看，不用改"
    labels = " ".join(
        f"WHEN {comparing.text(str(v))} THEN {comparing.text(str(label))}" for v, label in ledger.model.States.choices
    )
    who = "w.who" if clear else "w.who[1] || repeat('*', greatest(1, length(w.who) - 1))"
    found = [
        Place(declared.NUMBER, "t.number", "grey", "认这一条的编号，不能改", WIDE),
        Place(declared.VERSION, "CAST(t.version AS VARCHAR)", "grey", "下载时是第几版，不能改", 7, number=True),
        *([Place(declared.who(ledger), who, "grey", look)] if declared.who(ledger) else []),
        Place(declared.TOWNSHIP, "a.short_name", "grey", _add(ledger, look)),
        Place(declared.PLACE, "v.short_name", "grey", _add(ledger, look)),
        Place(declared.STATUS, f"CASE t.state {labels} ELSE t.state END", "grey", f"{look}；状态在页面上一步一步办"),
    ]  # fmt: skip
    if ledger.adds and ledger.about in ("person", "household"):
        whose = (
            (declared.ID, "CAST(NULL AS VARCHAR)")
            if ledger.about == "person"
            else (declared.HOUSEHOLD, "t.household_no")
        )
        found.append(Place(*whose, "text", "只在新增的行里填", WIDE))
    return found + [_place(column) for column in own]


def _add(ledger: Ledger, look: str) -> str:
    return f"{look}；新增的行要填" if ledger.adds and ledger.about == "village" else look


def _place(column: Any) -> Place:
    plain = column.kept(f"t.v_{column.name}")
    if isinstance(column, Coded):
        words = " ".join(f"WHEN {comparing.text(v)} THEN {comparing.text(label)}" for v, label in column.choices_shown)
        plain = f"CASE {plain} {words} ELSE {plain} END"
    if isinstance(column, Day):
        plain = f"CAST(date_diff('day', DATE '1899-12-30', try_cast({plain} AS DATE)) AS VARCHAR)"
    free = declared.filled(column)
    kind = "day" if isinstance(column, Day) else "yuan" if isinstance(column, Amount) else "text"
    number = isinstance(column, (Day, Count, Amount, Measure))
    width = LONG if isinstance(column, Note) else WIDE if isinstance(column, Link) else USUAL
    style = kind if free else f"grey{'_' + kind if kind != 'text' else ''}"
    return Place(column.head, plain, style, note(column), width, column, number)


def note(column: Any) -> str:
    """What stands in the note of a header: whether and what may be written."""
    if not declared.filled(column):
        return "只看，不用改"
    codes = [label for _, label in column.choices_shown]
    parts = [
        "必填" if column.required else "", f"单位：{column.unit}" if column.unit else "", column.note,
        f"只能填：{'、'.join(codes)}" if codes else "", "写成2026-01-31这样" if isinstance(column, Day) else "",
        f"{column.lo}到{column.hi}的整数" if isinstance(column, Count) else "", "最多两位小数" if isinstance(column, Amount) else "",
        f"最多{column.places}位小数" if isinstance(column, Measure) else "",
        f"最多{column.most}个字" if hasattr(column, "most") and not codes else "",
    ]  # fmt: skip
    return "；".join(part for part in parts if part) or "可以改"


def _frame(ledger: Ledger, places: Sequence[Place], head: Sequence[str], rows: int) -> tuple[bytes, dict[int, str]]:
    """The workbook without its rows, and the style number of each column's cells."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        looks = _looks(book)
        sheet, codes, about = (
            book.add_worksheet(_sheet_name(ledger.title)),
            book.add_worksheet(CODES),
            book.add_worksheet(ABOUT),
        )
        for number, line in enumerate(head):
            sheet.write_string(number, 0, line, looks["line"])
        at, last = len(head), len(head) + rows + (NEW_ROWS if ledger.adds else 0)
        for number, place in enumerate(places):
            free = not place.look.startswith("grey")
            sheet.set_column(number, number, place.width)
            sheet.write_string(at, number, place.title, looks["head" if free else "grey_head"])
            sheet.write_comment(at, number, place.note, {"visible": False})
            sheet.write_blank(at + 1, number, None, looks[place.look])
            if place.column is not None and free and last > at:
                _validate(sheet, codes, number, at + 1, last, place)
        sheet.freeze_panes(at + 1, min(3, len(places)))
        if rows:
            sheet.autofilter(at, 0, at + rows, len(places) - 1)
        for number, said in enumerate(
            (
                ("台账", ledger.code),
                ("名称", ledger.title),
                ("下载时刻", clock.business_now().isoformat()),
                ("条数", str(rows)),
            )
        ):
            about.write_row(number, 0, said)
        codes.hide()
        about.hide()
    with zipfile.ZipFile(out) as made:
        xml = made.read(SHEET).decode()
    row = re.search(rf'<row r="{at + 2}".*?</row>', xml)
    styles = re.findall(r'<c r="[A-Z]+\d+" s="(\d+)"', row[0] if row else "")
    return out.getvalue(), dict(enumerate(styles))


def _looks(book: Any) -> dict[str, Any]:
    grey, line = {"bg_color": "#EDEDEB", "font_color": "#55585C"}, {"border": 1, "border_color": "#D5D5D2"}
    return {
        "line": book.add_format({"italic": False}),
        "head": book.add_format({"bold": True, "bottom": 2}),
        "grey_head": book.add_format({"bold": True, "bottom": 2, **grey}),
        "text": book.add_format({"num_format": "@", **line}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", **line}),
        "yuan": book.add_format({"num_format": "0.00", **line}),
        "grey": book.add_format({**grey, **line}),
        "grey_day": book.add_format({"num_format": "yyyy-mm-dd", **grey, **line}),
        "grey_yuan": book.add_format({"num_format": "0.00", **grey, **line}),
    }


def _validate(sheet: Any, codes: Any, number: int, first: int, last: int, place: Place) -> None:
    """What the spreadsheet itself refuses to take, with the same words as the note."""
    column = place.column
    rule: dict[str, Any] | None = None
    if column.choices_shown:
        labels = [label for _, label in column.choices_shown]
        codes.write_column(0, number, labels)
        letter = xl_col_to_name(number, col_abs=True)
        rule = {"validate": "list", "source": f"={CODES}!{letter}$1:{letter}${len(labels)}"}
    elif isinstance(column, Day):
        until = LAST_DAY if column.ahead else clock.today()
        rule = {"validate": "date", "criteria": "between", "minimum": FIRST_DAY, "maximum": until}
    elif isinstance(column, Count):
        rule = {"validate": "integer", "criteria": "between", "minimum": column.lo, "maximum": column.hi}
    elif isinstance(column, (Amount, Measure)):
        rule = {"validate": "decimal", "criteria": ">=", "value": float(column.lo)}
    if rule:
        says = {"error_title": column.title[:32], "error_message": place.note[:255]}
        sheet.data_validation(first, number, last, number, {**rule, **says})


def _body(
    con: duckdb.DuckDBPyConnection, ledger: Ledger, places: Sequence[Place], styles: dict[int, str], head: int
) -> list[str]:
    """The rows as the sheet holds them, and the line that counts them."""
    about = "person_no" if ledger.about == "person" else "household_no"
    cells = ", ".join(f"{place.sql} AS x{number}" for number, place in enumerate(places))
    made = " || ".join(_cell(place, number, styles[number]) for number, place in enumerate(places))
    lines = (
        con.sql(f"""
        SELECT '<row r="' || r || '">' || {made} || '</row>' AS line
        FROM (SELECT row_number() OVER (ORDER BY t.number) + {head} AS r, {cells}
              FROM now t LEFT JOIN names w ON w.about = t.{about} LEFT JOIN areas v ON v.code = t.village_code
              LEFT JOIN areas a ON a.code = t.village_code[1:9]) ORDER BY r
    """)
        .to_arrow_table()["line"]
        .to_pylist()
    )
    last = head + len(lines) + 1
    return [*lines, f'<row r="{last}"><c r="A{last}" t="inlineStr"><is><t>共{len(lines)}行</t></is></c></row>']


def _cell(place: Place, number: int, style: str) -> str:
    """SQL of one cell's XML. Words stand in the cell itself; nothing in it is ever a formula."""
    at = f"""'<c r="{xl_col_to_name(number)}' || r || '" s="{style}"'"""
    value = f"x{number}"
    empty = f"{value} IS NULL OR {value} = ''"
    if place.number:
        return f"CASE WHEN {empty} THEN {at} || '/>' ELSE {at} || '><v>' || {value} || '</v></c>' END"
    clean = f"regexp_replace({value}, '{UNFIT}', '', 'g')"
    for sign, named in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        clean = f"replace({clean}, '{sign}', '{named}')"
    said = f"""' t="inlineStr"><is><t xml:space="preserve">' || {clean} || '</t></is></c>'"""
    return f"CASE WHEN {empty} THEN {at} || '/>' ELSE {at} || {said} END"


def _set_in(frame: bytes, body: Sequence[str], last: int) -> bytes:
    """The workbook with its rows in the place of the one that showed their looks."""
    out = io.BytesIO()
    first = last - len(body) + 2
    with (
        zipfile.ZipFile(io.BytesIO(frame)) as made,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=DEFLATE) as book,
    ):
        for part in made.infolist():
            data = made.read(part)
            if part.filename == SHEET:
                xml = re.sub(rf'<row r="{first}".*?</row>', "", data.decode())
                xml = re.sub(r'(<dimension ref="A1:[A-Z]+)\d+"', rf'\g<1>{last + 1}"', xml)
                data = xml.replace("</sheetData>", "".join(body) + "</sheetData>").encode()
            book.writestr(part.filename, data)
    return out.getvalue()


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", title)[:31]
