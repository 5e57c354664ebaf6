"""Finding the header (表头) of a sheet and what its columns mean, by the synonyms of the source."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from huaiyuan.county.intake.reading.cells import Sheet
from huaiyuan.county.intake.source import Column, Source

SEARCHED_ROWS = 40
LEAST_MATCHES = 2
_SPACE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff*＊:：]+")
_UNIT = re.compile(r"[(（\[【](?:单位[:：]?)?(万元|元|天|人民币元?|必填|选填|是/否|文本|日期)[)）\]】]")
_TEN_THOUSAND = re.compile(r"万元")
_UNIT_LINE = re.compile(r"单位[:：]?\s*(?:人民币)?万元")


@dataclass(frozen=True)
class Header:
    """Where a sheet's records begin and what its columns mean.

    `row` is the last row of the header (1-based); `columns` maps a column name to its place in the sheet, `titles` to
    the words that stand there; `unused` are headers nobody asked for; `in_ten_thousand` the names in 万元.
    """

    row: int
    columns: dict[str, int]
    titles: dict[str, str]
    unused: list[str]
    in_ten_thousand: frozenset[str]


def folded(text: str) -> str:
    """A header as it is compared: no spaces, widths alike, no unit in brackets."""
    wide = unicodedata.normalize("NFKC", _SPACE.sub("", text))
    return _UNIT.sub("", wide).replace("(", "（").replace(")", "）").upper()


def find(sheet: Sheet, source: Source) -> Header | None:
    """The header of a sheet; None when no row near the top names whom it is about and something else of the source."""
    top = [_row(sheet, number) for number in range(min(SEARCHED_ROWS, sheet.cells.num_rows))]
    meanings = _meanings(source)
    best: tuple[tuple[int, int, int], int, list[str]] | None = None
    for number in range(len(top)):
        for height in (1, 2, 3):
            if number - height + 1 < 0:
                break
            titles = _joined(top[number - height + 1 : number + 1])
            merit = len(_placed(titles, meanings))
            if best is None or (merit, -height, -number) > best[0]:
                best = ((merit, -height, -number), number, titles)
    if best is None:
        return None
    (merit, _, _), number, titles = best
    placed = _placed(titles, meanings)
    if merit < LEAST_MATCHES or not set(source.named_by) & set(placed):
        return None
    return _header(number, titles, placed, top[:number], source)


def _header(number: int, titles: list[str], placed: dict[str, int], above: list[list[str]], source: Source) -> Header:
    used = set(placed.values())
    all_ten_thousand = any(_UNIT_LINE.search(cell) for row in above for cell in row)
    amounts = [c.name for c in source.columns if c.type == "yuan" and c.name in placed]
    return Header(
        row=number + 1,
        columns=placed,
        titles={name: titles[i].strip() for name, i in placed.items()},
        unused=[t.strip() for i, t in enumerate(titles) if t.strip() and i not in used and not is_numbering(t)],
        in_ten_thousand=frozenset(n for n in amounts if all_ten_thousand or _TEN_THOUSAND.search(titles[placed[n]])),
    )


def missing(header: Header, source: Source) -> list[Column]:
    """The required columns whose header is not there."""
    return [column for column in source.columns if column.required and column.name not in header.columns]


def is_numbering(title: str) -> bool:
    """Whether a header only numbers the rows."""
    return folded(title) in {"序号", "编号", "NO", "NO."}


def _row(sheet: Sheet, number: int) -> list[str]:
    return [column[number].as_py() or "" for column in sheet.cells.columns]


def _joined(rows: Sequence[Sequence[str]]) -> list[str]:
    """A header over several rows: a merged cell says its words in its first row only."""
    return [next((cell for cell in reversed(cells) if cell.strip()), "") for cells in zip(*rows, strict=True)]


def _meanings(source: Source) -> dict[str, tuple[int, str]]:
    return {folded(h): (rank, c.name) for c in source.columns for rank, h in reversed(list(enumerate(c.headers)))}


def _placed(titles: Sequence[str], meanings: dict[str, tuple[int, str]]) -> dict[str, int]:
    """The column of each name: the earlier synonym wins, then the column further left."""
    found: dict[str, tuple[int, int]] = {}
    for place, title in enumerate(titles):
        rank, name = meanings.get(folded(title), (0, "")) if title else (0, "")
        if name and (name not in found or rank < found[name][0]):
            found[name] = (rank, place)
    return {name: place for name, (_, place) in found.items()}
