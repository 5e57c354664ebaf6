"""What leads say of households: for acts that decide about a family, within nobody's rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from huaiyuan.core.kernel import clock
from huaiyuan.county.leads.models import Risk
from huaiyuan.county.leads.types import LIVE, TRUE_VERDICTS


@dataclass(frozen=True)
class RiskSeen:
    """One risk under a lead: still to be verified (`judged_on` None), or judged true on a day."""

    lead_no: str
    risk_type: str
    judged_on: dt.date | None


def risks_seen(household_nos: Iterable[str]) -> dict[str, list[RiskSeen]]:
    """Risks of households that a village has still to verify or has found true; what was not true is left out. One query."""
    waiting = Q(verdict="", lead__state__in=LIVE)
    rows = Risk.objects.filter(waiting | Q(verdict__in=TRUE_VERDICTS), lead__household_no__in=list(household_nos))
    found: dict[str, list[RiskSeen]] = {}
    columns = ("lead__household_no", "lead__lead_no", "risk_type", "judged_at")
    for number, lead_no, risk_type, judged_at in rows.order_by("pk").values_list(*columns):
        judged_on = judged_at.astimezone(clock.SHANGHAI).date() if judged_at else None
        found.setdefault(number, []).append(RiskSeen(lead_no, risk_type, judged_on))
    return found
