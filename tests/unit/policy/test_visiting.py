"""How often a household has to be visited: calendar periods, and where it stands on a day."""

from __future__ import annotations

import datetime as dt

import pytest

from huaiyuan.core.policy.visiting import Standing, period, standing

NOVEMBER = dt.date(2026, 11, 23)
LONG_AGO = dt.date(2021, 1, 1)


@pytest.mark.parametrize(
    ("day", "months", "start", "end"),
    [
        (NOVEMBER, 1, dt.date(2026, 11, 1), dt.date(2026, 12, 1)),
        (NOVEMBER, 3, dt.date(2026, 10, 1), dt.date(2027, 1, 1)),
        (dt.date(2026, 12, 31), 1, dt.date(2026, 12, 1), dt.date(2027, 1, 1)),
        (dt.date(2026, 1, 1), 3, dt.date(2026, 1, 1), dt.date(2026, 4, 1)),
        (dt.date(2026, 7, 1), 12, dt.date(2026, 1, 1), dt.date(2027, 1, 1)),
    ],
)
def test_a_period_is_one_of_the_calendar(day, months, start, end):
    assert period(day, months) == (start, end)


@pytest.mark.parametrize("months", [0, 5, 7, 24])
def test_a_period_that_would_move_with_the_year_is_refused(months):
    with pytest.raises(ValueError, match="divide"):
        period(NOVEMBER, months)


@pytest.mark.parametrize(
    ("last", "since", "months", "expected"),
    [
        (dt.date(2026, 11, 1), LONG_AGO, 1, Standing.DONE),
        (dt.date(2026, 10, 31), LONG_AGO, 1, Standing.DUE),
        (dt.date(2026, 9, 30), LONG_AGO, 1, Standing.OVERDUE),
        (None, LONG_AGO, 1, Standing.OVERDUE),
        (None, dt.date(2026, 10, 2), 1, Standing.DUE),  # October had begun: it owes nothing
        (None, dt.date(2026, 10, 1), 1, Standing.OVERDUE),
        (dt.date(2026, 10, 1), LONG_AGO, 3, Standing.DONE),
        (dt.date(2026, 9, 30), LONG_AGO, 3, Standing.DUE),
        (dt.date(2026, 6, 30), LONG_AGO, 3, Standing.OVERDUE),
    ],
)
def test_a_household_stands_by_its_last_visit(last, since, months, expected):
    assert standing(last, since, NOVEMBER, months) is expected
