"""政策到期: what was given runs out on a day; the village says before it how it goes on, of families out of risk as well."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Min, Q, QuerySet

from huaiyuan.base import reference
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.plans import errors, tasks, trail
from huaiyuan.county.plans.actions.settling import plan_to_carry
from huaiyuan.county.plans.models import Measure, Plan, PlanStep
from huaiyuan.county.plans.moves import ENDED
from huaiyuan.county.plans.transitions import Act, record
from huaiyuan.county.plans.types import MeasureState
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.worklist import actions as worklist
from huaiyuan.county.worklist import queries as inbox

DAYS, MOST = "plan.ending_days", 200


def soon(on: dt.date) -> QuerySet[Measure]:
    """Measures whose policy runs out within the days that the county has set, or did so lately, and nobody has said what then."""
    found = reference.parameter(DAYS, on)
    if found is None:
        return Measure.objects.none()
    span = dt.timedelta(days=int(found.value))
    within = Q(ends_on__gte=on - span, ends_on__lte=on + span)
    return Measure.objects.filter(within, state=MeasureState.DONE, ending_said="")


def to_remind(on: dt.date) -> Sequence[tuple[Plan, dt.date]]:
    """Plans with such measures and no task yet, each with the first day that one runs out; not of closed households. Three queries."""
    first = dict(soon(on).values_list("plan").annotate(first=Min("ends_on")).order_by("plan"))
    if not first:
        return []
    asked = set(inbox.open_subjects(tasks.ENDING))
    plans = Plan.objects.filter(pk__in=first).exclude(household_no__in=registry.closed_numbers()).order_by("number")
    return [(plan, first[plan.pk]) for plan in plans if plan.number not in asked]


@transaction.atomic
def say_ending(
    plan_no: str, measure_no: str, *, says: str, ends_on: dt.date | None, act: Act
) -> Measure:  # fmt: skip
    """How a policy goes on: renewed until a later day, or not, and what takes its place.

    Raises: PLAN_NOT_FOUND, PLAN_NO_ENDING, PLAN_ENDING_SAYS, PLAN_ENDS_DAY.
    """
    plan = plan_to_carry(act.by, plan_no)
    row = soon(act.today).filter(plan=plan, number=measure_no).first()
    if row is None or row.ends_on is None:
        raise DomainError(errors.NO_ENDING)
    said = says.strip()[:MOST]
    if not said:
        raise DomainError(errors.ENDING_SAYS)
    if ends_on is not None and ends_on <= row.ends_on:
        raise DomainError(errors.ENDS_DAY, on=ends_on, after=row.ends_on)
    # Renewed, it runs out again, and is asked about again before that.
    values = {"ending_said": said} if ends_on is None else {"ends_on": ends_on}
    same = Measure.objects.filter(pk=row.pk, version=row.version)
    if same.update(**values, version=row.version + 1) != 1:
        raise DomainError(errors.NO_ENDING)
    how = f"续到{ends_on}" if ends_on else "不续了"
    PlanStep.objects.create(
        plan=plan, move=ENDED, from_state=plan.state, to_state=plan.state, about=f"“{row.kind}”{how}：{said}"[:MOST],
        made_by=act.by, made_at=act.moment,
    )  # fmt: skip
    record(trail.ENDING, plan, act.by, measure=row.number, how=how)
    if not soon(act.today).filter(plan=plan).exists():
        worklist.finish([tasks.ENDING], [plan.number], proof=how, by=act.by, at=act.moment)
    row.refresh_from_db()
    return row
