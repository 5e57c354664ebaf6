"""Whether a text may hang on a wall (公示、公告): what in it nobody may read there, with its place.

Finds identity numbers, phones, bank cards and words of illness, also written wide, spaced, hyphenated, in Chinese
numerals or with invisible characters between. It tells, and whoever saves the text refuses.
Source: words.yaml; GB 11643; domain §1.4.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import Field

from huaiyuan.core.kernel.identity import LENGTH, birth_of
from huaiyuan.core.policy.declared import Declared, Document

FILE = Path(__file__).parent / "words.yaml"
NUMERAL = "〇零○一二三四五六七八九壹贰叁肆伍陆柒捌玖幺"
NUMERALS = str.maketrans(NUMERAL, "0001234567891234567891")
SPLIT = r"[ \-.·/_*]"
# Provinces by their first two digits (GB/T 2260), and 99 of the synthetic county.
PROVINCES = frozenset(
    [*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 99]
)
OFFICE = re.compile(r"(?:监督|举报|咨询|值班|办公|联系单位)(?:电话|热线)?[^\d]{0,4}$")
LATIN = r"(?<![A-Za-z])(?:HIV|AIDS)(?![A-Za-z])"
GENERAL = re.compile(r"(?:防止|防范|避免|预防|化解)(?:因[病学残灾]、?)*$")
SHORTEST, SHORTEST_CARD, LONGEST_CARD = 11, 16, 19
# A disability certificate issued again.
LONGEST = 22


class Kind(StrEnum):
    """What was found."""

    ID = "id"
    PHONE = "phone"
    CARD = "card"
    ILLNESS = "illness"
    RISK = "risk"


SAYS = {
    Kind.ID: "这里像证件号码，公示里不能写。请删掉",
    Kind.PHONE: "这里像个人电话，公示里不能写。请删掉，监督电话写座机",
    Kind.CARD: "这里像银行卡号，公示里不能写。请删掉",
    Kind.ILLNESS: "“{found}”说的是健康状况，公示里不能写。请删掉",
    Kind.RISK: "“{found}”会让人知道健康状况。请改写成“突发困难”",
}


@dataclass(frozen=True, order=True)
class Finding:
    """One place in a text: `span` are its first and last-plus-one character in the text as given."""

    span: tuple[int, int]
    kind: Kind
    says: str


class Words(Declared):
    """The words of words.yaml."""

    illness: tuple[str, ...] = Field(min_length=1)
    harmless: tuple[str, ...]
    risk_words: tuple[str, ...]


@cache
def words(file: Path = FILE) -> Words:
    """The words in force. Raises POLICY_FILE_FAULT with file and line."""
    document = Document.open(file)
    return document.shaped(Words, document.data)


def findings(text: str, *, risk_words: bool = True) -> tuple[Finding, ...]:
    """Everything in a text that may not be shown in public, in its order.

    `risk_words` False: the county has decided to show 因病 and 因残 as they are.
    """
    plain = _Plain(text)
    rows = list(_rows(plain))
    numbers = _apart([*_ids(plain, rows), *_phones(plain, rows), *_cards(plain, rows)])
    told = [_said(plain, start, end, kind) for start, end, kind in numbers]
    squeezed = plain.without_gaps()
    told += [_said(squeezed, start, end, kind) for start, end, kind in _words(squeezed, risk_words)]
    return tuple(sorted(set(told)))


class _Plain:
    """A text as it is searched, with the place of every character in the text as given."""

    def __init__(self, text: str, chars: str | None = None, places: list[int] | None = None) -> None:
        self.given = text
        if chars is None or places is None:
            kept = [
                (one, place)
                for place, char in enumerate(text)
                if unicodedata.category(char) != "Cf"
                for one in unicodedata.normalize("NFKC", char)
            ]
            chars = "".join("-" if unicodedata.category(one) == "Pd" else one for one, _ in kept)
            places = [place for _, place in kept]
        self.chars, self.places = re.sub(r"\s", " ", chars), places

    def digits(self) -> str:
        """With Chinese numerals as digits where several stand together; as long as the text."""
        return re.sub(
            rf"[{NUMERAL}\d](?:{SPLIT}?[{NUMERAL}\d]){{9,}}",
            lambda found: found[0].translate(NUMERALS),
            self.chars,
        ).replace("x", "X")

    def without_gaps(self) -> _Plain:
        """Without spaces, so that words written wide are found."""
        kept = [(char, place) for char, place in zip(self.chars, self.places, strict=True) if char not in " *·.-_"]
        return _Plain(self.given, "".join(char for char, _ in kept), [place for _, place in kept])

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the text as given."""
        return self.places[start], self.places[end - 1] + 1


GROUPED = re.compile(rf"(?<!\d)\d+(?:{SPLIT}\d+)*(?:{SPLIT}?X)?")
HIDDEN_ID = re.compile(r"(?<!\d)\d{6,14}[*X]{3,12}\d{1,4}[\dX]?(?!\d)")


@dataclass(frozen=True)
class _Row:
    """Digits that may be one number, their place in the searched text and the sizes of their groups."""

    start: int
    end: int
    number: str
    groups: tuple[int, ...]


