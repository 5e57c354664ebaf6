"""Four indicators of water: one 不达标 decides, one 不明 leaves it open, and untested is never passed."""

from decimal import Decimal

import pytest

from huaiyuan.core.kernel.known import Known
from huaiyuan.core.policy import water
from huaiyuan.core.policy.water import Indicator, Level

GOOD, BASIC = Decimal(60), Decimal(35)


@pytest.mark.parametrize(
    ("litres", "level"), [("60", "达标"), ("59.9", "基本达标"), ("35", "基本达标"), ("34.9", "不达标"), (None, "不明")]
)
def test_volume_by_litres_a_person_and_day(litres, level):
    told = None if litres is None else Decimal(litres)
    assert water.volume(told, good=GOOD, basic=BASIC) == level
    assert water.volume(told, good=None, basic=BASIC) is Level.UNKNOWN


@pytest.mark.parametrize(
    ("days", "level"), [(0, "达标"), (18, "达标"), (19, "基本达标"), (36, "基本达标"), (37, "不达标"), (None, "不明")]
)
def test_surety_by_days_without_water_in_a_year(days, level):
    assert water.surety(days, good=Decimal(18), basic=Decimal(36)) == level


def test_water_is_safe_where_all_four_are():
    levels = dict.fromkeys(Indicator, Level.BASIC)
    assert water.safe(levels) is Known.YES
    assert water.safe(levels | {Indicator.QUALITY: water.quality(None)}) is Known.UNKNOWN
    assert water.safe(levels | {Indicator.QUALITY: water.quality(None), Indicator.EASE: Level.BAD}) is Known.NO
    assert water.safe({}) is Known.UNKNOWN
    assert water.ease(None) is water.ease(False) is Level.UNKNOWN
    assert water.because(levels) == "水量基本达标，水质基本达标，用水方便程度基本达标，供水保证率基本达标"
