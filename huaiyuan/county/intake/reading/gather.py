"""From the sheets of a file to one table of raw text rows under the source's own column names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import errors
from huaiyuan.county.intake.reading import spread, tables
from huaiyuan.county.intake.reading.cells import Extent, Opened, Sheet
from huaiyuan.county.intake.reading.header import ORIGINAL_ROW, ORIGINAL_SHEET, SEARCHED_ROWS, Told
from huaiyuan.county.intake.reading.tables import Table
from huaiyuan.county.intake.reading.words import UNVALUED
from huaiyuan.county.intake.source import Source

LEAD, WAS_NUMBER, HIDDEN = "lead", "id_was_number", "hidden"
ID = "id_number"
# What a spreadsheet holds as a number of so many digits is a multiple of this; only then the cell's type is looked up.
GRAIN = 16
LONG, EIGHTEEN = r"^\d{16,22}$", r"^\d{18}$"
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Choice:
    """What the county once said about a source's files: headers by their fingerprint, sheets that are not to be read."""

    told: Mapping[str, Told] = field(default_factory=dict)
    left_out: Collection[str] = ()


@dataclass(frozen=True)
class Gathered:
    """Raw rows of all sheets: sheet, row, lead (the first cell that says anything), id_was_number, hidden,
    original_sheet and original_row (only in a workbook of wrong rows that came back), `raw_<name>` and n, the running
    number over all sheets.

    `found` tells per table which header means which column; `unused` the headers that were dropped unread (C24);
    `skipped` what was not read, with the reason; `filled` how many cells were spread over merged rows, by label;
    `doubled` titles that stand there twice; `hidden_columns` how many columns were hidden, `struck` cells struck
    through, `unvalued` formulas without a value, `remarks` comments; `since_1904`: how days are counted; `tables`: where
    each table of the file stands, as the manifest keeps it.
    """

    table: pa.Table
    found: dict[str, dict[str, str]]
    unused: list[str]
    skipped: list[str]
    filled: dict[str, int] = field(default_factory=dict)
    doubled: list[str] = field(default_factory=list)
    hidden_columns: int = 0
    struck: int = 0
    unvalued: int = 0
    remarks: int = 0
    since_1904: bool = False
    tables: list[dict[str, Any]] = field(default_factory=list)


def pattern(sheet: str) -> str:
    """A sheet's name as next month's file will have it too: without its numbers."""
    return _DIGITS.sub("#", sheet.strip())


def gather(opened: Opened, source: Source, choice: Choice | None = None) -> Gathered:
    """Read every sheet that has the header. Raises INTAKE_NO_HEADER, INTAKE_NO_COLUMN."""
    choice = choice or Choice()
    parts, found, filled = [], dict[str, dict[str, str]](), Counter[str]()
    seen: list[Extent] = []
    stand: list[dict[str, Any]] = []
    unused, doubled, skipped = dict[str, None](), dict[str, None](), list(opened.skipped)
    ours = False
    for sheet in opened.sheets:
        if pattern(sheet.name) in choice.left_out and len(opened.sheets) > 1:
            skipped.append(f"“{sheet.name}”按以前定的不读")
            continue
        read, unread = tables.of(sheet, source, choice.told)
        skipped += unread
        for table in read:
            start = "" if table.label not in found else f"（第{table.head.row}行起）"
            found[table.label + start] = table.head.titles
            unused.update(dict.fromkeys(table.head.unused))
            doubled.update(dict.fromkeys(table.head.doubled))
            stand.append(_stands(sheet, table, source, stand))
            rows, more = _rows(sheet, table, source)
            filled.update(more)
            ours = ours or bool(table.head.ours)
            parts.append(rows)
        seen += [sheet.extent] if read else []
    if not parts:
        named_by = "和".join(f"“{source.column(name).label}”" for name in source.named_by)
        raise DomainError(errors.NO_HEADER, searched=SEARCHED_ROWS, named=named_by, source=source.name)
    whole = pa.concat_tables(parts)
    # The order of the original is a column, because parallel reading keeps no order.
    whole = whole.append_column("n", pa.array(range(len(whole)), pa.int64()))
    named = {source.column(name).label: count for name, count in filled.items()}
    # Comments in a workbook we gave back are our own.
    remarks = 0 if ours else opened.remarks
    return Gathered(
        whole, found, list(unused), skipped, named, list(doubled), sum(e.hidden_columns for e in seen),
        sum(e.struck for e in seen), sum(len(e.unvalued) for e in seen), remarks, opened.since_1904, stand,
    )  # fmt: skip


