"""How far leads have come, for whoever put something into them: told without a family's name, so within nobody's rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from huaiyuan.core.kernel import clock
from huaiyuan.county.leads.models import Lead, Risk
from huaiyuan.county.leads.types import AT_VILLAGE, DECIDED, State, Verdict


@dataclass(frozen=True)
class Progress:
    """Where a lead stands. `decided`: the village has been there and said what it found."""

    lead_no: str
    state: str
    state_label: str
    due_at: dt.datetime | None
    decided: bool
    visiting: bool
    closed_why: str


def progress(lead_nos: Iterable[str]) -> dict[str, Progress]:
    """By lead number. One query."""
    return {
        lead.lead_no: Progress(
            lead.lead_no, lead.state, lead.get_state_display(), lead.due_at if lead.state in AT_VILLAGE else None,
            lead.state in DECIDED, lead.state == State.VISITING, lead.closed_why,
        )
        for lead in Lead.objects.filter(lead_no__in=[number for number in lead_nos if number])
    }  # fmt: skip


def households(states: Iterable[str] = tuple(State)) -> set[str]:
    """Numbers of the households that leads in some states are about, the whole county's: for acts that decide, no page."""
    return set(Lead.objects.filter(state__in=list(states)).values_list("household_no", flat=True))


def judged_true(household_no: str, *, since: dt.date | None = None) -> list[str]:
    """The risks that a village judged 属实 of a household and that its plan answers, from a day on, oldest first.

    Only verdicts that lead to monitoring or add to it; for whoever draws up the family's plan. One query.
    """
    rows = Risk.objects.filter(
        lead__household_no=household_no, lead__state=State.CONFIRMED, verdict__in=(Verdict.IDENTIFY, Verdict.MONITORED)
    )
    if since is not None:
        rows = rows.filter(judged_at__gte=dt.datetime.combine(since, dt.time(), clock.SHANGHAI))
    return list(dict.fromkeys(rows.order_by("judged_at", "pk").values_list("risk_type", flat=True)))
