"""Finding the header (表头) of a sheet and what its columns mean: as the county once said, else by the source's synonyms."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from huaiyuan.county.intake.reading.cells import Merge, Sheet
from huaiyuan.county.intake.source import Column, Source

SEARCHED_ROWS = 40
HEIGHTS = (1, 2, 3)
LEAST_MATCHES = 2
# Columns of our own making in a workbook that went back to a department; not data, and not worth a word.
REASON, ORIGINAL_ROW, ORIGINAL_SHEET = "错误原因", "原表行", "原表"
OURS = frozenset({REASON, ORIGINAL_ROW, ORIGINAL_SHEET})
_SPACE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff*＊:：]+")
_UNIT = re.compile(r"[(（\[【](?:单位[:：]?)?(万元|元|天|人民币元?|必填|选填|是/否|文本|日期)[)）\]】]")
_TEN_THOUSAND = re.compile(r"万元")
_UNIT_LINE = re.compile(r"单位[:：]?\s*(?:人民币)?万元")
# Words that say nothing without the group they stand under.
_BARE = frozenset({"金额", "数额", "元", "（元）", "支付", "合计"})
_FINGERPRINT = 32


class Title(NamedTuple):
    """The head of one column: its own words, and the group over it where the header has two rows."""

    words: str
    group: str = ""

    @property
    def shown(self) -> str:
        """As people read it."""
        return f"{self.group.strip()}/{self.words.strip()}" if self.group.strip() else self.words.strip()

    def ways(self) -> Iterator[str]:
        """What it may mean, the most telling first."""
        own, group = folded(self.words), folded(self.group)
        if group:
            yield group + own
        yield own
        if group and own in _BARE:
            yield group


@dataclass(frozen=True)
class Told:
    """What the county once said about a header: the column each title means ("" for none), and columns it has not."""

    columns: Mapping[str, str]
    absent: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Header:
    """Where a table's records begin and what its columns mean.

    `row` is the last row of the header (1-based), `height` its rows; `columns` maps a column name to its place in the
    sheet, `titles` to the words that stand there; `unused` are headers nobody asked for; `in_ten_thousand` the names in
    万元; `doubled` the titles that stand there twice; `beside` the same table again further right; `absent` the columns
    the county said are not there; `ours` places of columns we added ourselves.
    """

    row: int
    height: int
    columns: dict[str, int]
    titles: dict[str, str]
    unused: list[str] = field(default_factory=list)
    in_ten_thousand: frozenset[str] = frozenset()
    doubled: tuple[str, ...] = ()
    beside: tuple[dict[str, int], ...] = ()
    absent: frozenset[str] = frozenset()
    ours: dict[str, int] = field(default_factory=dict)


def folded(text: str) -> str:
    """A header as it is compared: no spaces, widths alike, no unit in brackets."""
    wide = unicodedata.normalize("NFKC", _SPACE.sub("", text))
    return _UNIT.sub("", wide).replace("(", "（").replace(")", "）").upper()


def keys(titles: Sequence[Title]) -> list[str]:
    """What tells the columns of a header apart: the folded title, numbered where it stands again; "" for none."""
    seen: Counter[str] = Counter()
    found = []
    for title in titles:
        key = folded(title.shown)
        key = "" if key in OURS else key
        seen[key] += 1
        found.append(f"{key}#{seen[key]}" if key and seen[key] > 1 else key)
    return found


def fingerprint(titles: Sequence[Title]) -> str:
    """The same for the same titles, in whatever order they stand."""
    return hashlib.sha256("\n".join(sorted(k for k in keys(titles) if k)).encode()).hexdigest()[:_FINGERPRINT]


def find(sheet: Sheet, source: Source, told: Mapping[str, Told]) -> Header | None:
    """The header of a sheet; None when no row near the top names whom it is about and something else of the source."""
    best: tuple[tuple[int, int, int], int, list[Title], dict[str, int]] | None = None
    meanings = meanings_of(source)
    for number, height, titles in candidates(sheet):
        if height == 1 or any(t.words for t in titles):
            known = told.get(fingerprint(titles))
            if known:
                return _as_told(sheet, number, height, titles, known, source)
        placed = _placed(titles, meanings)
        if best is None or (len(placed), -height, -number) > best[0]:
            best = ((len(placed), -height, -number), number, titles, placed)
    if best is None or not is_header(best[3], source):
        return None
    (_, height, _), number, titles, placed = best
    return described(sheet, number, -height, titles, placed, source)


def at(sheet: Sheet, number: int, source: Source, told: Mapping[str, Told]) -> Header | None:
    """The header that stands in one row (0-based), if one does."""
    titles = [Title(words) for words in row(sheet, number)]
    known = told.get(fingerprint(titles))
    if known:
        return _as_told(sheet, number, 1, titles, known, source)
    placed = _placed(titles, meanings_of(source))
    return described(sheet, number, 1, titles, placed, source) if is_header(placed, source) else None


def candidates(sheet: Sheet) -> Iterator[tuple[int, int, list[Title]]]:
    """Every way a header could stand near the top: its last row (0-based), its height, its titles."""
    top = [row(sheet, number) for number in range(min(SEARCHED_ROWS, sheet.cells.num_rows))]
    for number in range(len(top)):
        for height in HEIGHTS:
            if number - height + 1 >= 0:
                yield number, height, _joined(sheet, top, number - height + 1, number)


def is_header(placed: Mapping[str, int], source: Source) -> bool:
    """Whether so much of the source stands in a row that it can be no record."""
    return len(placed) >= LEAST_MATCHES and not {*source.named_by}.isdisjoint(placed)


def missing(header: Header, source: Source) -> list[Column]:
    """The required columns whose header is not there."""
    return [c for c in source.columns if c.required and c.name not in header.columns and c.name not in header.absent]


def is_numbering(title: str) -> bool:
    """Whether a header only numbers the rows."""
    return folded(title) in {"序号", "编号", "NO", "NO."}


def row(sheet: Sheet, number: int) -> list[str]:
    """The words of a row (0-based)."""
    return [column[number].as_py() or "" for column in sheet.cells.columns]


def meanings_of(source: Source) -> dict[str, tuple[int, str]]:
    """What every known title means: the rank of the synonym and the column."""
    return {folded(h): (rank, c.name) for c in source.columns for rank, h in reversed(list(enumerate(c.headers)))}


def meaning(title: Title, meanings: Mapping[str, tuple[int, str]]) -> tuple[int, str] | None:
    """What a title means by the synonyms; None when nobody knows it."""
    return next((meanings[way] for way in title.ways() if way in meanings), None)


def described(
    sheet: Sheet, number: int, height: int, titles: Sequence[Title], placed: dict[str, int], source: Source,
    absent: frozenset[str] = frozenset(),
) -> Header:  # fmt: skip
    """Everything about a header once the places of its columns are known."""
    above = [row(sheet, n) for n in range(max(0, number - height + 1))][-SEARCHED_ROWS:]
    all_ten_thousand = any(_UNIT_LINE.search(cell) for line in above for cell in line)
    amounts = [c.name for c in source.columns if c.type == "yuan" and c.name in placed]
    beside, doubled = _again(titles, placed, source)
    used = {*placed.values(), *(place for table in beside for place in table.values())}
    ours = {folded(t.words): i for i, t in enumerate(titles) if folded(t.words) in OURS}
    rest = [t.shown for i, t in enumerate(titles) if t.shown and i not in used and i not in ours.values()]
    return Header(
        row=number + 1, height=height, columns=placed, titles={name: titles[i].shown for name, i in placed.items()},
        unused=[title for title in rest if not is_numbering(title)],
        in_ten_thousand=frozenset(
            n for n in amounts if all_ten_thousand or _TEN_THOUSAND.search(titles[placed[n]].shown)
        ),
        doubled=doubled, beside=beside, absent=absent, ours=ours,
    )  # fmt: skip


def _as_told(sheet: Sheet, number: int, height: int, titles: Sequence[Title], known: Told, source: Source) -> Header:
    places = {key: place for place, key in enumerate(keys(titles)) if key}
    names = {column.name for column in source.columns}
    placed = {name: places[key] for key, name in known.columns.items() if name in names and key in places}
    return described(sheet, number, height, titles, placed, source, known.absent)


def _again(
    titles: Sequence[Title], placed: Mapping[str, int], source: Source
) -> tuple[tuple[dict[str, int], ...], tuple[str, ...]]:
    """The same titles further right: a second table when everything required stands there again, else doubled columns."""
    places: dict[str, list[int]] = {}
    for name, first in placed.items():
        same = folded(titles[first].shown)
        places[name] = [i for i, title in enumerate(titles) if i >= first and folded(title.shown) == same]
    again = {name: found for name, found in places.items() if len(found) > 1}
    needed = {column.name for column in source.columns if column.required} & set(placed)
    if needed and needed <= set(again) and {*source.named_by} <= needed:
        times = min(len(again[name]) for name in needed)
        return tuple({n: f[t] for n, f in again.items() if len(f) > t} for t in range(1, times)), ()
    return (), tuple(titles[found[0]].shown for found in again.values())


def _joined(sheet: Sheet, top: Sequence[Sequence[str]], first: int, last: int) -> list[Title]:
    """A header over several rows: a group stands over its columns once, a merged cell says its words in its first row."""
    lines = [list(line) for line in top[first : last + 1]]
    for upper, line in enumerate(lines[:-1]):
        _spread(line, lines[upper + 1], first + upper, sheet.extent.merges)
    titles = []
    for cells in zip(*lines, strict=True):
        said = [cell for cell in cells if cell.strip()]
        own = cells[-1].strip()
        titles.append(Title(said[-1], said[-2] if own and len(said) > 1 else "") if said else Title(""))
    return titles


def _spread(line: list[str], below: Sequence[str], number: int, merges: Sequence[Merge]) -> None:
    """Write a group's words over all its columns: as they are merged, else as far as the row says nothing else."""
    wide = {m.left: m.right for m in merges if m.top == number and m.right > m.left}
    words, until = "", -1
    for place, cell in enumerate(line):
        if cell.strip():
            # With nothing of its own below it, it is a column's title and no group.
            words = cell if below[place].strip() else ""
            until = wide.get(place, -1 if merges else len(line))
        elif words and place <= until and below[place].strip():
            line[place] = words
        elif not below[place].strip():
            words = ""


def _placed(titles: Sequence[Title], meanings: Mapping[str, tuple[int, str]]) -> dict[str, int]:
    """The column of each name: the earlier synonym wins, then the column further left."""
    found: dict[str, tuple[int, int]] = {}
    for place, title in enumerate(titles):
        rank, name = (meaning(title, meanings) if title.words else None) or (0, "")
        if name and (name not in found or rank < found[name][0]):
            found[name] = (rank, place)
    return {name: place for name, (_, place) in found.items()}
