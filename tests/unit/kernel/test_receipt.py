"""Receipt numbers: long enough that nobody guesses one, and a slip of the pen is always seen."""

from __future__ import annotations

import math
import secrets

from hypothesis import given
from hypothesis import strategies as st

from huaiyuan.core.kernel import receipt


def _made(drawn):
    left = iter(drawn)
    return receipt.make(lambda _most: next(left))


NUMBERS = st.lists(st.integers(0, len(receipt.ALPHABET) - 1), min_size=14, max_size=14).map(_made)


def test_a_number_has_sixty_bits_and_more_and_no_letters_that_look_alike():
    assert math.log2(len(receipt.ALPHABET)) * receipt.RANDOM > 60
    assert not set("01OIL") & set(receipt.ALPHABET)
    assert len({receipt.make(secrets.randbelow) for _ in range(2000)}) == 2000


@given(NUMBERS)
def test_a_number_is_read_however_a_thumb_types_it(number):
    shown = receipt.shown(number)
    full_width = "".join(chr(ord(c) + 0xFEE0) for c in shown)
    for typed in (number, shown, shown.lower(), f" {shown.replace('-', ' ')} ", full_width):
        assert receipt.read(typed) == number


@given(NUMBERS, st.integers(0, 14), st.sampled_from(receipt.ALPHABET))
def test_one_wrong_character_is_always_seen(number, at, character):
    wrong = number[:at] + character + number[at + 1 :]
    assert receipt.read(wrong) == (number if wrong == number else None)


@given(NUMBERS, st.integers(0, 14), st.integers(0, 14))
def test_two_swapped_characters_are_always_seen(number, one, other):
    characters = list(number)
    characters[one], characters[other] = characters[other], characters[one]
    wrong = "".join(characters)
    assert receipt.read(wrong) == (number if wrong == number else None)


@given(st.text(max_size=80))
def test_whatever_is_typed_is_read_or_not_and_nothing_breaks(text):
    assert receipt.read(text) is None or len(receipt.read(text)) == receipt.LENGTH
