"""From the sheets of a file to one table of raw text rows under the source's own column names."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import errors
from huaiyuan.county.intake.reading import header
from huaiyuan.county.intake.reading.cells import Opened, Sheet
from huaiyuan.county.intake.reading.header import SEARCHED_ROWS, Header
from huaiyuan.county.intake.source import Source

LEAD, WAS_NUMBER = "lead", "id_was_number"
ID = "id_number"
# What a spreadsheet holds as a number of so many digits is a multiple of this; only then the cell's type is looked up.
GRAIN = 16
LONG, EIGHTEEN = r"^\d{16,22}$", r"^\d{18}$"


@dataclass(frozen=True)
class Gathered:
    """Raw rows of all sheets: sheet, row, lead (the first cell that says anything), id_was_number, `raw_<name>` and n,
    the running number over all sheets.

    `found` tells per sheet which header means which column; `unused` the headers that were dropped unread (C24);
    `skipped` the sheets that were not read, with the reason.
    """

    table: pa.Table
    found: dict[str, dict[str, str]]
    unused: list[str]
    skipped: list[str]


def gather(opened: Opened, source: Source) -> Gathered:
    """Read every sheet that has the header. Raises INTAKE_NO_HEADER, INTAKE_NO_COLUMN."""
    parts, found, unused, skipped = [], {}, dict[str, None](), list(opened.skipped)
    for sheet in opened.sheets:
        head = header.find(sheet, source)
        if head is None:
            skipped.append(f"“{sheet.name}”没有表头，没有读" if sheet.name else "没有表头，没有读")
            continue
        _refuse_missing(sheet, head, source)
        found[sheet.name] = head.titles
        unused.update(dict.fromkeys(head.unused))
        parts.append(_rows(sheet, head, source))
    if not parts:
        named = "和".join(f"“{source.column(name).label}”" for name in source.named_by)
        raise DomainError(errors.NO_HEADER, searched=SEARCHED_ROWS, named=named, source=source.name)
    table = pa.concat_tables(parts)
    # The order of the original is a column, because parallel reading keeps no order.
    return Gathered(table.append_column("n", pa.array(range(len(table)), pa.int64())), found, list(unused), skipped)


def _refuse_missing(sheet: Sheet, head: Header, source: Source) -> None:
    lacking = header.missing(head, source)
    if lacking:
        raise DomainError(
            errors.NO_COLUMN,
            where=f"“{sheet.name}”这张表里" if sheet.name else "",
            missing="、".join(f"“{column.label}”" for column in lacking),
            found="、".join(head.titles.values()),
        )


def _rows(sheet: Sheet, head: Header, source: Source) -> pa.Table:
    cells = sheet.cells.slice(head.row)
    columns: dict[str, pa.Array | pa.ChunkedArray] = {
        "sheet": pa.repeat(pa.scalar(sheet.name), len(cells)),
        "row": pa.array(range(head.row + 1, head.row + 1 + len(cells)), pa.int32()),
        LEAD: pc.coalesce(*cells.columns),
        WAS_NUMBER: _was_number(sheet, head, cells),
    }
    for column in source.columns:
        place = head.columns.get(column.name)
        columns[f"raw_{column.name}"] = pa.nulls(len(cells), pa.string()) if place is None else cells.column(place)
    for name in head.in_ten_thousand:
        columns[f"raw_{name}"] = _in_ten_thousand(columns[f"raw_{name}"])
    return pa.table(columns)


def _was_number(sheet: Sheet, head: Header, cells: pa.Table) -> pa.Array:
    place = head.columns.get(ID)
    if place is None or sheet.typed_as_number is None:
        return pa.repeat(pa.scalar(False), len(cells))
    if not _may_be_numbers(cells.column(place)):
        return pa.repeat(pa.scalar(False), len(cells))
    return sheet.typed_as_number(place).slice(head.row, len(cells))


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
