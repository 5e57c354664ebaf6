"""Which sentences are the same in other words (雷同): what one writes for a family set against what is written for others.

Numbers count as one number, so that a copied sentence with another amount is still the copy; punctuation does not count.
Equal sentences are compared once, the rest by one matrix: nobody loops over pairs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_SILENT = re.compile(r"[\W_]+")
_ONE_NUMBER = "0"


@dataclass(frozen=True, order=True)
class Alike:
    """Two sentences by their places in what was given, and how alike they are in percent."""

    mine: int
    other: int
    percent: int


def plain(text: str) -> str:
    """A sentence as it is compared."""
    wide = unicodedata.normalize("NFKC", text).casefold()
    return _SILENT.sub("", _NUMBER.sub(_ONE_NUMBER, wide))


def alike(mine: Sequence[str], others: Sequence[str], *, percent: int, least: int) -> list[Alike]:
    """Pairs that are at least `percent` alike, among sentences of at least `least` characters as they are compared."""
    left, right = _by_text(mine, least), _by_text(others, least)
    if not left or not right:
        return []
    texts, against = list(left), list(right)
    scores = cdist(texts, against, scorer=fuzz.ratio, score_cutoff=percent, dtype=np.uint8, workers=2)
    found = [
        Alike(i, j, int(scores[row, column]))
        for row, column in zip(*np.nonzero(scores >= max(percent, 1)), strict=True)
        for i in left[texts[row]]
        for j in right[against[column]]
    ]
    return sorted(found)


def _by_text(sentences: Sequence[str], least: int) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, sentence in enumerate(sentences):
        text = plain(sentence)
        if len(text) >= least:
            found.setdefault(text, []).append(place)
    return found
