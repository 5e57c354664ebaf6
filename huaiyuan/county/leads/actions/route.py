"""查无此人／不归本村: a lead goes to another village, or back to the county, with a trace."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from huaiyuan.base import audit, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.reference.types import AreaLevel
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads import errors, tasks, trail
from huaiyuan.county.leads.actions.opening import LIMITS
from huaiyuan.county.leads.models import Forwarding, Lead, Risk
from huaiyuan.county.leads.transitions import lead_for, move, reason_given
from huaiyuan.county.leads.types import Grade
from huaiyuan.county.worklist import actions as worklist

# Whoever has the lead next has not been reminded of it.
UNTOLD: dict[str, Any] = {"reminders": 0, "reminded_by": "", "reminded_at": None}


@transaction.atomic
def forward(
    lead_no: str, *, to_village: str, reason: str, by: Account, base_version: int | None = None,
    at: dt.datetime | None = None,
) -> Lead:  # fmt: skip
    """Give a lead to the village it belongs to (退回改派); that village's time starts anew.

    Raises: LEAD_NOT_FOUND, LEAD_NO_REASON, LEAD_NO_VILLAGE, LEAD_SAME_VILLAGE, LEAD_STAGE, LEAD_CHANGED.
    """
    lead, moment = lead_for(by, lead_no, P.LEAD_RETURN), at or clock.business_now()
    why, before = reason_given(reason, "改派"), lead.village_code
    place = reference.places_by_code([to_village]).get(to_village)
    if place is None or place.level != AreaLevel.VILLAGE:
        raise DomainError(errors.NO_VILLAGE, village_code=to_village)
    if to_village == before:
        raise DomainError(errors.SAME_VILLAGE, village=place.short_name)
    due_at = reference.deadline(LIMITS[Grade(lead.grade)], moment)
    move("forward", lead, by=by, at=moment, base_version=base_version, village_code=to_village, due_at=due_at, **UNTOLD)
    _trace(lead, before, to_village, why, by, moment)
    about = "、".join(Risk.objects.filter(lead=lead).order_by("risk_type").values_list("risk_type", flat=True))
    worklist.open_one(
        tasks.VERIFY, lead_no, village_code=to_village, owner_area=to_village, household_no=lead.household_no,
        about=about, grade=lead.grade, due_at=due_at, by=by, at=moment,
    )  # fmt: skip
    _record(trail.FORWARDED, lead, by, why, before=before, after=to_village)
    return lead


@transaction.atomic
def return_to_county(
    lead_no: str, *, reason: str, by: Account, base_version: int | None = None, at: dt.datetime | None = None
) -> Lead:
    """Give a lead back to the county (查无此人／不归本村), where it waits for 研判 again.

    Raises: LEAD_NOT_FOUND, LEAD_NO_REASON, LEAD_STAGE, LEAD_CHANGED.
    """
    lead, moment = lead_for(by, lead_no, P.LEAD_RETURN), at or clock.business_now()
    why = reason_given(reason, "退回")
    move("return_", lead, by=by, at=moment, base_version=base_version, due_at=None, sent_at=None, **UNTOLD)
    _trace(lead, lead.village_code, "", why, by, moment)
    _record(trail.RETURNED, lead, by, why)
    return lead


def _trace(lead: Lead, before: str, after: str, why: str, by: Account, moment: dt.datetime) -> None:
    worklist.recall([tasks.VERIFY], [lead.lead_no], reason=why, by=by, at=moment)
    Forwarding.objects.create(
        lead=lead, from_village=before, to_village=after, reason=why, forwarded_by=by, forwarded_at=moment
    )


def _record(action: str, lead: Lead, by: Account, reason: str, **facts: Any) -> None:
    audit.record(
        action, by=by, subject=f"lead:{lead.lead_no}", household_no=lead.household_no, village_code=lead.village_code,
        writes=True, reason=reason, **facts,
    )  # fmt: skip
