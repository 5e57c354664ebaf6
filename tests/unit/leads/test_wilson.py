"""The interval of a share, against published values (Newcombe 1998, table I, method 3)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaiyuan.county.leads.precision import wilson


@pytest.mark.parametrize(
    ("true", "cases", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_published_intervals(true, cases, low, high):
    rate = wilson(true, cases)
    assert (round(rate.low, 4), round(rate.high, 4)) == (low, high)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_share_lies_within_its_interval(pair):
    rate = wilson(*pair)
    assert 0 <= rate.low <= rate.share + 1e-12
    assert rate.share - 1e-12 <= rate.high <= 1
