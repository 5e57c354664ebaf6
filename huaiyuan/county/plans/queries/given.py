"""Which measures households were given, for what weighs them: an exit, a statement, a figure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.known import Known
from huaiyuan.core.policy.exits import Given
from huaiyuan.county.plans.models import Plan
from huaiyuan.county.plans.types import APPROVED, MeasureState, State

COLUMNS = (
    "household_no", "cycle", "identified_on", "state", "measures__kind", "measures__state", "measures__done_on",
    "measures__planned_from",
)  # fmt: skip


def given(household_nos: Collection[str], *, since: dt.date | None = None) -> dict[str, tuple[Given, ...]]:
    """The measures of households since the day their cycle began, each with whether it was carried out; by number.

    Without `since` those of every household's latest cycle; with it also what earlier plans carried out from then on.
    A measure that was to have begun and of which nobody recorded anything is 不明, one that is still to begin or not
    approved 否; dropped ones, and what a stopped plan still meant to do, are left out. A household without any plan is
    absent, one whose plan has no measure has none. One query.
    """
    today = clock.today()
    plans = Plan.objects.filter(household_no__in=list(household_nos)).order_by("measures__planned_from", "measures__pk")
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in plans.values_list(*COLUMNS)]
    latest: dict[str, int] = {}
    for row in rows:
        latest[row["household_no"]] = max(row["cycle"], latest.get(row["household_no"], 0))
    found: dict[str, list[Given]] = {number: [] for number in latest}
    for row in rows:
        number = row["household_no"]
        if _counts(row) and (row["cycle"] == latest[number] if since is None else _is_since(row, since)):
            found[number].append(Given(row["measures__kind"], _carried_out(row, today)))
    return {number: tuple(measures) for number, measures in found.items()}


def _counts(row: dict[str, Any]) -> bool:
    """Whether there is a measure at all, and one that was or is to be carried out."""
    if row["measures__state"] == MeasureState.DONE:
        return True
    return row["measures__state"] == MeasureState.PLANNED and row["state"] != State.STOPPED


def _is_since(row: dict[str, Any], since: dt.date) -> bool:
    """Of a cycle that began then or later, or done since. What was given before the papers were there belongs to the
    cycle that the papers began.
    """  # fmt: skip
    identified_on, done_on = row["identified_on"], row["measures__done_on"]
    return identified_on is None or identified_on >= since or (done_on is not None and done_on >= since)


def _carried_out(row: dict[str, Any], today: dt.date) -> Known:
    if row["measures__state"] == MeasureState.DONE:
        return Known.YES
    begun = row["state"] in APPROVED and row["measures__planned_from"] <= today
    return Known.UNKNOWN if begun else Known.NO
