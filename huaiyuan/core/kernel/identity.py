"""Identity numbers (证件号码): GB 11643-1999 check, normalisation, masking.

Source: GB 11643-1999 (weights and check digits); 15-digit numbers of the first generation get the century 19.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
LENGTH = 18

_FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789Xx")
_NOISE = re.compile(r"[\s\u00a0\u200b-\u200f\u2060\ufeff'’‘`\-－—_]")
_SCIENTIFIC = re.compile(r"^\d(\.\d+)?[eE]\+?\d+$")
_LOST_TAIL = re.compile(r"^\d{15}000$")
_SHAPE = re.compile(r"^\d{17}[\dX]$")


class IdState(StrEnum):
    """What became of the cell of an identity number; only `PLAIN` and `FIXED` carry a number."""

    PLAIN = "plain"
    FIXED = "fixed"
    MISSING = "missing"
    BAD_CHECK = "bad_check"
    BAD_DATE = "bad_date"
    BAD_LENGTH = "bad_length"
    LOST_DIGITS = "lost_digits"
    NOT_ID = "not_id"


@dataclass(frozen=True)
class IdReading:
    """A cell read as an identity number. `number` is the 18 characters, or None when it cannot be trusted."""

    state: IdState
    number: str | None
    cleaned: str


def check_digit(first17: str) -> str:
    """The 18th character for the first seventeen digits."""
    return CHECKS[sum(w * int(d) for w, d in zip(WEIGHTS, first17, strict=True)) % 11]


def birth_of(number: str) -> dt.date | None:
    """The date of birth inside an 18-character number, None when it is no date."""
    try:
        return dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex_of(number: str) -> str:
    """男 or 女 by the 17th digit."""
    return "男" if int(number[16]) % 2 else "女"


def from_first_generation(fifteen: str) -> str:
    """A 15-digit number as 18 characters."""
    first17 = f"{fifteen[:6]}19{fifteen[6:]}"
    return first17 + check_digit(first17)


def read(cell: str | None) -> IdReading:
    """Read a cell as an identity number; digits that a spreadsheet lost are never guessed.

    Accepts 18 characters, 15 digits, and 20/22-character disability certificate numbers
    (the first 18 are the identity number; Source: 残疾人证编号规则).
    """
    raw = (cell or "").strip()
    cleaned = _NOISE.sub("", raw.translate(_FULL_WIDTH)).upper()
    if cleaned in {"", "无", "同上", "不详", "—", "/"}:
        return IdReading(IdState.MISSING, None, cleaned)
    if _SCIENTIFIC.match(cleaned) or _LOST_TAIL.match(cleaned):
        return IdReading(IdState.LOST_DIGITS, None, cleaned)
    if len(cleaned) == 15 and cleaned.isdigit():
        return _judge(from_first_generation(cleaned), cleaned, plain=False)
    if len(cleaned) in {20, 22} and cleaned[:17].isdigit():
        if _LOST_TAIL.match(cleaned[:LENGTH]):
            return IdReading(IdState.LOST_DIGITS, None, cleaned)
        return _judge(cleaned[:LENGTH], cleaned, plain=False)
    if len(cleaned) != LENGTH:
        state = IdState.BAD_LENGTH if cleaned[:1].isdigit() else IdState.NOT_ID
        return IdReading(state, None, cleaned)
    return _judge(cleaned, cleaned, plain=cleaned == raw)


def _judge(number: str, cleaned: str, *, plain: bool) -> IdReading:
    if not _SHAPE.match(number):
        return IdReading(IdState.NOT_ID, None, cleaned)
    if birth_of(number) is None:
        return IdReading(IdState.BAD_DATE, None, cleaned)
    if check_digit(number[:17]) != number[17]:
        return IdReading(IdState.BAD_CHECK, None, cleaned)
    return IdReading(IdState.PLAIN if plain else IdState.FIXED, number, cleaned)
