"""Which measures households were given, for what weighs them: an exit, a statement, a figure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Max, Q

from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.known import Known
from huaiyuan.core.policy.exits import Given
from huaiyuan.county.plans.models import Measure, Plan
from huaiyuan.county.plans.types import APPROVED, MeasureState, State


def given(household_nos: Collection[str], *, since: dt.date | None = None) -> dict[str, tuple[Given, ...]]:
    """The measures of households since the day their cycle began, each with whether it was carried out; by number.

    Without `since` those of every household's latest cycle. Carried out before `since` is not told; a measure that was
    to have begun and of which nobody recorded anything is 不明, one that is still to begin or not approved 否; dropped ones
    are left out.
    A household without any plan is absent, one whose plan has no measure has none. Two queries.
    """
    today, plans = clock.today(), Plan.objects.filter(household_no__in=household_nos)
    latest = dict(plans.values_list("household_no").annotate(last=Max("cycle")).order_by())
    found: dict[str, list[Given]] = {number: [] for number in latest}
    rows = Measure.objects.filter(plan__household_no__in=latest).exclude(state=MeasureState.DROPPED)
    # What a stopped plan still meant to do is nobody's to do; what it did was done.
    rows = rows.exclude(~Q(state=MeasureState.DONE), plan__state=State.STOPPED)
    if since is not None:
        # What was given before the papers were there belongs to the cycle that the papers began.
        began = Q(plan__identified_on__gte=since) | Q(plan__identified_on=None)
        rows = rows.filter(Q(done_on__gte=since) | began)
    told = rows.order_by("planned_from", "pk").values_list(
        "plan__household_no", "plan__cycle", "plan__state", "kind", "done_on", "planned_from"
    )
    for number, cycle, state, kind, done_on, begins_on in told:
        if since is not None or cycle == latest[number]:
            begun = state in APPROVED and begins_on <= today
            found[number].append(Given(kind, Known.YES if done_on else Known.UNKNOWN if begun else Known.NO))
    return {number: tuple(measures) for number, measures in found.items()}
