"""Broken identity numbers: which whole numbers are one slip away, so that a keyed hash can tell whether one is held.

Nothing is guessed here: the numbers found are evidence about people who already fit by name, birth date or village.
GB 11643-1999 asks that the weighted digits, the check digit with weight 1, leave remainder 1 modulo 11; so at most one
digit mends a given place, and a broken number has some thirty whole numbers near it instead of hundreds.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from huaiyuan.core.kernel import identity

LENGTH = identity.LENGTH
_WEIGHTS = np.array([*identity.WEIGHTS, 1])
_INVERSE = np.array([pow(int(w), -1, 11) for w in _WEIGHTS])
_LETTERS_FOR_DIGITS = str.maketrans("OQILZS", "001125")
_SCIENTIFIC = re.compile(r"^(\d)\.(\d+)E\+?17$")
KEPT = 15
SLIP, REMAINS = "slip", "remains"


@dataclass(frozen=True)
class Broken:
    """A broken cell: its digits, whether a spreadsheet lost the tail (`remains`), and the birth date it still shows."""

    digits: str
    kind: str | None
    birth_on: dt.date | None


def read(cell: str | None) -> Broken:
    """What a cell that is no whole number still says. `kind` is None when too little is left to compare."""
    text = identity.read(cell).cleaned.translate(_LETTERS_FOR_DIGITS)
    scientific = _SCIENTIFIC.match(text)
    if scientific:
        kept = (scientific[1] + scientific[2])[:KEPT]
        return Broken(kept, REMAINS if len(kept) == KEPT else None, _birth(kept))
    if re.fullmatch(r"\d{15}000", text):
        return Broken(text[:KEPT], REMAINS, _birth(text))
    if re.fullmatch(r"\d{16,18}[\dX]|\d{17}", text):
        near = abs(len(text) - LENGTH) <= 1
        return Broken(text, SLIP if near else None, _birth(text) if len(text) == LENGTH else None)
    return Broken(text, None, None)


def near(broken: list[Broken]) -> pa.Table:
    """Every whole number each cell could be by one slip, or by what was lost: `cell` (place in the list), `number`, `kind`.

    One slip is a wrong digit, two digits that changed places, a digit too many or too few.
    """
    parts = [
        _of_length_18([(i, b.digits) for i, b in enumerate(broken) if b.kind == SLIP and len(b.digits) == LENGTH]),
        *(_one_by_one(i, b.digits) for i, b in enumerate(broken) if b.kind == SLIP and len(b.digits) != LENGTH),
        *(_tails(i, b.digits) for i, b in enumerate(broken) if b.kind == REMAINS),
    ]
    whole = [(at, number, kind) for part in parts for at, number, kind in part]
    kept = sorted({line for line in whole if identity.birth_of(line[1]) is not None})
    at, number, kind = zip(*kept, strict=True) if kept else ((), (), ())
    return pa.table(
        {"cell": pa.array(at, pa.int64()), "number": pa.array(number, pa.string()), "kind": pa.array(kind, pa.string())}
    )


def _of_length_18(cells: list[tuple[int, str]]) -> list[tuple[int, str, str]]:
    if not cells:
        return []
    at = np.array([i for i, _ in cells])
    digits = _digits([text for _, text in cells])
    lacking = (1 - digits @ _WEIGHTS) % 11
    return [*_mended_digit(at, digits, lacking), *_mended_swap(at, digits, lacking)]


def _mended_digit(at: np.ndarray, digits: np.ndarray, lacking: np.ndarray) -> list[tuple[int, str, str]]:
    right = (digits + lacking[:, None] * _INVERSE) % 11
    possible = right <= np.where(np.arange(LENGTH) == LENGTH - 1, 10, 9)
    cells, places = np.nonzero(possible)
    mended = digits[cells].copy()
    mended[np.arange(len(cells)), places] = right[cells, places]
    return _texts(at[cells], mended)


def _mended_swap(at: np.ndarray, digits: np.ndarray, lacking: np.ndarray) -> list[tuple[int, str, str]]:
    first, second = np.triu_indices(LENGTH - 1, k=1)
    moved = (_WEIGHTS[first] - _WEIGHTS[second]) * (digits[:, second] - digits[:, first])
    cells, pairs = np.nonzero((moved - lacking[:, None]) % 11 == 0)
    mended = digits[cells].copy()
    line = np.arange(len(cells))
    mended[line, first[pairs]], mended[line, second[pairs]] = (
        digits[cells, second[pairs]],
        digits[cells, first[pairs]],
    )
    return _texts(at[cells], mended)


def _one_by_one(at: int, text: str) -> list[tuple[int, str, str]]:
    """A digit too many is dropped, a digit too few put in, wherever that makes a whole number."""
    if len(text) > LENGTH:
        tries = [text[:i] + text[i + 1 :] for i in range(len(text))]
    else:
        tries = [
            f"{text[:i]}{d}{text[i:]}" for i in range(LENGTH) for d in ("0123456789X" if i == 17 else "0123456789")
        ]
    return [(at, number, SLIP) for number in tries if number[:17].isdigit() and _is_whole(number)]


def _tails(at: int, kept: str) -> list[tuple[int, str, str]]:
    first17 = (f"{kept}{tail:02d}" for tail in range(100))
    return [(at, text + identity.check_digit(text), REMAINS) for text in first17]


def _is_whole(number: str) -> bool:
    return identity.check_digit(number[:17]) == number[17]


def _digits(texts: list[str]) -> np.ndarray:
    codes = np.frombuffer("".join(texts).encode("ascii"), dtype=np.uint8).reshape(-1, LENGTH).astype(np.int64)
    return np.where(codes == ord("X"), 10, codes - ord("0"))


def _texts(at: np.ndarray, digits: np.ndarray) -> list[tuple[int, str, str]]:
    codes = np.where(digits == 10, ord("X"), digits + ord("0")).astype(np.uint8)
    text = codes.tobytes().decode("ascii")
    return [(int(a), text[LENGTH * i : LENGTH * (i + 1)], SLIP) for i, a in enumerate(at)]


def _birth(text: str) -> dt.date | None:
    return identity.birth_of(text) if len(text) >= 14 else None
