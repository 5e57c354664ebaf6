"""Reading the tags of one part of a workbook as they come by, in pieces: nothing is built, only looked at."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import errors
from huaiyuan.county.intake.reading.cells import Extent, Merge

LETTERS = 26
HEAD = 4096
TAIL = 64 * 1024
# A table this much larger than what stands in it has a cell far away from all others.
MAX_EMPTY_AREA, EMPTY_SHARE = 3_000_000, 20
MANY_REPEATS = 1000
ERROR = b't="e"'
DOCTYPE = re.compile(rb"<!DOCTYPE|<!ENTITY")
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?$")
_REPEATED_ROW = re.compile(rb'<table:table-row\b[^>]*number-rows-repeated="(\d+)"[^>]*(?<!/)>')


@dataclass
class Scan:
    """One sheet of an xlsx. `struck_styles` are the styles whose font is struck through."""

    name: str
    struck_styles: frozenset[int] = frozenset()
    tail: bytes = b""
    tags: Tags | None = None
    hidden: list[int] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    unvalued: list[tuple[int, int]] = field(default_factory=list)
    not_found: list[tuple[int, int]] = field(default_factory=list)
    hidden_columns: int = 0
    struck: int = 0
    filled: int = 0
    last: tuple[int, int] = (0, 0)
    width: int = LETTERS
    long_numbers: bool = False

    def take(self, piece: bytes) -> None:
        """One more piece; a cell that is cut waits for its rest. Raises INTAKE_UNREADABLE."""
        text = self.tail + piece
        if self.tags is None:
            self.tags = _tags(text)
        tags = self.tags
        # Cut behind a cell, so that what is asked of a whole cell never sees half of one.
        cut = text.rfind(tags.end)
        cut = cut + len(tags.end) if cut >= 0 else max(0, text.rfind(b"<"))
        if len(text) - cut > TAIL * 16:
            cut = max(0, text.rfind(b"<"))
        self.tail, text = text[cut:], text[:cut]
        self._look(text, tags)

    def _look(self, text: bytes, tags: Tags) -> None:
        self.filled += text.count(tags.end)
        self._far(text, tags)
        self.long_numbers = self.long_numbers or tags.long_number.search(text) is not None
        if tags.merge_mark in text:
            self.merges += [m for found in tags.merge.finditer(text) if (m := _merge(found[1].decode()))]
        if b"hidden=" in text:
            self.hidden += [int(found[1]) for found in tags.hidden_row.finditer(text)]
            if tags.column_mark in text:
                self.hidden_columns += sum(int(c[2]) - int(c[1]) + 1 for c in tags.hidden_column.finditer(text))
        if tags.formula_mark in text or ERROR in text:
            self.unvalued += [place for found in tags.unvalued.finditer(text) if (place := _place(found[1].decode()))]
            self.not_found += [place for found in tags.not_found.finditer(text) if (place := _place(found[1].decode()))]
        if self.struck_styles:
            self.struck += sum(int(found[1]) in self.struck_styles for found in tags.style.finditer(text))

    def _far(self, text: bytes, tags: Tags) -> None:
        """Where the last cell with something in it stands, and about how wide the sheet is."""
        end = text.rfind(tags.end)
        begin = text.rfind(tags.start, 0, end) if end >= 0 else -1
        found = (
            _place(text[begin + len(tags.start) :][:11].partition(b'"')[0].decode("latin-1")) if begin >= 0 else None
        )
        if found:
            self.last = (found[0] + 1, found[1] + 1)
        if self.width <= LETTERS**2 and (letters := _most_letters(text, tags)):
            self.width = max(self.width, LETTERS**letters)

    def extent(self) -> Extent:
        """What was seen. Raises INTAKE_FAR_CELL."""
        if self.tags is not None:
            self._look(self.tail, self.tags)
        row, column = self.last
        area = row * max(self.width if self.width > LETTERS else 1, column)
        if area > MAX_EMPTY_AREA and area > EMPTY_SHARE * self.filled:
            raise DomainError(errors.FAR_CELL, sheet=self.name, row=row)
        return Extent(
            tuple(self.hidden), self.hidden_columns, tuple(self.merges), self.struck,
            tuple(sorted(set(self.unvalued))), self.long_numbers,
            tuple(sorted(set(self.not_found))),
        )  # fmt: skip


@dataclass(frozen=True)
class Tags:
    """How the tags of a sheet are written: some programs put a prefix before every one of them."""

    start: bytes
    end: bytes
    merge_mark: bytes
    column_mark: bytes
    formula_mark: bytes
    hidden_row: re.Pattern[bytes]
    hidden_column: re.Pattern[bytes]
    merge: re.Pattern[bytes]
    unvalued: re.Pattern[bytes]
    not_found: re.Pattern[bytes]
    style: re.Pattern[bytes]
    wide: re.Pattern[bytes]
    wider: re.Pattern[bytes]
    long_number: re.Pattern[bytes]


def _tags(text: bytes) -> Tags:
    if DOCTYPE.search(text[:HEAD]):
        raise DomainError(errors.UNREADABLE)
    found = re.search(rb"<(\w+:)?worksheet", text[:HEAD])
    p = re.escape(found[1] or b"") if found else b""
    cell, formula = b"<" + p + b"c ", b"<" + p + rb"f(?:[^>]*/>|[^>]*>[^<]*</" + p + b"f>)"
    return Tags(
        start=b"<" + p + b'c r="', end=b"</" + p + b"c>", merge_mark=b"<" + p + b"mergeCell ",
        column_mark=b"<" + p + b"col ", formula_mark=b"<" + p + b"f",
        hidden_row=re.compile(b"<" + p + rb'row (?=[^>]*\bhidden="(?:1|true)")(?=[^>]*\br="(\d{1,7})")'),
        hidden_column=re.compile(
            b"<" + p + rb'col (?=[^>]*hidden="(?:1|true)")(?=[^>]*min="(\d{1,5})")(?=[^>]*max="(\d{1,5})")'
        ),
        merge=re.compile(b"<" + p + rb'mergeCell [^>]*ref="([A-Z0-9:]{3,21})"'),
        unvalued=re.compile(
            b"<" + p + rb'c r="([A-Z]{1,3}\d{1,7})"(?:[^>]*>' + formula + b"(?:<" + p + rb"v\s*/>|<" + p + b"v></" + p
            + b"v>)?</" + p + b'c>|[^>]* t="e"[^>]*>(?:' + formula + b")?<" + p + b"v>#(?!N/A))"
        ),
        not_found=re.compile(
            b"<" + p + rb'c r="([A-Z]{1,3}\d{1,7})"[^>]* t="e"[^>]*>(?:' + formula + b")?<" + p + b"v>#N/A"
        ),
        style=re.compile(cell + rb'(?=[^>]*\bs="(\d{1,6})")[^>]*(?<!/)>'),
        wide=re.compile(b"<" + p + rb'c r="[A-Z]{2,3}\d+"[^>]*(?<!/)>'),
        wider=re.compile(b"<" + p + rb'c r="[A-Z]{3}\d+"[^>]*(?<!/)>'),
        # Whatever is not plainly a number of at most fifteen digits before its point may be a long one.
        long_number=re.compile(b"<" + p + rb"v(?:\s[^>]*)?>(?!(?:-?\d{1,15}(?:\.\d*)?)?</)"),
    )  # fmt: skip


@dataclass
class Repeats:
    """The content of an ods; one that says a row with content a thousand times over is refused."""

    tail: bytes = b""

    def take(self, piece: bytes) -> None:
        """One more piece. Raises INTAKE_FAR_CELL, INTAKE_UNREADABLE."""
        text = self.tail + piece
        if DOCTYPE.search(text[:HEAD]):
            raise DomainError(errors.UNREADABLE)
        for found in _REPEATED_ROW.finditer(text):
            row = text[found.end() : text.find(b"</table:table-row>", found.end())]
            if int(found[1]) > MANY_REPEATS and (b"<text:p" in row or b"office:value" in row):
                raise DomainError(errors.FAR_CELL, sheet="表", row=int(found[1]))
        self.tail = text[-TAIL:]


@dataclass
class Remarks:
    """Comments on cells: counted, never read."""

    tail: bytes = b""
    count: int = 0

    def take(self, piece: bytes) -> None:
        """One more piece."""
        text = self.tail + piece
        self.count += len(re.findall(rb"<(?:\w+:)?comment ", text))
        self.tail = text[text.rfind(b"<") :] if b"<" in text[-HEAD:] else b""
        self.count -= len(re.findall(rb"<(?:\w+:)?comment ", self.tail))


def _most_letters(text: bytes, tags: Tags) -> int:
    """How many letters the widest column with something in it has, when it has more than one."""
    if not tags.wide.search(text):
        return 0
    return 3 if tags.wider.search(text) else 2


def _merge(reference: str) -> Merge | None:
    first, _, last = reference.partition(":")
    begin, end = _place(first), _place(last)
    return Merge(begin[0], begin[1], end[0], end[1]) if begin and end else None


def _place(reference: str) -> tuple[int, int] | None:
    """`B3` as row and column from 0."""
    found = _REFERENCE.match(reference)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * LETTERS + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1
