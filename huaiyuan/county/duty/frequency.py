"""How often households are to be visited, by their state, and how each stands today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from huaiyuan.base import reference
from huaiyuan.base.reference.queries import Parameter
from huaiyuan.core.policy import visiting
from huaiyuan.county.duty.types import Due

AT_RISK, OTHERS = "duty.visit.monitored", "duty.visit.others"
WORDS = {1: "每月", 2: "每两个月", 3: "每季", 4: "每四个月", 6: "每半年", 12: "每年"}
SPANS = {1: "本月", 3: "本季", 6: "本半年", 12: "今年"}


class Frequency:
    """The frequencies in force on a day; None where nobody has settled one."""

    def __init__(self, on: dt.date, settled: Mapping[str, Parameter] | None = None) -> None:
        found = reference.parameters([AT_RISK, OTHERS], on) if settled is None else settled
        self.on = on
        self._months = {name: int(found[name].value) for name in (AT_RISK, OTHERS) if name in found}

    def months(self, *, at_risk: bool) -> int | None:
        """Once in so many months."""
        return self._months.get(AT_RISK if at_risk else OTHERS)

    def begins(self, *, at_risk: bool) -> dt.date | None:
        """The first day of the running period."""
        months = self.months(at_risk=at_risk)
        return None if months is None else visiting.period(self.on, months)[0]

    def before(self, *, at_risk: bool) -> dt.date | None:
        """The first day of the period before the running one."""
        begins = self.begins(at_risk=at_risk)
        months = self.months(at_risk=at_risk)
        return None if begins is None or months is None else visiting.period(begins - dt.timedelta(days=1), months)[0]

    def standing(self, last: dt.date | None, since: dt.date, *, at_risk: bool) -> Due | None:
        """How a household stands; None where no frequency is settled."""
        months = self.months(at_risk=at_risk)
        return None if months is None else Due(visiting.standing(last, since, self.on, months).value)

    def says(self, due: Due | None, *, at_risk: bool) -> str:
        """The standing in words: 本月未走访, 上季起未走访, 本月已走访."""
        months = self.months(at_risk=at_risk)
        if due is None or months is None:
            return "走访频次未定"
        span = SPANS.get(months, "本期")
        return {Due.DONE: f"{span}已走访", Due.DUE: f"{span}未走访", Due.OVERDUE: f"{span}未走访，上期也没有"}[due]
