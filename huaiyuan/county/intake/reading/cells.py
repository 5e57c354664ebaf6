"""What a file is made of once it is open: sheets of text cells, each row with its number in the original."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import pyarrow as pa


class Merge(NamedTuple):
    """Merged cells of a sheet, from 0, both ends included; only the first cell says anything."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Extent:
    """What a sheet says beside its cells. `hidden_rows` are numbers of the original, from 1; `struck` the cells that are
    struck through; `unvalued` the places (row, column, from 0) of formulas that have no value: not worked out, or an error;
    `not_found` the places of look-ups that found nothing (#N/A), which in a report is an empty cell;
    `long_numbers` whether a cell may be held as a number of more than fifteen digits: surely not, or nobody knows.
    """  # fmt: skip

    hidden_rows: tuple[int, ...] = ()
    hidden_columns: int = 0
    merges: tuple[Merge, ...] = ()
    struck: int = 0
    unvalued: tuple[tuple[int, int], ...] = ()
    long_numbers: bool = True
    not_found: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One sheet: `cells` has only text columns, and its first row is row 1 of the original.

    `first` is the place of the first of them in the original. `typed_as_number(i)` tells of column `i` which cells the
    spreadsheet holds as numbers; None where there is no such thing (a text file, a sheet without long numbers).
    """

    name: str
    cells: pa.Table
    typed_as_number: Callable[[int], pa.Array] | None = None
    extent: Extent = field(default_factory=Extent)
    first: int = 0


@dataclass(frozen=True)
class Opened:
    """A file that could be opened. `skipped` are sheets that were not looked at, with the reason in Chinese; `remarks`
    the comments on cells, which nobody reads; `since_1904` tells that its days are counted from 1904.
    """  # fmt: skip

    format: str
    sheets: list[Sheet]
    skipped: list[str]
    remarks: int = 0
    since_1904: bool = False
