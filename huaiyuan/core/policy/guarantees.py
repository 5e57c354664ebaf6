"""两不愁三保障和饮水: what every family must have secured, and how what is told of it is set against each other.

Nobody decides it from one record: a school, an office's roll, a water works, a visit each say what they know and on which
day. What nobody tells is 不明, never 有保障.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from huaiyuan.core.kernel.known import Known

WORDS = {Known.YES: "有保障", Known.NO: "有问题", Known.UNKNOWN: "不明"}


class Guarantee(StrEnum):
    """The six; 义务教育 to 安全饮水 are those that an exit weighs (`exits.SECURED`)."""

    FOOD = "food"
    SCHOOLING = "schooling"
    MEDICAL = "medical"
    HOUSING = "housing"
    WATER = "water"
    WELFARE = "welfare"

    @property
    def label(self) -> str:
        """What people call it."""
        return LABELS[self]


LABELS = {
    Guarantee.FOOD: "吃穿", Guarantee.SCHOOLING: "义务教育", Guarantee.MEDICAL: "基本医疗", Guarantee.HOUSING: "安全住房",
    Guarantee.WATER: "安全饮水", Guarantee.WELFARE: "综合保障",
}  # fmt: skip
# Where one has to turn when nobody tells.
TELLERS = {
    Guarantee.FOOD: "没有走访记录", Guarantee.SCHOOLING: "教体局的名册和台账里没有", Guarantee.MEDICAL: "医保局的参保登记里没有",
    Guarantee.HOUSING: "住建局没有鉴定记录", Guarantee.WATER: "水利局的台账里没有", Guarantee.WELFARE: "民政局的名册还没有报",
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """What somebody says of one of the six: 是, 否 or 不明, in one sentence that names its source, and the day it is of."""

    known: Known
    evidence: str
    on: dt.date

    @property
    def word(self) -> str:
        """有保障, 有问题, 不明."""
        return WORDS[self.known]


def weighed(told: Iterable[Said]) -> Said | None:
    """Which of several counts: the latest that knows; on one day the one that speaks of a problem.

    So a dwelling that was mended after its appraisal is safe, and a roll of last month does not outdo an outage of today.
    None when nobody knows anything, or the latest that is told but leaves it open.
    """
    every = sorted(told, key=lambda one: (one.on, one.known is Known.NO))
    knowing = [one for one in every if one.known is not Known.UNKNOWN]
    return (knowing or every)[-1] if every else None
