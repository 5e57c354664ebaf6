"""The business day and the time of day on it."""

from __future__ import annotations

import datetime as dt

import pytest

from huaiyuan.core.kernel import clock

DAY = dt.date(2026, 11, 13)


@pytest.fixture(autouse=True)
def as_it_was():
    today = clock.today()
    yield
    clock.configure(today=today)


def test_an_earlier_day_is_told_from_an_hour_on_whenever_it_is_told():
    clock.configure(today=DAY, hour=10)
    first, second = clock.business_now(), clock.business_now()
    assert (first.date(), first.hour, first.minute) == (DAY, 10, 0)
    assert first < second, "what was done later stands later"


def test_without_an_hour_it_is_the_time_it_is():
    clock.configure(today=DAY, hour=10)
    clock.configure(today=DAY)
    real = clock.now().astimezone(clock.SHANGHAI)
    told = clock.business_now()
    assert told.date() == DAY
    assert abs(dt.datetime.combine(DAY, real.timetz()) - told) < dt.timedelta(seconds=5)
