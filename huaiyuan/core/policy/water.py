"""Safe drinking water (饮水安全): four indicators, each 达标, 基本达标, 不达标 or 不明, and what they come to.

Source: 农村饮水安全评价准则 T/CHES 18-2018: water is safe where all four are 达标 or 基本达标.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from huaiyuan.core.kernel.known import Known


class Level(StrEnum):
    """How an indicator stands; the value is the word shown to people."""

    GOOD = "达标"
    BASIC = "基本达标"
    BAD = "不达标"
    UNKNOWN = "不明"


class Indicator(StrEnum):
    """One of the four; the value is the word shown to people."""

    VOLUME = "水量"
    QUALITY = "水质"
    EASE = "用水方便程度"
    SURETY = "供水保证率"


def volume(litres: Decimal | None, *, good: Decimal | None, basic: Decimal | None) -> Level:
    """水量, from litres a person and day (升/人·日)."""
    if litres is None or good is None or basic is None:
        return Level.UNKNOWN
    return Level.GOOD if litres >= good else Level.BASIC if litres >= basic else Level.BAD


def surety(dry_days: int | None, *, good: Decimal | None, basic: Decimal | None) -> Level:
    """供水保证率, from the days without water in the year before."""
    if dry_days is None or good is None or basic is None:
        return Level.UNKNOWN
    return Level.GOOD if dry_days <= good else Level.BASIC if dry_days <= basic else Level.BAD


def quality(passed: bool | None) -> Level:
    """水质, from the latest test that still counts; what was not tested is 不明, never passed."""
    return Level.UNKNOWN if passed is None else Level.GOOD if passed else Level.BAD


def ease(indoors: bool | None) -> Level:
    """用水方便程度: water in the house is 达标; how far others walk only a visit can tell."""
    return Level.GOOD if indoors else Level.UNKNOWN


def safe(levels: Mapping[Indicator, Level]) -> Known:
    """Whether water is safe: one 不达标 decides, else one 不明 leaves it open; an indicator nobody gave is 不明."""
    answers = (levels.get(indicator, Level.UNKNOWN) for indicator in Indicator)
    return Known.all_of(Known.of(None if one is Level.UNKNOWN else one is not Level.BAD) for one in answers)


def because(levels: Mapping[Indicator, Level]) -> str:
    """The four in one sentence: 水量达标，水质不明，…"""
    return "，".join(f"{indicator}{levels.get(indicator, Level.UNKNOWN)}" for indicator in Indicator)
