"""Accounting periods (核算期): twelve whole months, and for what they are measured.

Source: identification counts the twelve months up to the month before (人民日报 2020-06-30, 安徽); the yearly collection
counts October to September; leaving the register is measured anew.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from huaiyuan.core.kernel.period import Period

MONTHS = 12
YEAR_BEGINS, YEAR_ENDS = 10, 9


class Purpose(StrEnum):
    """What a statement is made for; `label` is what people read."""

    IDENTIFICATION = "identification"
    YEARLY = "yearly"
    EXIT = "exit"

    @property
    def label(self) -> str:
        """识别, 年度, 消除."""
        return {"identification": "识别", "yearly": "年度", "exit": "消除"}[self.value]


def _moved(month: Period, by: int) -> Period:
    months = month.year * MONTHS + month.month - 1 + by
    return Period(months // MONTHS, months % MONTHS + 1)


@dataclass(frozen=True, order=True)
class Accounting:
    """A period by its first month; it always lasts twelve."""

    first: Period
    purpose: Purpose

    @property
    def last(self) -> Period:
        """The last month, counted in."""
        return _moved(self.first, MONTHS - 1)

    @property
    def first_day(self) -> dt.date:
        """The first day of the period."""
        return self.first.first_day

    @property
    def last_day(self) -> dt.date:
        """The last day of the period."""
        return self.last.last_day

    @property
    def name(self) -> str:
        """As it is said before an item: 2025年 (yearly), 2023年6月至2024年5月."""
        if self.purpose is Purpose.YEARLY:
            return f"{self.last.year}年"
        return f"{self.first.year}年{self.first.month}月至{self.last.year}年{self.last.month}月"

    @property
    def says(self) -> str:
        """With its months in any case: 2025年（2024-10 至 2025-09）."""
        months = f"{self.first} 至 {self.last}"
        return f"{self.name}（{months}）" if self.purpose is Purpose.YEARLY else months

    @property
    def before(self) -> Accounting:
        """The period a year earlier, for the same purpose."""
        return Accounting(_moved(self.first, -MONTHS), self.purpose)


def for_identification(month: Period) -> Accounting:
    """The twelve months up to the month before the month of identification (识别)."""
    return Accounting(_moved(month, -MONTHS), Purpose.IDENTIFICATION)


def for_exit(month: Period) -> Accounting:
    """The twelve months up to the month before the month in which the exit is measured (消除), always anew."""
    return Accounting(_moved(month, -MONTHS), Purpose.EXIT)


def for_year(year: int) -> Accounting:
    """The yearly collection (年度信息采集): 1 October of the year before to 30 September."""
    return Accounting(Period(year - 1, YEAR_BEGINS), Purpose.YEARLY)


def latest_year(on: dt.date) -> Accounting:
    """The yearly period that was the last to end before a day."""
    return for_year(on.year if on.month > YEAR_ENDS else on.year - 1)


def of(purpose: Purpose, on: dt.date) -> Accounting:
    """The period that a statement made on a day for a purpose covers."""
    if purpose is Purpose.YEARLY:
        return latest_year(on)
    month = Period(on.year, on.month)
    return for_identification(month) if purpose is Purpose.IDENTIFICATION else for_exit(month)
