"""The table of docs/mechanisms.md, as tests read it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).resolve().parents[3] / "docs" / "mechanisms.md"


@dataclass(frozen=True)
class Row:
    """One mechanism, or one part of it: where it is done, by which command it is told, what is stored, what holds it."""

    id: str
    quote: str
    does: str
    pages: tuple[str, ...]
    command: str
    model: str
    test: str


def _rows() -> list[Row]:
    found = []
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if re.match(r"\| M\d{3} \|", line):
            number, quote, does, pages, command, model, test = (cell.strip() for cell in line.strip("|").split("|"))
            found.append(Row(number, quote, does, tuple(filter(None, pages.split("、"))), command, model, test))
    return found


ROWS = _rows()
