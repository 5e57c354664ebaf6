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
    """Every whole number each cell could be: `cell` (place in the list), `number`, `kind`; in no order, some twice.

    One slip is a wrong digit, two digits that changed places, a digit too many or too few. Numbers with an impossible
    birth date are among them; nobody holds one.
    """
    parts = [
        *_by_one_slip([(i, b.digits) for i, b in enumerate(broken) if b.kind == SLIP and len(b.digits) == LENGTH]),
        _by_length([(i, b.digits) for i, b in enumerate(broken) if b.kind == SLIP and len(b.digits) != LENGTH]),
        _by_lost_tail([(i, b.digits) for i, b in enumerate(broken) if b.kind == REMAINS]),
    ]
    return pa.concat_tables(parts)


def _by_one_slip(cells: list[tuple[int, str]]) -> list[pa.Table]:
    if not cells:
        return []
    at = np.array([i for i, _ in cells])
    digits = _digits([text for _, text in cells])
    lacking = (1 - digits @ _WEIGHTS) % 11
    return [_with_digit_mended(at, digits, lacking), _with_swap_mended(at, digits, lacking)]


def _with_digit_mended(at: np.ndarray, digits: np.ndarray, lacking: np.ndarray) -> pa.Table:
    right = (digits + lacking[:, None] * _INVERSE) % 11
    possible = right <= np.where(np.arange(LENGTH) == LENGTH - 1, 10, 9)
    cells, places = np.nonzero(possible)
    mended = digits[cells].copy()
    mended[np.arange(len(cells)), places] = right[cells, places]
    return _table(at[cells], mended, SLIP)


def _with_swap_mended(at: np.ndarray, digits: np.ndarray, lacking: np.ndarray) -> pa.Table:
    first, second = np.triu_indices(LENGTH - 1, k=1)
    moved = (_WEIGHTS[first] - _WEIGHTS[second]) * (digits[:, second] - digits[:, first])
    cells, pairs = np.nonzero((moved - lacking[:, None]) % 11 == 0)
    mended, line = digits[cells].copy(), np.arange(len(cells))
    mended[line, first[pairs]] = digits[cells, second[pairs]]
    mended[line, second[pairs]] = digits[cells, first[pairs]]
    return _table(at[cells], mended, SLIP)


def _by_lost_tail(cells: list[tuple[int, str]]) -> pa.Table:
    """The hundred whole numbers that begin with what was kept."""
    tails = np.array([(tail // 10, tail % 10) for tail in range(100)])
    spread = np.empty((len(cells), len(tails), LENGTH - 1), dtype=np.int64)
    if cells:
        spread[:, :, :KEPT] = _digits([text for _, text in cells])[:, None, :]
    spread[:, :, KEPT:] = tails
    first17 = spread.reshape(-1, LENGTH - 1)
    check = (1 - first17 @ _WEIGHTS[: LENGTH - 1]) % 11
    return _table(np.repeat([i for i, _ in cells], len(tails)), np.column_stack([first17, check]), REMAINS)


def _by_length(cells: list[tuple[int, str]]) -> pa.Table:
    """A digit too many is dropped, a digit too few put in, wherever that makes a whole number."""
    found = [(at, number) for at, text in cells for number in _mended_lengths(text)]
    return _columns(np.array([at for at, _ in found]), pa.array([number for _, number in found], pa.string()), SLIP)


def _mended_lengths(text: str) -> list[str]:
    if len(text) > LENGTH:
        tries = [text[:i] + text[i + 1 :] for i in range(len(text))]
    else:
        tries = [
            f"{text[:i]}{d}{text[i:]}" for i in range(LENGTH) for d in ("0123456789X" if i == 17 else "0123456789")
        ]
    return [n for n in tries if n[:17].isdigit() and identity.check_digit(n[:17]) == n[17]]


def _digits(texts: list[str]) -> np.ndarray:
    codes = np.frombuffer("".join(texts).encode("ascii"), dtype=np.uint8).reshape(len(texts), -1).astype(np.int64)
    return np.where(codes == ord("X"), 10, codes - ord("0"))


def _table(at: np.ndarray, digits: np.ndarray, kind: str) -> pa.Table:
    codes = np.where(digits == 10, ord("X"), digits + ord("0")).astype(np.uint8)
    return _columns(at, pa.array(codes.view(f"S{LENGTH}").ravel()).cast(pa.string()), kind)


def _columns(at: np.ndarray, number: pa.Array, kind: str) -> pa.Table:
    return pa.table(
        {
            "cell": pa.array(at.astype(np.int64)),
            "number": number,
            "kind": pa.repeat(pa.scalar(kind, pa.string()), len(number)),
        }
    )


def _birth(text: str) -> dt.date | None:
    return identity.birth_of(text) if len(text) >= 14 else None
