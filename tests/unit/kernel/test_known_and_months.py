"""Three-valued answers taken together, and months counted on."""

from __future__ import annotations

import datetime as dt

import pytest

from huaiyuan.core.kernel.known import Known
from huaiyuan.core.kernel.period import months_after


@pytest.mark.parametrize(
    ("answers", "together"),
    [
        ([], Known.YES),
        ([Known.YES, Known.YES], Known.YES),
        ([Known.YES, Known.UNKNOWN], Known.UNKNOWN),
        ([Known.UNKNOWN, Known.NO, Known.YES], Known.NO),
    ],
)
def test_one_no_decides_and_one_unknown_leaves_it_open(answers, together):
    assert Known.all_of(answers) is together


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2027, 12, 15), 1, dt.date(2028, 1, 15)),
        (dt.date(2027, 8, 31), 6, dt.date(2028, 2, 29)),
        (dt.date(2026, 11, 23), 12, dt.date(2027, 11, 23)),
        (dt.date(2026, 11, 23), 0, dt.date(2026, 11, 23)),
    ],
)
def test_months_later_is_the_same_day_or_the_months_last(day, months, later):
    assert months_after(day, months) == later
