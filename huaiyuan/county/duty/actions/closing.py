"""What becomes of help when a household is closed (销户): it ends with the household, with what was still to be done."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F

from huaiyuan.base import audit
from huaiyuan.base.access import grants
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.county.duty import tasks, trail
from huaiyuan.county.duty.models import Pairing, Problem
from huaiyuan.county.duty.types import EndReason, ProblemState
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.worklist import actions as worklist

REASON, ONE_DAY = "户已销户", dt.timedelta(days=1)


@transaction.atomic
def end_with_households() -> int:
    """End the pairings of households that were closed meanwhile (safe to repeat); returns how many.

    A household that comes back when its closing is undone has to be paired anew: it stands first in the list.
    """
    rows = Pairing.objects.filter(valid_to=OPEN_END, household_no__in=registry.closed_numbers())
    gone = list(rows.order_by("pk"))
    if not gone:
        return 0
    closings = registry.closings(row.household_no for row in gone)
    for row in gone:
        day = max(closings[row.household_no].on, row.valid_from + ONE_DAY)
        grants.end(row.pairing_no, on=day)
        Pairing.objects.filter(pk=row.pk).update(valid_to=day, end_reason=EndReason.CLOSED)
    _let_go({row.household_no for row in gone})
    audit.record(trail.ENDED_WITH, by=None, subject="duty", writes=True, count=len(gone))
    return len(gone)


def _let_go(household_nos: set[str]) -> None:
    moment = clock.business_now()
    rows = Problem.objects.filter(household_no__in=household_nos).exclude(state=ProblemState.CLOSED)
    numbers = list(rows.values_list("problem_no", flat=True))
    rows.update(state=ProblemState.CLOSED, closed_at=moment, version=F("version") + 1)
    worklist.recall([*tasks.SOLVE.values(), tasks.REVISIT], numbers, reason=REASON, by=None, at=moment)
