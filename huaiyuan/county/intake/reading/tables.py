"""The tables of a sheet (一张表里的几个表): the one whose header was found, others below, above or beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import errors
from huaiyuan.county.intake.reading import header
from huaiyuan.county.intake.reading.cells import Sheet
from huaiyuan.county.intake.reading.header import Header, Told
from huaiyuan.county.intake.source import Source

MOST_TABLES = 200
BESIDE = "{sheet}（右边第{number}个表）"


@dataclass(frozen=True)
class Table:
    """Records under one header: `end` is the first row (0-based) that is no longer theirs; `label` tells where it is."""

    head: Header
    end: int
    label: str


def of(sheet: Sheet, source: Source, told: Mapping[str, Told]) -> tuple[list[Table], list[str]]:
    """The tables of a sheet that can be read, and sentences about those that cannot. Raises INTAKE_NO_COLUMN."""
    head = header.find(sheet, source, told)
    if head is None:
        return [], [f"“{sheet.name}”没有表头，没有读" if sheet.name else "没有表头，没有读"]
    found, unread = [], []
    heads = _all_heads(sheet, head, source, told)
    for place, one in enumerate(heads):
        end = heads[place + 1].row - heads[place + 1].height if place + 1 < len(heads) else sheet.cells.num_rows
        end = _without_title(sheet, one.row, end) if place + 1 < len(heads) else end
        if not header.missing(one, source):
            found += _with_beside(sheet, one, end)
        elif one is head:
            _refuse_missing(sheet, one, source)
        else:
            where = f"“{sheet.name}”" if sheet.name else ""
            unread.append(f"{where}第{one.row}行起是另一个表（{'、'.join(one.titles.values())}），没有读")
    return found, unread


def _with_beside(sheet: Sheet, head: Header, end: int) -> list[Table]:
    right = [
        Table(replace(head, columns=columns, beside=()), end, BESIDE.format(sheet=sheet.name, number=number))
        for number, columns in enumerate(head.beside, start=2)
    ]
    return [Table(head, end, sheet.name), *right]


def _all_heads(sheet: Sheet, head: Header, source: Source, told: Mapping[str, Told]) -> list[Header]:
    """Every header of the sheet from the top; one that only says the current one again is a repeated header."""
    heads = [head]
    own = range(head.row - head.height, head.row)
    for number in _rows_that_name_somebody(sheet, source):
        other = None if number in own else header.at(sheet, number, source, told)
        if other is not None:
            heads.append(other)
    heads.sort(key=lambda h: h.row)
    kept: list[Header] = []
    for one in heads[:MOST_TABLES]:
        if one is head or not kept or kept[-1].columns != one.columns:
            kept.append(one)
    # The same header again above the chosen one is a repetition too.
    return [h for i, h in enumerate(kept) if h is head or i + 1 == len(kept) or kept[i + 1].columns != h.columns]


def _rows_that_name_somebody(sheet: Sheet, source: Source) -> list[int]:
    """Rows (0-based) in which a title of whom the table is about stands as departments write it."""
    words = {w for name in source.named_by for w in source.column(name).headers}
    spaced = {f"{w[0]}{gap}{w[1]}" for w in words if len(w) == 2 for gap in (" ", "  ", "　", "　　")}
    wanted = pa.array(sorted(words | spaced), pa.string())
    found: set[int] = set()
    for column in sheet.cells.columns:
        found.update(pc.indices_nonzero(pc.is_in(column, value_set=wanted)).to_pylist()[:MOST_TABLES])
    return sorted(found)


def _without_title(sheet: Sheet, start: int, end: int) -> int:
    """Leave the title lines over the next header out of this table: rows with one cell only, and blank ones."""
    while end > start and sum(1 for cell in header.row(sheet, end - 1) if cell.strip()) <= 1:
        end -= 1
    return end


def _refuse_missing(sheet: Sheet, head: Header, source: Source) -> None:
    raise DomainError(
        errors.NO_COLUMN,
        where=f"“{sheet.name}”这张表里" if sheet.name else "",
        missing="、".join(f"“{column.label}”" for column in header.missing(head, source)),
        found="、".join(head.titles.values()),
    )
