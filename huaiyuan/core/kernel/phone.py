"""Telephone numbers (联系电话): one plain form, and what cannot be trusted to be one.

Source: 电信网编号计划 (2017): mobile numbers have eleven digits and begin with 13–19; land lines are an area code of
three or four digits and a number of seven or eight.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

_NOISE = re.compile(r"[\s\u00a0\u200b-\u200f\u2060\ufeff'’‘`\-－—–_.·()]")
_COUNTRY = re.compile(r"^(?:\+86|0086|86(?=1[3-9]\d{9}$))")
_MOBILE = re.compile(r"^1[3-9]\d{9}$")
_LAND = re.compile(r"^(0(?:10|2\d|[3-9]\d{2}))([2-9]\d{6,7})$")
_LOST = re.compile(r"^\d(?:\.\d+)?E\+?\d+$")
_WHOLE_FLOAT = re.compile(r"^(\d{11})\.0+$")
_TWO = re.compile(r"[/、，,;；|]|\s或\s|或")
_NOTHING = frozenset({"", "无", "没有", "不详", "同上", "/", "空"})


class PhoneState(StrEnum):
    """What became of the cell of a telephone number; only `PLAIN`, `FIXED` and `LAND` carry one."""

    PLAIN = "plain"
    FIXED = "fixed"
    LAND = "land"
    MISSING = "missing"
    TWO = "two"
    LOST_DIGITS = "lost_digits"
    NOT_PHONE = "not_phone"


@dataclass(frozen=True)
class PhoneReading:
    """A cell read as a telephone number; `number` is eleven digits, or `0377-68212345` for a land line, or None."""

    state: PhoneState
    number: str | None


def read(cell: str | None) -> PhoneReading:
    """Read a cell as one telephone number. Two numbers in a cell are none: nobody knows which is meant."""
    raw = (cell or "").strip()
    text = unicodedata.normalize("NFKC", raw)
    text = _WHOLE_FLOAT.sub(r"\1", text.strip())
    if text in _NOTHING or not _NOISE.sub("", text):
        return PhoneReading(PhoneState.MISSING, None)
    if _LOST.match(text.upper()):
        return PhoneReading(PhoneState.LOST_DIGITS, None)
    if _TWO.search(text):
        return PhoneReading(PhoneState.TWO, None)
    bare = _COUNTRY.sub("", _NOISE.sub("", text))
    if _MOBILE.match(bare) and bare.isascii():
        return PhoneReading(PhoneState.PLAIN if bare == raw else PhoneState.FIXED, bare)
    land = _LAND.match(bare)
    if land and bare.isascii():
        return PhoneReading(PhoneState.LAND, f"{land[1]}-{land[2]}")
    return PhoneReading(PhoneState.NOT_PHONE, None)
