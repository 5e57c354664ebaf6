"""Which measures are a department's own to carry out (部门承办的措施), as the plans that were approved name it."""

from __future__ import annotations

from django.db.models import QuerySet

from huaiyuan.base.access import queries as access
from huaiyuan.base.access.permissions import P
from huaiyuan.county.plans.models import Measure
from huaiyuan.county.plans.types import APPROVED, MeasureState, Owner


def own_measures(account: object) -> QuerySet[Measure]:
    """The measures of the account's own departments, in plans that are approved; those given up are left out.

    A department reaches the whole county by its posting and no family by it: what it may see of one is what a plan asks
    it to do.
    """
    departments = access.departments(account, P.MEASURE_SETTLE)
    rows = access.scope_of(account, P.MEASURE_SETTLE).filter(Measure.objects.all(), "plan__village_code")
    rows = rows.filter(owner=Owner.DEPARTMENT, plan__state__in=APPROVED).exclude(state=MeasureState.DROPPED)
    return rows if departments is None else rows.filter(department__in=departments)
