"""Drawing lots that anybody can draw again (抽签可重现): from a seed and numbers alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def size(population: int, percent: int) -> int:
    """How many are drawn: the share rounded up, at least one where there is anybody."""
    return -(-population * percent // 100) if population > 0 else 0


def take(seed: str, numbers: Iterable[str], percent: int) -> list[str]:
    """Those whose SHA-256 of `seed|number` is smallest, in that order: the drawn ones."""
    given = set(numbers)
    return first(seed, given, size(len(given), percent))


def first(seed: str, numbers: Iterable[str], count: int) -> list[str]:
    """The first so many of the lot: those whose SHA-256 of `seed|number` is smallest, in that order."""
    given = sorted(set(numbers))
    return sorted(given, key=lambda number: hashlib.sha256(f"{seed}|{number}".encode()).hexdigest())[:count]
