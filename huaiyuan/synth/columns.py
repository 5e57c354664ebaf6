"""Columns of the synthetic county: days as whole numbers, texts laid out in one stroke, shares dealt out exactly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from huaiyuan.core.kernel.clock import OPEN_END

_EPOCH = dt.date(1970, 1, 1)
YEAR = 365.2425
NEVER = np.iinfo(np.int32).min


def day(date: dt.date) -> int:
    """A date as days since 1970-01-01, as Arrow's date32 counts."""
    return (date - _EPOCH).days


OPEN = day(OPEN_END)


def years(count: float | np.ndarray) -> np.ndarray:
    """Years as whole days."""
    return np.rint(np.asarray(count) * YEAR).astype(np.int32)


def workday(days: np.ndarray) -> np.ndarray:
    """The same day, or the Friday before a weekend: the county decides on working days."""
    weekday = (days + 3) % 7
    return (days - np.where((weekday >= 5) & (days != NEVER), weekday - 4, 0)).astype(np.int32)


def dates(days: np.ndarray) -> pa.Array:
    """A date32 column; `NEVER` is null."""
    days = np.ascontiguousarray(days, np.int32)
    return pa.array(days, pa.int32(), mask=days == NEVER).cast(pa.date32())


def words(index: np.ndarray, vocabulary: Sequence[str]) -> pa.Array:
    """A text column by index into a vocabulary; a negative index is null."""
    index = np.asarray(index, np.int32)
    taken = pa.array(vocabulary, pa.string()).take(pa.array(np.maximum(index, 0)))
    return taken if not (index < 0).any() else _nulled(taken, index < 0)


def _nulled(column: pa.Array, empty: np.ndarray) -> pa.Array:
    return pa.compute.if_else(pa.array(empty), pa.scalar(None, column.type), column)


def nulled(column: pa.Array, empty: np.ndarray) -> pa.Array:
    """The column with nulls where `empty`."""
    return _nulled(column, empty) if empty.any() else column


def digits(values: np.ndarray, width: int) -> np.ndarray:
    """Whole numbers as a matrix of ASCII digits, zero-padded to a width."""
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return ((np.asarray(values, np.int64)[:, None] // powers) % 10 + ord("0")).astype(np.uint8)


def fixed_text(matrix: np.ndarray) -> pa.Array:
    """A text column from a matrix of ASCII codes, one row a value."""
    rows, width = matrix.shape
    offsets = np.arange(0, (rows + 1) * width, width, dtype=np.int32)
    data = np.ascontiguousarray(matrix, np.uint8)
    return pa.StringArray.from_buffers(rows, pa.py_buffer(offsets), pa.py_buffer(data))


def dealt(total: int, shares: Sequence[float] | np.ndarray, least: int = 0) -> np.ndarray:
    """Deal `total` out by shares in whole numbers that add up (largest remainder), at least `least` each."""
    shares = np.asarray(shares, float)
    exact = least + (total - least * len(shares)) * shares / shares.sum()
    counts = np.floor(exact).astype(np.int64)
    order = np.argsort(counts - exact, kind="stable")
    counts[order[: total - counts.sum()]] += 1
    return counts


def chosen(count: int, pool: np.ndarray, rng: np.random.Generator, weight: np.ndarray | None = None) -> np.ndarray:
    """`count` different entries of a pool (all of it when it is smaller), in the pool's order."""
    count = min(count, len(pool))
    if weight is None:
        return np.sort(rng.permutation(pool)[:count])
    race = rng.exponential(size=len(pool)) / np.maximum(weight, 1e-12)
    return np.sort(pool[np.argsort(race, kind="stable")[:count]])


def between(low: np.ndarray | int, high: np.ndarray | int, rng: np.random.Generator, count: int) -> np.ndarray:
    """A day between two (both included), evenly."""
    low, high = np.asarray(low, np.int64), np.asarray(high, np.int64)
    return (low + np.floor(rng.random(count) * (high - low + 1))).astype(np.int32)
