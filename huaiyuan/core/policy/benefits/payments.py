"""Which payments (应发的每一笔) of a benefit fall into a stretch of months, and on which day its facts are asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from huaiyuan.core.kernel.period import Period, months_after
from huaiyuan.core.policy.benefits.shape import Begins, Benefit

AUTUMN_FROM = 8


@dataclass(frozen=True, order=True)
class Moment:
    """When a fact must hold: it began by `begun` at the latest, and had not ended on `day`."""

    begun: dt.date
    day: dt.date


@dataclass(frozen=True, order=True)
class Payment:
    """One payment: the month in which it falls due, the month whose facts decide, and what it is called."""

    month: Period
    asked: Period
    label: str

    @property
    def age_on(self) -> dt.date:
        """The day on which ages count."""
        return self.asked.first_day


def window(last: Period, months: int) -> list[Period]:
    """So many months up to and with `last`, oldest first."""
    return [_period(months_after(last.first_day, -back)) for back in range(months - 1, -1, -1)]


def ended_by(day: dt.date) -> Period:
    """The last month that has ended on a day: a month's money is only lacking when the month is over."""
    month = _period(day)
    return month if day == month.last_day else _period(months_after(month.first_day, -1))


def payments(benefit: Benefit, months: Iterable[Period]) -> list[Payment]:
    """The benefit's payments that fall due in these months, in their order."""
    known = sorted(months)
    due = [month for month in known if month.month in benefit.paid_in and benefit.holds_on(month.first_day)]
    return [Payment(month, _asked(benefit, month, known), _label(benefit, month)) for month in due]


def moment(benefit_begins: Begins, asked: Period) -> Moment:
    """When a fact must hold for a payment."""
    if benefit_begins == "month":
        return Moment(asked.last_day, asked.last_day)
    return Moment(asked.first_day - dt.timedelta(days=1), asked.first_day)


def _asked(benefit: Benefit, month: Period, known: list[Period]) -> Period:
    if benefit.asked == "due_month":
        return month
    return max(one for one in known if one.year == month.year)


def _label(benefit: Benefit, month: Period) -> str:
    if benefit.unit == "year":
        return f"{month.year}年度"
    if benefit.unit == "month":
        return f"{month.year}年{month.month}月"
    return f"{month.year}年{'秋季' if month.month >= AUTUMN_FROM else '春季'}学期"


def _period(day: dt.date) -> Period:
    return Period(day.year, day.month)
