"""Identity numbers: GB 11643 check, what hands and spreadsheets do to them, and that lost digits are never guessed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaiyuan.core.kernel import identity
from huaiyuan.core.kernel.identity import IdState, check_digit, read


@st.composite
def numbers(draw):
    born = draw(st.dates(dt.date(1900, 1, 1), dt.date(2026, 1, 1)))
    sequence = draw(st.integers(0, 999))
    first17 = f"990330{born:%Y%m%d}{sequence:03d}"
    return first17 + check_digit(first17)


GOOD = "990330197001010" + "11" + check_digit("99033019700101011")


@given(numbers())
def test_a_whole_number_is_read_as_itself_unless_its_tail_looks_lost(number):
    found = read(number)
    if number.endswith("000"):
        assert found.state is IdState.LOST_DIGITS
    else:
        assert (found.state, found.number) == (IdState.PLAIN, number)
        assert identity.birth_of(number) is not None


@given(numbers(), st.integers(6, 16), st.integers(1, 9))
def test_one_wrong_digit_is_never_taken_for_a_number(number, place, shift):
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert read(wrong).number is None


@pytest.mark.parametrize(
    ("written", "state"),
    [
        (f" {GOOD[:6]} {GOOD[6:]} ", IdState.FIXED),
        (f"'{GOOD}", IdState.FIXED),
        (GOOD.translate(str.maketrans("0123456789", "０１２３４５６７８９")), IdState.FIXED),
        (f"{GOOD}11", IdState.FIXED),
        (f"{GOOD}11B1", IdState.FIXED),
        (GOOD[:6] + GOOD[8:17], IdState.FIXED),
        ("", IdState.MISSING),
        ("无", IdState.MISSING),
        ("9.9033E+17", IdState.LOST_DIGITS),
        (f"{GOOD[:15]}000", IdState.LOST_DIGITS),
        (f"{GOOD[:15]}00043", IdState.LOST_DIGITS),
        (GOOD[:17], IdState.BAD_LENGTH),
        ("990330197002300118", IdState.BAD_DATE),
        ("张三", IdState.NOT_ID),
    ],
)
def test_what_people_write(written, state):
    assert read(written).state is state


@pytest.mark.parametrize("cell", [None, "\u200b", "\ufeff无", "9" * 40, "Ｘ" * 18])
def test_nothing_crashes(cell):
    assert read(cell).number is None
