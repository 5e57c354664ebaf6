"""A workbook of a ledger as somebody fills it: downloaded by the command, some cells written, to be handed back."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import openpyxl

from proof import command

LEDGER, BY, NUMBER, NOTE, HEADS = "pupils", "dep_jiaoti", "编号", "备注", 6
Words = tuple[str, ...]


def download(into: Path) -> Words:
    """The command that downloads the whole ledger of pupils."""
    return ("ledger", LEDGER, "download", "--by", BY, "--out", str(into))


def fill(file: Path) -> Words:
    """The command that hands a workbook back and has it written."""
    return ("ledger", LEDGER, "fill", str(file), "--by", BY, "--write")


def edited(data_dir: Path, into: Path, edits: int, *, seed: int = 1) -> list[str]:
    """Download the ledger, write a remark into so many rows drawn by a seed; the numbers of those rows."""
    command.run(data_dir, *download(into))
    return remark(into, into, edits, seed=seed)


def remark(file: Path, into: Path, edits: int, *, seed: int, says: str = "家访过") -> list[str]:
    """Write a remark into so many rows of a downloaded workbook; the numbers of those rows."""
    book = openpyxl.load_workbook(file)
    sheet: Any = book.worksheets[0]
    head = next(row for row in range(1, HEADS) if sheet.cell(row, 1).value == NUMBER)
    column = next(cell.column for cell in sheet[head] if cell.value == NOTE)
    rows = [row for row in range(head + 1, sheet.max_row + 1) if str(sheet.cell(row, 1).value or "").startswith("SL")]
    drawn = sorted(random.Random(seed).sample(rows, min(edits, len(rows))))
    for row in drawn:
        sheet.cell(row, column).value = f"{says}{row}"
    book.save(into)
    return [str(sheet.cell(row, 1).value) for row in drawn]
