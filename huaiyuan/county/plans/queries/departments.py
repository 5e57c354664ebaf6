"""What plans ask a department to do: its own measures as a list, and one of them with what it may read of the family."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from huaiyuan.base import access, reference
from huaiyuan.base.access.permissions import Field
from huaiyuan.base.access.scope import Scope
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel import yuan as money
from huaiyuan.county.plans.departments import own_measures
from huaiyuan.county.plans.models import Measure
from huaiyuan.county.plans.types import MeasureState, State
from huaiyuan.county.registry import queries as households

RUNS = Q(state=MeasureState.PLANNED, plan__state__in=(State.SET, State.RUNNING))
MOST_SEARCHED = 5000


@dataclass(frozen=True)
class AskedLine:
    """One measure that a plan asks a department to carry out. No risk, no member: only what is to be done, where, until when."""

    number: str
    plan_no: str
    plan_version: int
    household_no: str
    head_name: str
    village_name: str
    township_name: str
    department: str
    kind: str
    says: str
    person: str
    planned_from: dt.date
    planned_to: dt.date
    planned_yuan: str
    state: str
    state_label: str
    waits: bool
    overdue_days: int
    done_on: dt.date | None
    done_yuan: str
    result: str
    settled_by: str
    photos: int

    @property
    def overdue_says(self) -> str:
        """How long it is overdue, in words."""
        return f"超期 {self.overdue_days} 天"


def asked_tabs() -> dict[str, tuple[str, Q]]:
    """The tabs of the list, with what each shows."""
    return {
        "waiting": ("要办的", RUNS),
        "overdue": ("超期的", RUNS & Q(planned_to__lt=clock.today())),
        "done": ("办完的", Q(state=MeasureState.DONE)),
    }


def asked_counts(rows: QuerySet[Measure]) -> dict[str, int]:
    """How many measures every tab shows. One query."""
    return rows.aggregate(**{name: Count("id", filter=condition) for name, (_, condition) in asked_tabs().items()})


def asked_searched(rows: QuerySet[Measure], text: str, account: object) -> QuerySet[Measure]:
    """The measures whose number, household number or head's name has the text in it. At most one query more."""
    wanted = text.strip()
    if not wanted:
        return rows
    if wanted[0].isascii():
        return rows.filter(Q(number__icontains=wanted) | Q(plan__household_no__startswith=wanted))
    if not access.sees_clear(account, Field.NAME):
        return rows.none()
    heads = households.heads(rows.values_list("plan__household_no", flat=True)[:MOST_SEARCHED])
    return rows.filter(plan__household_no__in=[number for number, name in heads.items() if wanted in name])


def kinds_asked(account: object) -> list[tuple[str, str]]:
    """The kinds of what the account's departments are asked for. One query."""
    return [(kind, kind) for kind in own_measures(account).order_by("kind").values_list("kind", flat=True).distinct()]


def find_asked(_reach: Scope, number: str, account: object) -> Measure | None:
    """A measure of the account's own departments, None alike for a foreign and an absent one."""
    return own_measures(account).filter(number=number).select_related("plan", "settled_by").first()


def asked_lines(rows: Sequence[Measure], account: object) -> list[AskedLine]:
    """Measures (with their plans) as lines. Three queries."""
    heads = households.heads_seen([row.plan.household_no for row in rows], account)
    codes = {row.plan.village_code for row in rows}
    places = reference.places_by_code(codes | {code[:9] for code in codes}) if codes else {}
    names = {code: place.short_name for code, place in places.items()}
    counted = Measure.objects.filter(pk__in=[row.pk for row in rows]).annotate(n=Count("photos"))
    photos = dict(counted.values_list("pk", "n"))
    return [_line(row, heads.get(row.plan.household_no, ""), names, photos.get(row.pk, 0)) for row in rows]


def _line(row: Measure, head: str, names: dict[str, str], photos: int) -> AskedLine:
    plan = row.plan
    waits = row.state == MeasureState.PLANNED and plan.state in (State.SET, State.RUNNING)
    return AskedLine(
        number=row.number, plan_no=plan.number, plan_version=plan.version, household_no=plan.household_no, head_name=head,
        village_name=names.get(plan.village_code, plan.village_code), township_name=names.get(plan.village_code[:9], ""),
        department=row.department, kind=row.kind, says=row.says, person=row.person, planned_from=row.planned_from,
        planned_to=row.planned_to, planned_yuan=_yuan(row.planned_fen), state=row.state,
        state_label=row.get_state_display(), waits=waits,
        overdue_days=max((clock.today() - row.planned_to).days, 0) if waits else 0, done_on=row.done_on,
        done_yuan=_yuan(row.done_fen), result=row.result,
        settled_by=row.settled_by.display_name if row.settled_by else "", photos=photos,
    )  # fmt: skip


def _yuan(fen: int | None) -> str:
    return "" if fen is None else money.shown(money.to_yuan(fen))
