"""脏表大全。

RQ1 一百二十五种脏法，各有说定的结果：读成什么、提醒什么、退回哪几行、整份拒收为什么。
RQ2 没有一份让系统崩溃，没有一份被悄悄读成别的意思。
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.corpus.verdict import EXPECTED, KINDS, judge

# At length, twenty times each and with what it costs: `proof.corpus`.
VARIANTS = 1


def test_there_are_a_hundred_and_twenty_five_kinds_of_dirt():
    assert Counter(group for group, _, _ in KINDS) == EXPECTED
    assert len({(group, name) for group, name, _ in KINDS}) == sum(EXPECTED.values()) == 125


@pytest.mark.slow
@pytest.mark.parametrize(
    ("group", "name"), [(group, name) for group, name, _ in KINDS], ids=lambda v: v.replace(" ", "_")
)
def test_a_broken_file_is_read_as_it_was_meant_or_refused_as_declared(group, name):
    outcomes = [judge(group, name, number) for number in range(VARIANTS)]
    assert [o.differs for o in outcomes] == [""] * VARIANTS
