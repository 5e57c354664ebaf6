"""Cycles, meetings, comparison lists and what is still to be entered in the national system."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from huaiyuan.base import access
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.base.access.scope import Scope
from huaiyuan.core.kernel import clock
from huaiyuan.core.policy import procedures
from huaiyuan.county.casework.actions.opening import PROCEDURE
from huaiyuan.county.casework.models import (
    AfterCare,
    CaseFile,
    Comparison,
    ComparisonList,
    Cycle,
    CycleEvent,
    Meeting,
    MeetingItem,
)
from huaiyuan.county.casework.moves import CYCLE_MOVES
from huaiyuan.county.casework.queries.cases import NOT_SHOWN, Line, lines, within
from huaiyuan.county.casework.types import Answer, CycleState, Level, Procedure, State
from huaiyuan.county.leads import queries as leads
from huaiyuan.county.registry import queries as households


@dataclass(frozen=True)
class CycleLine:
    """A cycle as a line of a list."""

    household_no: str
    head_name: str
    village_code: str
    number: int
    category: str
    state: str
    again: bool
    identified_on: object
    cleared_on: object
    risks: str


def cycles(account: object) -> QuerySet[Cycle]:
    """The latest cycle of every household within the account's rows that is not closed."""
    here = households.lives_within(access.scope_of(account, P.CASEWORK_READ), clock.today())
    newer = Cycle.objects.filter(household_no=OuterRef("household_no"), void=False, number__gt=OuterRef("number"))
    return Cycle.objects.filter(~Exists(newer), here, void=False)


def cycle_lines(rows: Sequence[Cycle], account: object) -> list[CycleLine]:
    """Cycles as lines of a list, with the heads' names as the account sees them."""
    found, clear = (
        households.listed([row.household_no for row in rows], account),
        access.sees_clear(account, Field.HEALTH),
    )
    return [
        CycleLine(
            row.household_no, found[row.household_no].head_name if row.household_no in found else "",
            found[row.household_no].village_code if row.household_no in found else "", row.number, row.category if clear else NOT_SHOWN,
            row.get_state_display(), row.again, row.identified_on, row.cleared_on, row.risks.replace(";", "、") if clear else NOT_SHOWN,
        )
        for row in rows
    ]  # fmt: skip


def find_monitored(reach: Scope, household_no: str) -> str | None:
    """A household with a cycle within the scope; None alike for all others."""
    if not Cycle.objects.filter(household_no=household_no, void=False).exists():
        return None
    return household_no if reach.covers(households.village_of(household_no)) else None


@dataclass(frozen=True)
class CycleHistory:
    """A cycle with its events, oldest first, and what the account may do with it."""

    cycle: Cycle
    events: list[CycleEvent]
    care: list[AfterCare]
    moves: tuple[tuple[str, str], ...]


def history(household_no: str, account: Account) -> list[CycleHistory]:
    """A household's cycles, newest first. Three queries."""
    rows = list(Cycle.objects.filter(household_no=household_no, void=False).order_by("-identified_on", "-number"))
    events: dict[int, list[CycleEvent]] = {}
    for event in CycleEvent.objects.filter(cycle__in=rows).select_related("recorded_by").order_by("happened_on", "pk"):
        events.setdefault(event.cycle_id, []).append(event)
    may, care = access.may(account, P.CASEWORK_COUNTY), _care_of(rows)
    return [
        CycleHistory(
            row, events.get(row.pk, []), care.get(row.pk, []),
            tuple((move.name, move.says) for move in CYCLE_MOVES.values()
                  if may and place == 0 and move.name != "clear" and row.state in move.sources),
        )
        for place, row in enumerate(rows)
    ]  # fmt: skip


def _care_of(rows: Sequence[Cycle]) -> dict[int, list[AfterCare]]:
    """The looks after the clearing, by cycle; those that nobody needs to do any more are left out."""
    found: dict[int, list[AfterCare]] = {}
    looks = AfterCare.objects.filter(cycle__in=list(rows), void=False).select_related("looked_by")
    for row in looks.order_by("number"):
        found.setdefault(row.cycle_id, []).append(row)
    return found


def to_take_over(account: Account, limit: int = 100) -> list[leads.Listed]:
    """Leads judged 属实，转识别认定 that nobody has taken over yet, soonest due first."""
    if not access.may(account, P.LEAD_IDENTIFY):
        return []
    return list(leads.leads(account, leads.Filters(tab="identify"), limit=limit).rows)


def awaiting(account: Account, level: Level) -> list[Line]:
    """The families that wait for a meeting of a level within the account's rows, soonest due first (待审名单)."""
    state = State.TOWNSHIP if level is Level.TOWNSHIP else State.COUNTY
    rows = within(account).filter(state=state, suspended_on=None).order_by("due_on", "case_no")
    return lines(list(rows[:200]), account)


