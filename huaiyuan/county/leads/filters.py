"""What a list of leads may be narrowed by; the state of the address bar."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields

from django.db.models import Exists, OuterRef, Q, QuerySet

from huaiyuan.core.kernel import clock
from huaiyuan.county.leads import grounds
from huaiyuan.county.leads.models import Hit, Lead, Risk, Visit
from huaiyuan.county.leads.types import AT_VILLAGE, LIVE, Signature, State

LIVE_TAB, OVERDUE_TAB, UNSIGNED_TAB, ALL_TAB = "live", "overdue", "unsigned", "all"
GROUNDLESS_TAB = "groundless"
# The view tabs in their order, with the words on them.
TABS: dict[str, str] = {
    LIVE_TAB: "在办",
    State.OPEN: "待交办",
    State.SENT: "已派村",
    State.VISITING: "核实中",
    OVERDUE_TAB: "超期",
    State.CONFIRMED: "属实",
    State.CLEARED: "核实未成立",
    UNSIGNED_TAB: "待补签",
    State.WITHHELD: "不交办",
    GROUNDLESS_TAB: "依据已撤回",
    State.WITHDRAWN: "已撤回",
    ALL_TAB: "全部",
}


@dataclass(frozen=True)
class Filters:
    """Conditions on leads; an empty one does not narrow. `due_by` is a day, `tab` one of `TABS`."""

    tab: str = ""
    township: str = ""
    village: str = ""
    grade: str = ""
    department: str = ""
    rule: str = ""
    risk_type: str = ""
    verdict: str = ""
    due_by: dt.date | None = None
    household_no: str = ""

    def apply(self, rows: QuerySet[Lead]) -> QuerySet[Lead]:
        """The rows that fit."""
        rows = rows.filter(tab_condition(self.tab)) if self.tab else rows
        rows = rows.filter(village_code=self.village) if self.village else rows
        rows = rows.filter(village_code__startswith=self.township) if self.township else rows
        rows = rows.filter(grade=self.grade) if self.grade else rows
        rows = rows.filter(household_no=self.household_no) if self.household_no else rows
        if self.due_by:
            rows = rows.filter(due_at__lt=_end_of(self.due_by), state__in=AT_VILLAGE)
        return rows.filter(*self._under())

    def _under(self) -> list[Exists]:
        """Conditions on hits and risks under a lead; the same hit must fit department and rule together."""
        hits = {n: v for n, v in (("department", self.department), ("rule", self.rule)) if v}
        risks = {n: v for n, v in (("risk_type", self.risk_type), ("verdict", self.verdict)) if v}
        pairs = [(Hit.objects.all(), hits), (Risk.objects.all(), risks)]
        return [Exists(rows.filter(lead=OuterRef("pk"), **wanted)) for rows, wanted in pairs if wanted]

    def without_tab(self) -> Filters:
        """The same, for counting every tab."""
        return Filters(**{f.name: getattr(self, f.name) for f in fields(self) if f.name != "tab"})


def tab_condition(tab: str) -> Q:
    """What a view tab shows."""
    special = {
        LIVE_TAB: Q(state__in=LIVE),
        OVERDUE_TAB: Q(state__in=AT_VILLAGE, due_at__lt=clock.business_now()),
        UNSIGNED_TAB: Q(Exists(Visit.objects.filter(lead=OuterRef("pk"), signature=Signature.DUE))),
        GROUNDLESS_TAB: grounds.has_lost_all(),
        ALL_TAB: Q(),
    }
    return special[tab] if tab in special else Q(state=tab)


def _end_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), clock.SHANGHAI)
