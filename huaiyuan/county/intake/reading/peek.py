"""Looking into a file whose columns nobody knows (认列): its sheets, titles, first cells, and what they probably mean.

The work of a child process, like `take`. Nothing of the file leaves it but titles and a few masked cells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from huaiyuan.core.kernel import identity
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import errors, sources
from huaiyuan.county.intake.reading import formats, header, real_people
from huaiyuan.county.intake.reading.cells import Sheet
from huaiyuan.county.intake.reading.gather import pattern
from huaiyuan.county.intake.reading.header import Title, Told
from huaiyuan.county.intake.reading.take import choice_of, original_of
from huaiyuan.county.intake.source import Source

SAMPLES, SAMPLE_LENGTH, LOOKED_AT = 3, 24, 200
MOST_SHEETS, MOST_COLUMNS = 40, 60
TITLE_LENGTH, LEAST_TITLES = 30, 2
_NUMERIC = re.compile(r"^[\d\s.,:/\-]+$")
_LONG_NUMBER = re.compile(r"\d{3,}(?=\d{4})")
_ID = r"\d{17}[\dXx]"


def peek(order: Mapping[str, Any]) -> dict[str, Any]:
    """The sheets that could hold a table: name, rows, header_row, fingerprint, known, left_out and columns.

    `order` as `take` gets it, without a folder. Raises the INTAKE_* errors of a file that cannot be opened.
    """
    source, choice = sources.find(order["source"]), choice_of(order)
    opened = formats.open_file(original_of(order, Path(order["data_dir"])))
    if order["demo"]:
        _refuse_real_people(opened.sheets)
    found = [_sheet(sheet, source, choice.told) for sheet in opened.sheets[:MOST_SHEETS]]
    return {"sheets": [s | {"left_out": pattern(s["name"]) in choice.left_out} for s in found if s is not None]}


def _sheet(sheet: Sheet, source: Source, told: Mapping[str, Told]) -> dict[str, Any] | None:
    head = header.find(sheet, source, told)
    found = _titles(sheet, head.row, head.height) if head else _guess(sheet)
    if found is None:
        return None
    row, titles = found
    fingerprint = header.fingerprint(titles)
    known = told.get(fingerprint)
    below = sheet.cells.slice(row)
    columns = [
        _column(place, title, key, below.column(place), source, known)
        for place, (title, key) in enumerate(zip(titles, header.keys(titles), strict=True))
        if key
    ]
    lacking = head is None or bool(header.missing(head, source))
    return {
        "name": sheet.name, "rows": below.num_rows, "header_row": row, "fingerprint": fingerprint,
        "known": not lacking, "columns": _asked(columns, lacking=lacking)[:MOST_COLUMNS],
    }  # fmt: skip


def _titles(sheet: Sheet, row: int, height: int) -> tuple[int, list[Title]]:
    return row, next(t for n, h, t in header.candidates(sheet) if (n, h) == (row - 1, height))


def _guess(sheet: Sheet) -> tuple[int, list[Title]] | None:
    """The row that looks most like a header: many short different words, none of them a number."""
    best: tuple[int, int, list[Title]] | None = None
    for number, height, titles in header.candidates(sheet):
        said = [t.words.strip() for t in titles if t.words.strip()]
        words = {w for w in said if len(w) <= TITLE_LENGTH and not _NUMERIC.match(w)}
        if (
            height == 1
            and len(words) >= LEAST_TITLES
            and len(words) == len(said)
            and (not best or len(words) > best[0])
        ):
            best = (len(words), number + 1, titles)
    return (best[1], best[2]) if best else None


def _column(
    place: int, title: Title, key: str, cells: pa.ChunkedArray, source: Source, known: Told | None
) -> dict[str, Any]:
    meant = header.meaning(title, header.meanings_of(source))
    if known is not None and key in known.columns:
        column, reason = known.columns[key], "told" if known.columns[key] else "none"
    elif meant:
        same = header.folded(title.words) == header.folded(source.column(meant[1]).label)
        column, reason = meant[1], "same" if same else "synonym"
    else:
        column, reason = "", "none"
    blank = int(pc.sum(pc.fill_null(pc.equal(pc.utf8_trim_whitespace(cells), ""), True)).as_py() or 0)
    return {
        "place": place, "title": title.shown[:200], "key": key[:200], "samples": _samples(cells), "blank": blank,
        "column": column, "reason": reason,
    }  # fmt: skip


def _asked(columns: list[dict[str, Any]], *, lacking: bool) -> list[dict[str, Any]]:
    """Of two titles that mean one column only the first keeps it; what is left over is a question where one is open."""
    taken: set[str] = set()
    asked = []
    for column in columns:
        again = column["column"] and column["column"] in taken
        taken.add(column["column"])
        open_ = lacking and (again or not column["column"]) and not header.is_numbering(column["title"])
        asked.append(column | ({"column": "", "reason": "open" if open_ else "none"} if again or open_ else {}))
    return asked


def _samples(cells: pa.ChunkedArray) -> str:
    said = dict.fromkeys(c.strip() for c in cells.slice(0, LOOKED_AT).to_pylist() if c and c.strip())
    return "；".join(_LONG_NUMBER.sub("****", cell)[:SAMPLE_LENGTH] for cell in list(said)[:SAMPLES])


def _refuse_real_people(sheets: Sequence[Sheet]) -> None:
    """A demo takes no real people, and does not keep their file waiting either."""
    found: set[str] = set()
    for sheet in sheets:
        for column in sheet.cells.columns:
            numbers = column.filter(pc.fill_null(pc.match_substring_regex(column, _ID), False))
            for cell in pc.unique(numbers).slice(0, LOOKED_AT).to_pylist():
                number = identity.read(cell).number
                if number and number[:2] in real_people.PROVINCES:
                    found.add(number)
    if len(found) > real_people.TOLERATED:
        raise DomainError(errors.REAL_PEOPLE, count=len(found))
