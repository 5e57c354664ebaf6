"""What a file is made of once it is open: sheets of text cells, each row with its number in the original."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True)
class Sheet:
    """One sheet: `cells` has only text columns, and its first row is row 1 of the original.

    `typed_as_number(i)` tells of column `i` which cells the spreadsheet holds as numbers; None where there is no such
    thing (a text file).
    """

    name: str
    cells: pa.Table
    typed_as_number: Callable[[int], pa.Array] | None = None


@dataclass(frozen=True)
class Opened:
    """A file that could be opened. `skipped` are sheets that were not looked at, with the reason in Chinese."""

    format: str
    sheets: list[Sheet]
    skipped: list[str]
