"""Workbooks of ledgers as people fill them: cells by the title of their column, rows by the number of their entry."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl

from huaiyuan.base.access.models import Account
from huaiyuan.county.ledger import queries
from huaiyuan.county.ledger.declaration import Ledger
from huaiyuan.county.ledger.models import Fill
from huaiyuan.county.ledger.trip import receiving, workbook

NUMBER = "编号"


class Book:
    """A workbook that was downloaded, in somebody's hands."""

    def __init__(self, data: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(data))
        self.sheet = self.book.worksheets[0]
        self.head = next(r for r in range(1, 6) if self.sheet.cell(r, 1).value == NUMBER)
        self.titles = {str(cell.value): cell.column for cell in self.sheet[self.head] if cell.value}

    @classmethod
    def of(cls, ledger: Ledger, by: Account) -> Book:
        """What the account downloads of a ledger."""
        return cls(workbook.make(ledger, queries.rows(ledger, by, doing=ledger.fills), by=by))

    @property
    def rows(self) -> dict[str, int]:
        """Rows of the sheet by the number of their entry."""
        found = {}
        for row in range(self.head + 1, self.sheet.max_row + 1):
            number = self.sheet.cell(row, 1).value
            if number and not str(number).startswith("共"):
                found[str(number)] = row
        return found

    def cell(self, number: str, title: str) -> Any:
        """A cell by its entry and its column."""
        return self.sheet.cell(self.rows[number], self.titles[title])

    def put(self, number: str, **cells: Any) -> Book:
        """Write cells of an entry."""
        row = self.rows[number]
        for title, value in cells.items():
            self.sheet.cell(row, self.titles[title]).value = value
        return self

    def add(self, **cells: Any) -> Book:
        """Write a row below all others, over the line that counts them."""
        row = max(self.rows.values(), default=self.head) + 1
        for title in self.titles:
            self.sheet.cell(row, self.titles[title]).value = cells.get(title)
        return self

    def saved(self) -> bytes:
        """As a spreadsheet saves it."""
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def bring_back(book: Book | bytes, ledger: Ledger, by: Account, tmp_path: Path) -> Fill:
    """Hand a workbook in, as the command does."""
    file = tmp_path / "填好的.xlsx"
    file.write_bytes(book if isinstance(book, bytes) else book.saved())
    return receiving.receive(file, ledger, by=by)
