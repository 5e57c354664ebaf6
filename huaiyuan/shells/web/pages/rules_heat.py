"""Heat tiles (热力格): townships in their fixed order, five tints by share of the most."""

from __future__ import annotations

from collections.abc import Iterable

STEPS = 4


def tiles(counts: Iterable[tuple[str, str, int]]) -> list[tuple[str, str, int, int]]:
    """(code, name, count, step): step 0 for nothing, the darkest for the most."""
    found = list(counts)
    # A single one is never the darkest: the tints tell little from much, not some from none.
    most = max([STEPS, *(count for _, _, count in found)])
    return [(code, name, count, step(count, most)) for code, name, count in found]


def step(count: int, most: int) -> int:
    """Which of the five tints a tile takes."""
    return 0 if not count or not most else max(1, round(STEPS * count / most))
