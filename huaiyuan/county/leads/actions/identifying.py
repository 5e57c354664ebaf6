"""A lead judged 属实，转识别认定 is taken over by the part above: it hands on what it knows and closes its task."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.county.leads import tasks
from huaiyuan.county.leads.models import Finding, Visit
from huaiyuan.county.leads.transitions import lead_for
from huaiyuan.county.leads.types import State, Verdict, Way
from huaiyuan.county.worklist import actions as worklist


@dataclass(frozen=True)
class Identified:
    """What a lead knows of a family that is to be identified; nobody types it again."""

    lead_no: str
    household_no: str
    village_code: str
    found_on: dt.date
    risks: tuple[str, ...]
    visited_on: dt.date | None
    companion: str
    found: str


@transaction.atomic
def take_for_identification(lead_no: str, *, by: Account, at: dt.datetime) -> Identified | None:
    """Take a lead over; None when no risk of it was judged so. Raises: LEAD_NOT_FOUND."""
    lead = lead_for(by, lead_no, P.LEAD_IDENTIFY)
    risks = tuple(lead.risks.filter(verdict=Verdict.IDENTIFY).order_by("risk_type").values_list("risk_type", flat=True))
    if lead.state != State.CONFIRMED or not risks:
        return None
    worklist.finish([tasks.IDENTIFY], [lead_no], proof="已转识别认定", by=by, at=at)
    visit = Visit.objects.filter(lead=lead).order_by("-visited_on", "-pk").first()
    seen = Finding.objects.filter(visit=visit, verdict=Verdict.IDENTIFY).order_by("pk") if visit else []
    # What was found of a risk, and what was written of the visit as a whole: on the phone there is one field for both.
    told = [*(one.found for one in seen), visit.note if visit else ""]
    return Identified(
        lead_no, lead.household_no, lead.village_code, lead.opened_on, risks,
        visit.visited_on if visit and visit.way == Way.ON_SITE else None, visit.companion if visit else "",
        "；".join(words for words in told if words),
    )  # fmt: skip