def meetings(account: Account) -> QuerySet[Meeting]:
    """Meetings whose area the account reaches, with how many families each decided."""
    reach = access.scope_of(account, P.CASEWORK_READ)
    condition = Q(level=Level.COUNTY) if reach.is_county else Q(pk__in=[])
    for prefix in reach.prefixes:
        condition |= Q(level=Level.TOWNSHIP, area_code__startswith=prefix[:9])
    counts = {f"n_{name}": Count("items", filter=Q(items__result=name)) for name in ("passed", "returned", "refused")}
    return Meeting.objects.filter(condition).select_related("recorded_by").annotate(families=Count("items"), **counts)


def items_of(meeting: Meeting, account: Account) -> list[tuple[MeetingItem, Line]]:
    """What a meeting decided, family by family, of those within the account's rows."""
    items = list(meeting.items.select_related("case").filter(case__in=within(account)).order_by("pk"))
    told = lines([item.case for item in items], account)
    return list(zip(items, told, strict=True))


@dataclass(frozen=True)
class Matter:
    """One department and what it looks up: how many persons wait for a list, and its lists."""

    code: str
    department: str
    matter: str
    waiting: int
    lists: list[ComparisonList]


def matters(lists: int = 5) -> list[Matter]:
    """Every matter with its waiting persons and latest lists, each with how many answers are missing. Two queries."""
    asked = procedures.in_force(PROCEDURE, clock.today()).comparisons
    rows = Comparison.objects.filter(listed=None, case__state=State.COMPARE, case__suspended_on=None)
    waiting = dict(rows.values_list("code").annotate(n=Count("id")).order_by())
    open_ = Count("lines", filter=Q(lines__answer=Answer.WAITING, lines__case__state=State.COMPARE))
    made: dict[str, list[ComparisonList]] = {}
    for one in ComparisonList.objects.annotate(unanswered=open_).order_by("-pk")[:200]:
        made.setdefault(one.code, []).append(one)
    return [
        Matter(one.code, one.department, one.matter, waiting.get(one.code, 0), made.get(one.code, [])[:lists])
        for one in asked
    ]


def find_list(reach: Scope, list_no: str) -> ComparisonList | None:
    """A list for who reaches the whole county."""
    return ComparisonList.objects.filter(list_no=list_no).first() if reach.is_county else None


def lines_of(made: ComparisonList) -> list[tuple[Comparison, str]]:
    """The lines of a list with the persons' names; the county sees them. Two queries."""
    rows = list(made.lines.select_related("case").order_by("answer", "pk"))
    names = households.names_of({row.person_id for row in rows})
    return [(row, names.get(row.person_id, row.person_id)) for row in rows]


# The columns of the national system's own form, in its order.
ENTRY_COLUMNS = ("乡镇", "行政村", "户主姓名", "户类型", "监测对象类别", "致（返）贫风险", "识别日期", "审定文号")


def to_enter(account: Account) -> list[tuple[Line, tuple[str, ...]]]:
    """Families that the national system does not have yet, each with the cells of its form."""
    rows = list(
        within(account)
        .filter(state=State.ENTER, procedure=Procedure.IDENTIFICATION)
        .order_by("village_code", "case_no")[:500]
    )
    told = lines(rows, account)
    return [
        (line, (line.township_name, line.village_name, line.head_name, line.archive_type, case.category, line.risks,
                f"{case.decided_on:%Y-%m-%d}" if case.decided_on else "", case.doc_no))
        for case, line in zip(rows, told, strict=True)
    ]  # fmt: skip


# What is to be marked there of families whose risk is cleared, in the order of its own form.
MARK_COLUMNS = (
    "乡镇",
    "行政村",
    "户主姓名",
    "户类型",
    "监测对象类别",
    "国办系统户编号",
    "识别日期",
    "风险消除日期",
    "消除方式",
    "审定文号",
)


def to_mark(account: Account) -> list[tuple[Line, tuple[str, ...]]]:
    """Families whose risk is cleared here and not yet in the national system, each with the cells of its form."""
    rows = list(
        within(account).filter(state=State.ENTER, procedure=Procedure.EXIT).order_by("village_code", "case_no")[:500]
    )
    told = lines(rows, account)
    found = Cycle.objects.filter(
        household_no__in=[case.household_no for case in rows], state=CycleState.CLEARED, void=False
    )
    cycles_of = {cycle.household_no: cycle for cycle in found.order_by("number")} if rows else {}
    return [
        (line, (line.township_name, line.village_name, line.head_name, line.archive_type, line.category,
                *_marked(cycles_of.get(case.household_no)), case.doc_no))
        for case, line in zip(rows, told, strict=True)
    ]  # fmt: skip


def _marked(cycle: Cycle | None) -> tuple[str, ...]:
    if cycle is None:
        return ("", "", "", "")
    return (cycle.national_no, f"{cycle.identified_on}", f"{cycle.cleared_on or ''}", cycle.clear_way)


def some_case(account: object, *states: State) -> CaseFile | None:
    """A case within the account's rows, of one of some states or of any: what a page is shown with."""
    rows = within(account)
    return (rows.filter(state__in=states) if states else rows).order_by("-pk").first()
