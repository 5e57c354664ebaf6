"""A department's answer to a comparison list, read from the file it sent. The work of a child process: no Django here.

The file is the list as it went out with its last column filled in; titles may stand a few rows down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from huaiyuan.core.kernel import identity
from huaiyuan.core.kernel.errors import DomainError, declare
from huaiyuan.county.intake import errors as intake_errors
from huaiyuan.county.intake.reading import formats, real_people
from huaiyuan.county.intake.reading.cells import Sheet
from huaiyuan.county.intake.reading.take import original_of

NAME, NUMBER, RESULT = "姓名", "证件号码", "比对结果"
# What people call the three columns when they make the sheet anew.
TITLES = {
    NAME: ("姓名", "名字"),
    NUMBER: ("证件号码", "身份证号", "身份证号码", "公民身份号码", "证件号"),
    RESULT: ("比对结果", "核查结果", "查询结果", "结果"),
}
LOOKED_AT, MOST_ROWS, LONGEST = 20, 20_000, 200

NO_COLUMN = declare("CASEWORK_ANSWER_COLUMN", "没找到“{column}”这一列。请在发去的名单上填最后一列再传，别改表头。")
TOO_LONG = declare("CASEWORK_ANSWER_LONG", "这份表有{rows}行，比名单长得多。请只传这份名单的答复。")


def read(order: Mapping[str, Any]) -> dict[str, Any]:
    """The lines of an answer: row in the original, name, number as read (empty when it is none), and what was said.

    `order`: file, upload, data_dir, demo. Raises the INTAKE_* errors of a file that cannot be opened,
    CASEWORK_ANSWER_COLUMN, CASEWORK_ANSWER_LONG.
    """
    opened = formats.open_file(original_of(order, Path(order["data_dir"])))
    lines: list[dict[str, Any]] = []
    missing = RESULT
    for sheet in opened.sheets:
        head, missing = _head(sheet)
        if head:
            lines += _lines(sheet, *head)
    if not lines:
        raise DomainError(NO_COLUMN, column=missing)
    if order["demo"]:
        _refuse_real_people(lines)
    return {"lines": lines}


def _head(sheet: Sheet) -> tuple[tuple[int, dict[str, int]] | None, str]:
    """The row of titles and the place of each column; or none, and which column is missing."""
    missing = NUMBER
    for row in range(min(LOOKED_AT, sheet.cells.num_rows)):
        titles = ["".join(str(cell or "").split()) for cell in _row(sheet, row)]
        found = {name: place for name in TITLES if (place := _place(titles, TITLES[name])) is not None}
        if len(found) == len(TITLES):
            return (row, found), ""
        if NUMBER in found and NAME in found:
            missing = RESULT
    return None, missing


def _place(titles: Sequence[str], words: Sequence[str]) -> int | None:
    """The column whose title is one of the words, or begins with one: the list's own says in brackets how to fill it in."""
    for word in words:
        for place, title in enumerate(titles):
            if title == word or title.startswith((f"{word}（", f"{word}(")):
                return place
    return None


def _row(sheet: Sheet, number: int) -> list[str | None]:
    return [column[number].as_py() for column in sheet.cells.columns]


def _lines(sheet: Sheet, head: int, places: Mapping[str, int]) -> list[dict[str, Any]]:
    if sheet.cells.num_rows > MOST_ROWS:
        raise DomainError(TOO_LONG, rows=sheet.cells.num_rows)
    columns = {name: sheet.cells.column(place).to_pylist() for name, place in places.items()}
    found = []
    for row in range(head + 1, sheet.cells.num_rows):
        name, cell, said = (str(columns[column][row] or "").strip() for column in (NAME, NUMBER, RESULT))
        if name or cell:
            number = identity.read(cell).number or ""
            found.append({"row": row + 1, "name": name[:60], "number": number, "said": said[:LONGEST]})
    return found


def _refuse_real_people(lines: Sequence[Mapping[str, Any]]) -> None:
    """A demo takes no real people. Raises INTAKE_REAL_PEOPLE."""
    real = {line["number"] for line in lines if str(line["number"])[:2] in real_people.PROVINCES}
    if len(real) > real_people.TOLERATED:
        raise DomainError(intake_errors.REAL_PEOPLE, count=len(real))
