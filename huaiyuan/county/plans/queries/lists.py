"""Plans as lines of a list, within the account's rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from huaiyuan.base import access, reference
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.base.access.scope import Scope
from huaiyuan.core.kernel import clock
from huaiyuan.county.plans.models import Measure, Plan
from huaiyuan.county.plans.types import APPROVED, LIVE, MeasureState, State
from huaiyuan.county.registry import queries as households

NOT_SHOWN = "不予显示"
MOST_SEARCHED = 5000
COUNTED: tuple[Literal["all", "done", "overdue", "early"], ...] = ("all", "done", "overdue", "early")


@dataclass(frozen=True)
class Line:
    """A plan as a line of a list. `early`: something was given before approval and the papers are still to come."""

    number: str
    household_no: str
    head_name: str
    village_code: str
    village_name: str
    township_name: str
    category: str
    state: str
    state_label: str
    edition: int
    risks: str
    helper_name: str
    measures: int
    done: int
    overdue: int
    early: bool
    due_on: dt.date | None
    late: bool
    changed_by: str
    changed_at: dt.datetime


def within(account: object) -> QuerySet[Plan]:
    """The plans that the account may read."""
    return access.scope_of(account, P.PLAN_READ).filter(Plan.objects.all())


def find_plan(reach: Scope, number: str) -> Plan | None:
    """A plan within the scope, None alike for a foreign and an absent one."""
    return reach.filter(Plan.objects.filter(number=number)).select_related("reviewed_by").first()


def some_plan(account: object, *states: State) -> Plan | None:
    """A plan within the account's rows, of one of some states or of any: what a page is shown with."""
    rows = within(account)
    return (rows.filter(state__in=states) if states else rows).order_by("-pk").first()


def _late(today: dt.date) -> Exists:
    return Exists(Measure.objects.filter(plan=OuterRef("pk"), state=MeasureState.PLANNED, planned_to__lt=today))


def _early() -> Exists:
    return Exists(Measure.objects.filter(plan=OuterRef("pk"), early=True))


# Tabs of the list: name → (words, condition).
def tabs() -> dict[str, tuple[str, Q]]:
    """The tabs, with what each shows."""
    running = Q(state__in=(State.SET, State.RUNNING))
    return {
        "live": ("在办", Q(state__in=LIVE)),
        "draft": ("草稿", Q(state=State.DRAFT)),
        "review": ("待审核", Q(state=State.REVIEW)),
        "returned": ("退回", Q(state=State.RETURNED)),
        "running": ("已定、执行中", running),
        "overdue": ("措施超期", running & Q(_late(clock.today()))),
        "early": ("先帮后补", ~Q(state__in=(*APPROVED, State.STOPPED)) & Q(_early())),
        "over": ("完成、终止", Q(state__in=(State.DONE, State.STOPPED))),
    }


def tab_counts(rows: QuerySet[Plan]) -> dict[str, int]:
    """How many plans every tab shows. One query."""
    return rows.aggregate(**{name: Count("id", filter=condition) for name, (_, condition) in tabs().items()})


def searched(rows: QuerySet[Plan], text: str, account: object) -> QuerySet[Plan]:
    """The plans whose number, household number, helper or head's name has the text in it. At most two queries more."""
    wanted = text.strip()
    if not wanted:
        return rows
    if wanted[0].isascii():
        return rows.filter(Q(number__icontains=wanted) | Q(household_no__startswith=wanted))
    if not access.sees_clear(account, Field.NAME):
        return rows.none()
    heads = households.heads(rows.values_list("household_no", flat=True)[:MOST_SEARCHED])
    named = [number for number, name in heads.items() if wanted in name]
    return rows.filter(Q(household_no__in=named) | Q(helper_name__contains=wanted))


def lines(rows: Sequence[Plan], account: object) -> list[Line]:
    """Plans as lines, with what the registry says of their households. Three queries."""
    found = households.listed([plan.household_no for plan in rows], account)
    codes = {plan.village_code for plan in rows}
    places = reference.places_by_code(codes | {code[:9] for code in codes}) if codes else {}
    names = {code: place.short_name for code, place in places.items()}
    counts, clear = _counts(rows), access.sees_clear(account, Field.HEALTH)
    named = access.sees_clear(account, Field.NAME)
    return [
        _line(plan, found.get(plan.household_no), names, counts.get(plan.pk, {}), clear=clear, named=named)
        for plan in rows
    ]


def _counts(rows: Sequence[Plan]) -> dict[int, dict[str, int]]:
    late = Q(state=MeasureState.PLANNED, planned_to__lt=clock.today())
    told = (
        Measure.objects.filter(plan__in=[plan.pk for plan in rows]).exclude(state=MeasureState.DROPPED).order_by()
        .values("plan").annotate(all=Count("id"), done=Count("id", filter=Q(state=MeasureState.DONE)),
                                 overdue=Count("id", filter=late), early=Count("id", filter=Q(early=True)))
    )  # fmt: skip
    return {row["plan"]: {name: row[name] for name in COUNTED} for row in told}


def _line(
    plan: Plan, home: households.Listed | None, names: dict[str, str], counts: dict[str, int], *, clear: bool, named: bool
) -> Line:  # fmt: skip
    running = plan.state in (State.SET, State.RUNNING)
    unwritten = plan.state in (State.DRAFT, State.RETURNED)
    return Line(
        number=plan.number, household_no=plan.household_no, head_name=home.head_name if home else "",
        village_code=plan.village_code, village_name=names.get(plan.village_code, plan.village_code),
        township_name=names.get(plan.village_code[:9], ""), category=home.category if home and clear else "",
        state=plan.state, state_label=plan.get_state_display(), edition=plan.edition,
        risks=plan.risks.replace(";", "、") if clear else NOT_SHOWN,
        helper_name=(plan.helper_name if named else NOT_SHOWN) if plan.helper_name else "",
        measures=counts.get("all", 0), done=counts.get("done", 0), overdue=counts.get("overdue", 0) if running else 0,
        early=bool(counts.get("early")) and plan.state not in APPROVED, due_on=plan.due_on,
        late=unwritten and plan.due_on is not None and plan.due_on < clock.today(), changed_by=plan.changed_by if named else "",
        changed_at=plan.changed_at,
    )  # fmt: skip


@dataclass(frozen=True)
class OneOf:
    """A family's plan among its plans."""

    plan: Plan
    measures: int
    done: int


def newest_of(household_no: str, account: object) -> Plan | None:
    """A household's newest plan within the account's rows. One query."""
    return within(account).filter(household_no=household_no).order_by("-cycle", "-edition").first()


def of_household(household_no: str) -> list[OneOf]:
    """Every plan of a household, newest first; the caller has looked whether the account may read of it. One query."""
    n = Measure.objects.filter(plan=OuterRef("pk")).exclude(state=MeasureState.DROPPED).order_by().values("plan")
    rows = Plan.objects.filter(household_no=household_no).order_by("-cycle", "-edition").annotate(
        n_all=Subquery(n.annotate(n=Count("id")).values("n")),
        n_done=Subquery(n.filter(state=MeasureState.DONE).annotate(n=Count("id")).values("n")),
    )  # fmt: skip
    return [OneOf(row, row.n_all or 0, row.n_done or 0) for row in rows]
