"""The fifteen days: amber from the tenth, red from the thirteenth, standing still while suspended."""

from __future__ import annotations

import datetime as dt

import pytest

from huaiyuan.county.casework.timing import Marks, clock_of

FOUND = dt.date(2026, 11, 1)
MARKS = Marks(10, 13)


def on(day: int, **more):
    due = FOUND + dt.timedelta(days=15 + more.get("paused_days", 0))
    return clock_of(FOUND, due, FOUND + dt.timedelta(days=day), marks=MARKS, **more)


@pytest.mark.parametrize(
    ("day", "colour", "words"),
    [(0, "calm", "第0天，还有15天"), (9, "calm", "第9天，还有6天"), (10, "amber", "第10天，还有5天"),
     (12, "amber", "第12天，还有3天"), (13, "red", "第13天，还有2天"), (15, "red", "第15天，今天到期"),
     (17, "red", "第17天，超期2天")],
)  # fmt: skip
def test_the_colours_and_the_words_of_the_days(day, colour, words):
    found = on(day)
    assert (found.colour, found.words) == (colour, words)


def test_days_of_suspension_do_not_count():
    standing = clock_of(FOUND, FOUND + dt.timedelta(days=15), FOUND + dt.timedelta(days=20), marks=MARKS,
                        suspended_on=FOUND + dt.timedelta(days=4))  # fmt: skip
    assert (standing.day, standing.left, standing.colour) == (4, 11, "paused")
    again = on(20, paused_days=16)
    assert (again.day, again.left, again.colour) == (4, 11, "calm")
