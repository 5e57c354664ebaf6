"""Broken numbers: whatever one slip did, the true number is among those it could be; too little left says nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaiyuan.core.kernel import identity
from huaiyuan.core.linkage import numbers

BIRTHS = st.dates(dt.date(1930, 1, 1), dt.date(2026, 1, 1))


@st.composite
def whole(draw):
    first17 = f"990330{draw(BIRTHS):%Y%m%d}{draw(st.integers(1, 998)):03d}"
    return first17 + identity.check_digit(first17)


@st.composite
def slipped(draw):
    number = draw(whole())
    i, j = sorted(draw(st.lists(st.integers(0, 16), min_size=2, max_size=2, unique=True)))
    digit = draw(st.sampled_from("0123456789"))
    return number, draw(
        st.sampled_from(
            [
                number[:i] + digit + number[i + 1 :],
                number[:i] + number[j] + number[i + 1 : j] + number[i] + number[j + 1 :],
                number[:i] + number[i + 1 :],
                number[:i] + digit + number[i:],
            ]
        )
    )


def could_be(cell):
    broken = numbers.read(cell)
    return broken, set(numbers.near([broken])["number"].to_pylist())


@given(slipped())
def test_the_true_number_is_among_those_one_slip_away(pair):
    number, cell = pair
    broken, found = could_be(cell)
    # Three digits 000 at the end look like what a spreadsheet lost, and fifteen digits like an old number.
    if broken.kind == numbers.SLIP:
        assert number in found
    assert all(identity.check_digit(n[:17]) == n[17] for n in found)


@given(whole())
def test_a_lost_tail_leaves_a_hundred_numbers_and_the_birth_date(number):
    for cell in (number[:15] + "000", f"{number[0]}.{number[1:15]}E+17"):
        broken, found = could_be(cell)
        assert broken.kind == numbers.REMAINS
        assert broken.birth_on == identity.birth_of(number)
        assert number in found
        assert len(found) == 100


@pytest.mark.parametrize("cell", ["", None, "无", "4.1E+17", "4.11330E+17", "12345", "见户口簿", "9" * 36])
def test_where_too_little_is_left_nothing_is_compared(cell):
    broken, found = could_be(cell)
    assert broken.kind is None
    assert found == set()


def test_letters_typed_for_digits_are_read_as_digits():
    first17 = "99033019800512101"
    number = first17 + identity.check_digit(first17)
    _, found = could_be(number.replace("0", "O"))
    assert number in found
