"""Whole columns of identity numbers looked at in one go: which of them need no second look.

What is plain here is plain for `kernel.identity` as well; whatever is not is read there, one by one.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from huaiyuan.core.kernel import identity

_WEIGHTS = np.array(identity.WEIGHTS, np.int32)
_CHECKS = np.frombuffer(identity.CHECKS.encode(), np.uint8)
_ZERO, _NINE, _FEBRUARY = ord("0"), 9, 2
_CENTURIES = (18, 19, 20)
# By month; no day of a month that does not exist is one.
_DAYS = np.zeros(100, np.int32)
_DAYS[1:13] = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def plain(cells: pa.Array | pa.ChunkedArray) -> pa.Array:
    """For each cell whether it is eighteen characters as they should be: digits, date and check; false for an empty one.

    Three zeros at the end are left to the kernel: a spreadsheet may have put them there.
    """
    texts = cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells
    texts = texts.cast(pa.string())
    whole = pc.fill_null(pc.equal(pc.binary_length(texts), identity.LENGTH), False)
    found = np.zeros(len(texts), bool)
    found[whole.to_numpy(zero_copy_only=False)] = _plain(_characters(texts.filter(whole)))
    return pa.array(found)


def _characters(texts: pa.StringArray) -> np.ndarray:
    """The bytes of texts of eighteen bytes each, a row for each text."""
    _, offsets, data = texts.buffers()
    if data is None or not len(texts):
        return np.zeros((0, identity.LENGTH), np.uint8)
    first = int(np.frombuffer(offsets, np.int32, 1, texts.offset * 4)[0])
    return np.frombuffer(data, np.uint8, len(texts) * identity.LENGTH, first).reshape(-1, identity.LENGTH)


def _plain(characters: np.ndarray) -> np.ndarray:
    # What lies below the zero wraps round to something above nine.
    digits = characters[:, : identity.LENGTH - 1] - np.uint8(_ZERO)
    shaped = np.asarray((digits <= _NINE).all(axis=1))
    d = np.where(shaped[:, None], digits, 0).astype(np.int32)
    right = _CHECKS[(d @ _WEIGHTS) % len(_CHECKS)] == characters[:, -1]
    century, of_century = d[:, 6] * 10 + d[:, 7], d[:, 8] * 10 + d[:, 9]
    month, day = d[:, 10] * 10 + d[:, 11], d[:, 12] * 10 + d[:, 13]
    leap = (of_century % 4 == 0) & ((of_century != 0) | (century % 4 == 0))
    dated = np.isin(century, _CENTURIES) & (day >= 1) & (day <= _DAYS[month] + (leap & (month == _FEBRUARY)))
    lost = (d[:, -2:] == 0).all(axis=1) & (characters[:, -1] == _ZERO)
    return np.asarray(shaped & right & dated & ~lost)
