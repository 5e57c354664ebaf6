"""Workbooks (xlsx, xlsm, xlsb, xls, ods): every cell as text, so that nothing is reinterpreted before we look at it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import fastexcel
import pyarrow as pa

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import errors
from huaiyuan.county.intake.reading.cells import Extent, Opened, Sheet
from huaiyuan.county.intake.reading.parts import Parts

MAX_COLUMNS = 500
PANIC = "PanicException"


def open_workbook(data: bytes, container: str, known: Parts) -> Opened:
    """Every visible sheet that has cells; `known` is what their parts say. Raises INTAKE_LOCKED, INTAKE_UNREADABLE."""
    with _parsing():
        reader = fastexcel.read_excel(data)
        sheets, skipped = [], []
        for index, name in enumerate(reader.sheet_names):
            sheet, reason = _sheet(reader, index, name, known.extents.get(name))
            if sheet is not None:
                sheets.append(sheet)
            else:
                skipped.append(f"“{name}”{reason}")
    return Opened(container, sheets, skipped, known.remarks, known.since_1904)


@contextmanager
def _parsing() -> Iterator[None]:
    """Whatever a parser does over a broken file is one refusal, and what it prints about it is nobody's business."""
    with _silence():
        try:
            yield
        except (fastexcel.FastExcelError, pa.ArrowInvalid) as failure:
            raise DomainError(errors.LOCKED if "assword" in str(failure) else errors.UNREADABLE) from failure
        except BaseException as failure:
            # A panic in Rust is no Exception, and its type cannot be imported.
            if type(failure).__name__ != PANIC:
                raise
            raise DomainError(errors.UNREADABLE) from failure


@contextmanager
def _silence() -> Iterator[None]:
    """A panic is printed where Python cannot catch it; the command promises one clear line."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _sheet(reader: Any, index: int, name: str, extent: Extent | None) -> tuple[Sheet | None, str]:
    # skip_rows=0 keeps blank rows at the top, so that row numbers are those people see.
    loaded = reader.load_sheet(index, header_row=None, skip_rows=0, dtypes="string")
    if loaded.visible != "visible":
        return None, "是隐藏的表，没有读"
    if not loaded.width or not loaded.height:
        return None, "是空表"
    if loaded.width > MAX_COLUMNS:
        return None, f"有{loaded.width}列，不像名册，没有读"
    first = loaded.available_columns()[0].absolute_index
    batch = loaded.to_arrow()
    names = [f"c{i}" for i in range(batch.num_columns)]
    cells = pa.Table.from_arrays([_text(column) for column in batch.columns], names=names)
    known = _from(first, extent or Extent())
    # A second reading tells which cells are numbers; where no number is long enough to be somebody's, nobody asks.
    typed = partial(_typed_as_number, reader, index, first) if known.long_numbers else None
    return Sheet(name, cells, typed, known, first), ""


def _from(first: int, extent: Extent) -> Extent:
    """The merged cells by the places that the columns have in the table."""
    merges = tuple(m._replace(left=m.left - first, right=m.right - first) for m in extent.merges if m.left >= first)
    unvalued = tuple((row, column - first) for row, column in extent.unvalued if column >= first)
    not_found = tuple((row, column - first) for row, column in extent.not_found if column >= first)
    return replace(extent, merges=merges, unvalued=unvalued, not_found=not_found)


def _text(column: pa.Array) -> pa.Array:
    return column if column.type == pa.string() else column.cast(pa.string())


def _typed_as_number(reader: Any, index: int, first: int, column: int) -> pa.Array:
    """Read as booleans, a number becomes true or false while text becomes null: the one trace of a cell's type."""
    with _parsing():
        loaded = reader.load_sheet(
            index, header_row=None, skip_rows=0, dtypes="boolean", use_columns=[first + column]
        ).to_arrow()
    return loaded.column(0).is_valid()
