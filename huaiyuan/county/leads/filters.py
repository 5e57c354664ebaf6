"""What a list of leads may be narrowed by; the state of the address bar."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields

from django.db.models import Exists, OuterRef, Q, QuerySet

from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.period import Period
from huaiyuan.county.leads import grounds, tasks
from huaiyuan.county.leads.models import Case, Hit, Lead, Risk, Visit
from huaiyuan.county.leads.types import AT_VILLAGE, CASE_OPEN, LIVE, Signature, State
from huaiyuan.county.worklist import queries as worklist

LIVE_TAB, OVERDUE_TAB, TODAY_TAB, UNSIGNED_TAB, ALL_TAB = "live", "overdue", "today", "unsigned", "all"
IDENTIFY_TAB, FOLLOW_UP_TAB, GROUNDLESS_TAB = "identify", "follow_up", "groundless"
# The view tabs in their order, with the words on them.
TABS: dict[str, str] = {
    LIVE_TAB: "在办",
    State.OPEN: "待交办",
    State.SENT: "已派村",
    State.VISITING: "核实中",
    OVERDUE_TAB: "超期",
    TODAY_TAB: "今天到期",
    State.CONFIRMED: "属实",
    State.CLEARED: "核实未成立",
    IDENTIFY_TAB: "待识别",
    FOLLOW_UP_TAB: "待部门落实",
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
    sent_on: dt.date | None = None
    sent_month: Period | None = None
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
        since, until = self._sent_between()
        rows = rows.filter(sent_at__gte=since, sent_at__lt=until) if since else rows
        return rows.filter(*self._under())

    def _sent_between(self) -> tuple[dt.datetime | None, dt.datetime | None]:
        """The instants between which leads were handed out: a day, or else a month."""
        if self.sent_on:
            return _begin_of(self.sent_on), _end_of(self.sent_on)
        return month_of(self.sent_month) if self.sent_month else (None, None)

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
        TODAY_TAB: Q(state__in=AT_VILLAGE, due_at__gte=clock.business_now(), due_at__lt=_end_of(clock.today())),
        UNSIGNED_TAB: Q(Exists(Visit.objects.filter(lead=OuterRef("pk"), signature=Signature.DUE))),
        IDENTIFY_TAB: Q(lead_no__in=worklist.open_subjects(tasks.IDENTIFY)),
        FOLLOW_UP_TAB: Q(Exists(Case.objects.filter(lead=OuterRef("pk"), state__in=CASE_OPEN))),
        GROUNDLESS_TAB: grounds.has_lost_all(),
        ALL_TAB: Q(),
    }
    return special[tab] if tab in special else Q(state=tab)


def month_of(period: Period) -> tuple[dt.datetime, dt.datetime]:
    """The instants with which a month begins and ends (not included), in Asia/Shanghai."""
    return _begin_of(period.first_day), _end_of(period.last_day)


def _begin_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), clock.SHANGHAI)


def _end_of(day: dt.date) -> dt.datetime:
    return _begin_of(day + dt.timedelta(days=1))
