"""A case opens from a lead that the village judged 属实，转识别认定: it takes over what the lead knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from huaiyuan.base import reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.vault.running import next_number
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.casework import errors, trail
from huaiyuan.county.casework.actions.cycles import standing
from huaiyuan.county.casework.models import CaseFile, CaseStep
from huaiyuan.county.casework.moves import OPENED
from huaiyuan.county.casework.transitions import hand_on, record
from huaiyuan.county.casework.types import LIVE, CycleState, State
from huaiyuan.county.leads import actions as leads
from huaiyuan.county.leads.actions import Identified

PROCEDURE = "identification"
TOTAL = "lead.identify_days"


@dataclass(frozen=True)
class Opened:
    """What became of leads: cases opened, and those passed over with the reason in words."""

    case_nos: tuple[str, ...]
    passed_over: tuple[tuple[str, str], ...] = ()


@transaction.atomic
def open_from_lead(lead_no: str, *, by: Account, at: dt.datetime | None = None) -> CaseFile:
    """转识别认定: the family, its risks, the day it was found and who visited it come from the lead.

    Raises: LEAD_NOT_FOUND, CASEWORK_NOT_TO_IDENTIFY, CASEWORK_ALREADY_OPEN, CASEWORK_MONITORED.
    """
    moment = at or clock.business_now()
    known = leads.take_for_identification(lead_no, by=by, at=moment)
    if known is None:
        raise DomainError(errors.NOT_TO_IDENTIFY, lead_no=lead_no)
    _refuse_twice(known)
    found_at = dt.datetime.combine(known.found_on, dt.time(), clock.SHANGHAI)
    case = CaseFile.objects.create(
        case_no=next_number(CaseFile, "RD", moment, field="case_no"), procedure=PROCEDURE, household_no=known.household_no,
        village_code=known.village_code, lead_no=lead_no, found_on=known.found_on, opened_at=moment,
        due_on=reference.deadline(TOTAL, found_at).astimezone(clock.SHANGHAI).date(), risks=";".join(known.risks),
        visited_on=known.visited_on, companion=known.companion, found=known.found[:400],
        step_due_at=reference.deadline("casework.visit_days", moment), earliest_on=known.found_on,
        changed_how=OPENED, changed_by=by.display_name, changed_at=moment,
    )  # fmt: skip
    CaseStep.objects.create(
        case=case, move=OPENED, to_state=State.VISIT, done_on=moment.astimezone(clock.SHANGHAI).date(), made_by=by,
        made_at=moment, reason=f"来自线索{lead_no}",
    )  # fmt: skip
    hand_on(case, None, by, moment)
    record(trail.CASE_OPENED, case, by, lead=lead_no)
    return case


def open_many(lead_nos: Iterable[str], *, by: Account, at: dt.datetime | None = None) -> Opened:
    """转识别认定 of several leads; what cannot be is passed over and said why, the others go on."""
    opened, refused = [], []
    for lead_no in lead_nos:
        try:
            opened.append(open_from_lead(lead_no, by=by, at=at).case_no)
        except DomainError as refusal:
            refused.append((lead_no, str(refusal)))
    return Opened(tuple(opened), tuple(refused))


def _refuse_twice(known: Identified) -> None:
    same = Q(household_no=known.household_no, state__in=LIVE) | Q(lead_no=known.lead_no)
    # A case that was stopped may be opened anew from its lead; one that was decided may not.
    live = CaseFile.objects.filter(same).exclude(state=State.STOPPED).first()
    if live is not None:
        raise DomainError(errors.ALREADY_OPEN, case_no=live.case_no)
    cycle = standing(known.household_no)
    if cycle is not None and cycle.state == CycleState.OPEN:
        raise DomainError(errors.MONITORED)
