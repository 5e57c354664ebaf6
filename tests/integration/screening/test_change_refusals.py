"""What is refused before anything is tried: numbers that make no sense, papers without day, reason or source."""

from __future__ import annotations

import datetime as dt

import pytest

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.screening import changes
from huaiyuan.county.screening.models import RuleChange
from tests.integration.screening.proposing import PAPER
from tests.integration.screening.world import TODAY

pytestmark = pytest.mark.usefixtures("seeded")


def refused(code, act):
    with pytest.raises(DomainError) as refusal:
        act()
    assert refusal.value.code == code
    assert any("\u4e00" <= char <= "\u9fff" for char in str(refusal.value))
    assert RuleChange.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"line": "五千"}, "SCREENING_NOT_A_NUMBER"), ({"line": "-1"}, "SCREENING_OUT_OF_RANGE"),
        ({"line": "0"}, "SCREENING_OUT_OF_RANGE"), ({"line": "NaN"}, "SCREENING_NOT_A_NUMBER"),
        ({"line": "1.00001"}, "SCREENING_OUT_OF_RANGE"), ({"line": "5000"}, "SCREENING_NOTHING_CHANGED"),
        ({"lime": "6000"}, "SCREENING_NOT_ITS_PARAMETER"), ({}, "SCREENING_NOTHING_CHANGED"),
    ],
)  # fmt: skip
def test_a_value_that_makes_no_sense_is_refused_in_words(cast, given, code):
    refused(code, lambda: changes.propose("R01", given, PAPER, by=cast.center))


@pytest.mark.parametrize(
    ("paper", "code"),
    [
        (changes.Paper(dt.date(2026, 11, 22), "改", "会议"), "SCREENING_SINCE_PAST"),
        (changes.Paper(TODAY, " ", "会议"), "SCREENING_NO_REASON"),
        (changes.Paper(TODAY, "改一下", ""), "SCREENING_NO_SOURCE"),
    ],
)
def test_a_change_without_day_reason_or_source_is_refused(cast, paper, code):
    refused(code, lambda: changes.propose("R01", {"line": "6000"}, paper, by=cast.center))
