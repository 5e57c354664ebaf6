"""Writing workbooks and text files the way offices make them: titles, merged heads, sum rows, sheets by township."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rustpy_xlsxwriter
import xlwt


@dataclass(frozen=True)
class Sheet:
    """One sheet: what stands above the header, the header, the columns of cells, the last row."""

    name: str
    titles: tuple[str, ...]
    groups: tuple[tuple[str, int, int], ...]  # merged head above the header: text, first and last column
    header: tuple[str, ...]
    columns: Sequence[Sequence[Any]]
    foot: tuple[Any, ...] = ()

    @property
    def first_row(self) -> int:
        """The 1-based row of the first record."""
        return self._head_row + 2

    @property
    def _head_row(self) -> int:
        return len(self.titles) + bool(self.groups)

    def records(self) -> Iterator[dict[str, Any]]:
        """Rows as the writer wants them."""
        for row in zip(*self.columns, strict=True):
            yield dict(zip(self.header, row, strict=True))
        if self.foot:
            yield dict(zip(self.header, self.foot, strict=True))

    def merges(self) -> list[Any]:
        """The merged cells above the header."""
        last = len(self.header) - 1
        titles = [(i, 0, i, last, text) for i, text in enumerate(self.titles)]
        return titles + [(len(self.titles), first, len(self.titles), end, text) for text, first, end in self.groups]


def write_xlsx(path: Path, sheets: list[Sheet]) -> None:
    """One workbook; the `演示数据` mark stands in the first title row of every sheet."""
    rustpy_xlsxwriter.write_worksheets(
        [(s.name, s.records()) for s in sheets],
        str(path),
        header_row={s.name: s._head_row for s in sheets},
        merge_ranges={s.name: s.merges() for s in sheets},
    )


def write_xls(path: Path, sheet: Sheet) -> None:
    """One sheet in the old format (BIFF8), which holds 65,536 rows at most."""
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet(sheet.name)
    for top, left, bottom, right, text in sheet.merges():
        page.write_merge(top, bottom, left, right, text)
    records = [sheet.header, *zip(*sheet.columns, strict=True), *([sheet.foot] if sheet.foot else [])]
    for number, record in enumerate(records, start=sheet.first_row - 2):
        row = page.row(number)
        for place, cell in enumerate(record):
            if cell is not None:
                row.write(place, cell)
    book.save(str(path))


def write_csv(path: Path, sheet: Sheet, encoding: str = "gb18030", separator: str = ",") -> None:
    """A text file with title lines; GBK is what Chinese Excel saves."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=separator)
        for title in sheet.titles:
            writer.writerow([title])
        writer.writerow(sheet.header)
        writer.writerows(zip(*sheet.columns, strict=True))