def _rows(plain: _Plain) -> Iterator[_Row]:
    """Rows of digits as somebody may have meant one number: bare, or in groups parted by one and the same sign."""
    for found in GROUPED.finditer(plain.digits()):
        for bare in re.finditer(r"\d+X?", found[0]):
            start = found.start() + bare.start()
            yield _Row(start, start + len(bare[0]), bare[0], (len(bare[0]),))
        for sign in sorted({sign for sign in found[0] if not sign.isalnum()}):
            for parted in re.finditer(rf"\d+(?:{re.escape(sign)}\d+)+(?:{re.escape(sign)}?X)?", found[0]):
                yield from _joined(parted[0], found.start() + parted.start(), sign)


def _joined(row: str, at: int, sign: str) -> Iterator[_Row]:
    """Neighbouring groups as one number: each a single digit, or each two and more but for the last."""
    groups = list(re.finditer(rf"[^{re.escape(sign)}]+", row))
    for place, first in enumerate(groups):
        number, sizes = first[0], [len(first[0])]
        for before, group in itertools.pairwise(groups[place : place + LONGEST]):
            if len(number) + len(group[0]) > LONGEST or (len(before[0]) == 1) != (len(first[0]) == 1):
                break
            number, sizes = number + group[0], [*sizes, len(group[0])]
            if len(number) >= SHORTEST and (len(first[0]) > 1 or len(group[0]) == 1):
                yield _Row(at + first.start(), at + group.end(), number, tuple(sizes))


def _ids(plain: _Plain, rows: list[_Row]) -> Iterator[tuple[int, int, Kind]]:
    for row in rows:
        if _is_id(row.number):
            yield row.start, row.end, Kind.ID
    for found in HIDDEN_ID.finditer(plain.digits()):
        if int(found[0][:2]) in PROVINCES:
            yield found.start(), found.end(), Kind.ID


def _is_id(number: str) -> bool:
    if not number[:2].isdigit() or int(number[:2]) not in PROVINCES:
        return False
    if len(number) == 15 and number.isdigit():
        return birth_of(f"{number[:6]}19{number[6:]}") is not None
    # A disability certificate is the identity number with kind and grade behind it.
    if len(number) not in (LENGTH, 20, 22) or not number[:17].isdigit():
        return False
    born = birth_of(number[:LENGTH])
    return born is not None and 1900 <= born.year < 2100


def _phones(plain: _Plain, rows: list[_Row]) -> Iterator[tuple[int, int, Kind]]:
    for row in rows:
        if re.fullmatch(r"(?:0086|86)?1[3-9]\d{9}", row.number):
            yield row.start, row.end, Kind.PHONE
    for found in re.finditer(r"(?<!\d)0(?:10|2\d|[3-9]\d{2})[- ]?[2-9]\d{6,7}(?!\d)", plain.digits()):
        if not OFFICE.search(plain.chars[: found.start()]):
            yield found.start(), found.end(), Kind.PHONE


def _cards(plain: _Plain, rows: list[_Row]) -> Iterator[tuple[int, int, Kind]]:
    for row in rows:
        in_fours = all(size == 4 for size in row.groups[:-1]) and row.groups[-1] <= 4
        written = len(row.groups) == 1 or in_fours or set(row.groups) == {1}
        if written and SHORTEST_CARD <= len(row.number) <= LONGEST_CARD and _luhn(row.number):
            yield row.start, row.end, Kind.CARD
    for found in re.finditer(r"(?:卡号|账号|帐号|账户|存折)[^\d]{0,6}(\d{12,22})(?!\d)", plain.digits()):
        yield found.start(1), found.end(1), Kind.CARD


def _luhn(number: str) -> bool:
    if not number.isdigit():
        return False
    doubled = [int(d) * 2 if place % 2 else int(d) for place, d in enumerate(reversed(number))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def _apart(found: Iterable[tuple[int, int, Kind]]) -> list[tuple[int, int, Kind]]:
    """The longest of those that overlap: a card is no phone because eleven of its digits look like one."""
    order = list(Kind)
    kept: list[tuple[int, int, Kind]] = []
    for start, end, kind in sorted(found, key=lambda one: (one[0] - one[1], order.index(one[2]))):
        if all(end <= other[0] or start >= other[1] for other in kept):
            kept.append((start, end, kind))
    return kept


def _words(plain: _Plain, risk_words: bool) -> Iterator[tuple[int, int, Kind]]:
    known = words()
    harmless = [(m.start(), m.end()) for m in re.finditer("|".join(map(re.escape, known.harmless)), plain.chars)]
    longest_first = [re.escape(word) for word in sorted(known.illness, key=len, reverse=True)]
    for found in re.finditer("|".join([*longest_first, LATIN]), plain.chars):
        if not any(start <= found.start() and found.end() <= end for start, end in harmless):
            yield found.start(), found.end(), Kind.ILLNESS
    if not risk_words:
        return
    for found in re.finditer("|".join(map(re.escape, known.risk_words)), plain.chars):
        if not GENERAL.search(plain.chars[: found.start()]):
            yield found.start(), found.end(), Kind.RISK


def _said(plain: _Plain, start: int, end: int, kind: Kind) -> Finding:
    span = plain.span(start, end)
    return Finding(span, kind, SAYS[kind].format(found=plain.given[span[0] : span[1]]))