def _stands(sheet: Sheet, table: Table, source: Source, before: list[dict[str, Any]]) -> dict[str, Any]:
    """Where a table stands in the original: rows from 0, columns by their label from the first of the sheet."""
    above = max((t["end"] for t in before if t["sheet"] == sheet.name and t["end"] < table.head.row), default=0)
    places = {source.column(name).label: sheet.first + place for name, place in table.head.columns.items()}
    return {
        "label": table.label, "sheet": sheet.name, "title_row": above, "header_row": table.head.row, "end": table.end,
        "places": places,
    }  # fmt: skip


def _rows(sheet: Sheet, table: Table, source: Source) -> tuple[pa.Table, dict[str, int]]:
    head = table.head
    cells = sheet.cells.slice(head.row, max(0, table.end - head.row))
    size = len(cells)
    numbers = pa.array(range(head.row + 1, head.row + 1 + size), pa.int32())
    placed = {name: _with_formulas(sheet, head.row, place, cells, source) for name, place in head.columns.items()}
    placed, filled = spread.spread(placed, head, sheet.extent.merges, source)
    columns: dict[str, pa.Array | pa.ChunkedArray] = {
        "sheet": pa.repeat(pa.scalar(table.label), size),
        "row": numbers,
        LEAD: pc.coalesce(*cells.columns),
        WAS_NUMBER: _was_number(sheet, table, cells),
        HIDDEN: pc.is_in(numbers, value_set=pa.array(sheet.extent.hidden_rows, pa.int32())),
        "original_sheet": _ours(cells, table, ORIGINAL_SHEET),
        "original_row": _ours(cells, table, ORIGINAL_ROW),
    }
    for column in source.columns:
        columns[f"raw_{column.name}"] = placed.get(column.name, pa.nulls(size, pa.string()))
    for name in head.in_ten_thousand:
        columns[f"raw_{name}"] = _in_ten_thousand(columns[f"raw_{name}"])
    return pa.table(columns), filled


def _with_formulas(sheet: Sheet, first: int, place: int, cells: pa.Table, source: Source) -> pa.Array:
    """A column in which a formula that nobody has worked out says so, instead of passing for an empty cell; among edits
    also a look-up that found nothing, which would take away what stands there.
    """
    column = cells.column(place).combine_chunks()
    lost = sheet.extent.not_found if source.about_entries else ()
    rows = [row - first for row, at in (sheet.extent.unvalued + lost) if at == place and 0 <= row - first < len(cells)]
    if not rows:
        return column
    mask = pc.is_in(pa.array(range(len(cells))), value_set=pa.array(rows))
    return pc.if_else(pc.and_(mask, column.is_null()), pa.scalar(UNVALUED), column)


def _ours(cells: pa.Table, table: Table, title: str) -> pa.Array | pa.ChunkedArray:
    place = table.head.ours.get(title)
    return pa.nulls(len(cells), pa.string()) if place is None else cells.column(place)


def _was_number(sheet: Sheet, table: Table, cells: pa.Table) -> pa.Array:
    place = table.head.columns.get(ID)
    if place is None or sheet.typed_as_number is None:
        return pa.repeat(pa.scalar(False), len(cells))
    if not _may_be_numbers(cells.column(place)):
        return pa.repeat(pa.scalar(False), len(cells))
    return sheet.typed_as_number(place).slice(table.head.row, len(cells))


def _may_be_numbers(cells: pa.ChunkedArray) -> bool:
    long = cells.filter(pc.match_substring_regex(cells, LONG))
    whole = pc.match_substring_regex(long, EIGHTEEN)
    numbers = long.filter(whole).cast(pa.int64())
    even = pc.equal(pc.multiply(pc.divide(numbers, GRAIN), GRAIN), numbers)
    return bool(pc.any(even).as_py()) or len(numbers) < len(long)


def _in_ten_thousand(cells: pa.Array) -> pa.Array:
    """Amounts under a header in 万元 say so themselves, so that they are read like any other."""
    bare = pc.fill_null(pc.match_substring_regex(cells, r"^[\s\d.,，-]*\d[\s\d.,，-]*$"), False)
    return pc.if_else(bare, pc.binary_join_element_wise(cells, "万", ""), cells)
