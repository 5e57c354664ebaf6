"""How far leads have come, for whoever put something into them: told without a family's name, so within nobody's rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from huaiyuan.county.leads.models import Lead
from huaiyuan.county.leads.types import AT_VILLAGE, DECIDED, State


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
