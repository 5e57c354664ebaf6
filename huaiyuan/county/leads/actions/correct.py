"""Correcting a verdict: by its author, within the days the county set, with a reason."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from huaiyuan.base import audit, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads import errors, following, trail
from huaiyuan.county.leads.actions.verify import quiet_until
from huaiyuan.county.leads.models import Lead, Risk
from huaiyuan.county.leads.moves import MOVES
from huaiyuan.county.leads.transitions import changed, lead_for, move, reason_given, touch
from huaiyuan.county.leads.types import DECIDED, TRUE_VERDICTS, State, Verdict


@transaction.atomic
def correct_verdict(
    lead_no: str, risk_type: str, *, verdict: Verdict, reason: str, by: Account, base_version: int | None = None,
    at: dt.datetime | None = None,
) -> Lead:  # fmt: skip
    """Change the verdict of one risk; the lead's state and the tasks that follow change with it.

    Raises: LEAD_NOT_FOUND, LEAD_NO_REASON, LEAD_STAGE, LEAD_STRANGE_RISK, LEAD_NOT_AUTHOR, LEAD_TOO_LATE,
    LEAD_SAME_VERDICT, LEAD_CHANGED.
    """
    lead, moment = lead_for(by, lead_no, P.LEAD_VERIFY), at or clock.business_now()
    if base_version is not None and base_version != lead.version:
        raise changed(lead)
    why, risk = reason_given(reason, "更正结论"), _correctable(lead, risk_type, by, moment)
    if risk.verdict == verdict:
        raise DomainError(errors.SAME_VERDICT, verdict=verdict.label)
    before = risk.get_verdict_display()
    Risk.objects.filter(pk=risk.pk).update(
        verdict=verdict, reason=why, judged_at=moment, cool_down_until=quiet_until(verdict, moment)
    )
    _move(lead, by, moment)
    following.settle(lead, by=by, at=moment)
    audit.record(
        trail.CORRECTED, by=by, subject=f"lead:{lead_no}", household_no=lead.household_no,
        village_code=lead.village_code, writes=True, reason=why, before=before, after=verdict.label,
    )  # fmt: skip
    return lead


def _correctable(lead: Lead, risk_type: str, by: Account, moment: dt.datetime) -> Risk:
    if lead.state not in DECIDED:
        raise DomainError(errors.STAGE, state=lead.get_state_display(), says="更正结论")
    risk = Risk.objects.filter(lead=lead, risk_type=risk_type).select_related("judged_by").first()
    if risk is None or risk.judged_by is None:
        raise DomainError(errors.STRANGE_RISK, risk_type=risk_type)
    if risk.judged_by != by:
        raise DomainError(errors.NOT_AUTHOR, who=risk.judged_by.display_name)
    _require_in_time(lead, moment)
    return risk


def _require_in_time(lead: Lead, moment: dt.datetime) -> None:
    # Counted from the report, not from an earlier correction: corrections do not prolong each other.
    limit, decided = MOVES["confirm"].undo, lead.decided_at or moment
    until = reference.deadline(limit, decided)
    days = reference.parameter(limit, decided.astimezone(clock.SHANGHAI).date())
    if moment > until:
        shown = f"{until.astimezone(clock.SHANGHAI):%Y-%m-%d}"
        raise DomainError(errors.TOO_LATE, days=days.value if days else "", until=shown)


def _move(lead: Lead, by: Account, moment: dt.datetime) -> None:
    is_true = Risk.objects.filter(lead=lead, verdict__in=TRUE_VERDICTS).exists()
    target = State.CONFIRMED if is_true else State.CLEARED
    if lead.state == target:
        touch(lead, by=by, at=moment, how="correct")
        return
    move("correct_to_true" if is_true else "correct_to_untrue", lead, by=by, at=moment)
