"""A helper's view: the measures of a household granted to them, to be recorded from the phone."""

from __future__ import annotations

from dataclasses import dataclass

from huaiyuan.base.access import grants
from huaiyuan.core.kernel import clock
from huaiyuan.county.plans.models import Measure, Plan
from huaiyuan.county.plans.queries.pages import owner_of
from huaiyuan.county.plans.types import LIVE, MeasureState, Owner, State


@dataclass(frozen=True)
class HelpedMeasure:
    """One measure: what, whose, until when, and how it ended. What is not the helper's own is told by its kind alone:
    its sentence may speak of an illness. Why the family is at risk stays away as well.
    """  # fmt: skip

    row: Measure
    owner: str
    overdue_days: int

    @property
    def mine(self) -> bool:
        """Whether the helper is to do it."""
        return self.row.owner == Owner.HELPER

    @property
    def says(self) -> str:
        """What it is, as the helper may read it."""
        return self.row.says if self.mine else self.row.kind

    @property
    def overdue_says(self) -> str:
        """How long it is overdue, in words."""
        return f"超期 {self.overdue_days} 天"


@dataclass(frozen=True)
class HelpedPlan:
    """The plan under way of a household that the account helps."""

    plan: Plan
    measures: list[HelpedMeasure]

    @property
    def records(self) -> bool:
        """Whether measures may be recorded in the ordinary way."""
        return self.plan.state in (State.SET, State.RUNNING)


def helped_plan(household_no: str, account: object) -> HelpedPlan | None:
    """The plan under way of a household granted to the account; None for any other, and where there is none."""
    if not grants.reaches(account, household_no):
        return None
    plan = Plan.objects.filter(household_no=household_no, state__in=LIVE).first()
    if plan is None:
        return None
    today, running = clock.today(), plan.state in (State.SET, State.RUNNING)
    rows = Measure.objects.filter(plan=plan).exclude(state=MeasureState.DROPPED).order_by("planned_to", "pk")
    return HelpedPlan(plan, [
        HelpedMeasure(
            row, owner_of(row),
            max((today - row.planned_to).days, 0) if running and row.state == MeasureState.PLANNED else 0,
        )
        for row in rows
    ])  # fmt: skip
