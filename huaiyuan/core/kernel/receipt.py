"""Receipt numbers (回执号): what a family writes down and asks by. Nobody can guess one, and a slip of the pen is seen.

Fourteen random characters (69 bits) and one that checks them, in three groups of five: `K7M2X-9PQRT-HJ4WC`. The
alphabet leaves out what a hand writes alike (0 O, 1 I L), and has a prime number of characters, so that the check finds
every wrong character and every two that were swapped.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
RANDOM, GROUP = 14, 5
LENGTH = RANDOM + 1
VALUES = {character: value for value, character in enumerate(ALPHABET)}
# Typed by a thumb, pasted from a message: as long as this nothing is a receipt number.
MOST = 60


def make(below: Callable[[int], int]) -> str:
    """A new number; `below(n)` gives a random whole number from 0 to n - 1 (`secrets.randbelow`)."""
    drawn = "".join(ALPHABET[below(len(ALPHABET))] for _ in range(RANDOM))
    return drawn + _check(drawn)


def read(text: str) -> str | None:
    """The number in what somebody typed, without groups; None when it cannot be one (a character wrong or missing)."""
    typed = unicodedata.normalize("NFKC", text[:MOST]).upper()
    bare = "".join(character for character in typed if character.isalnum())
    if len(text) > MOST or len(bare) != LENGTH or any(character not in VALUES for character in bare):
        return None
    return bare if _check(bare[:RANDOM]) == bare[RANDOM] else None


def shown(number: str) -> str:
    """In groups, as it is printed and read out."""
    return "-".join(number[start : start + GROUP] for start in range(0, len(number), GROUP))


def _check(drawn: str) -> str:
    # Weights from 2 on, all different and none a multiple of the prime; that of the check character itself is 1.
    total = sum(weight * VALUES[character] for weight, character in enumerate(drawn, start=2))
    return ALPHABET[-total % len(ALPHABET)]
