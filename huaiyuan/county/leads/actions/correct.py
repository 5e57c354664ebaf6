"""Correcting a verdict with a reason: by its author within the days the county set, by the county afterwards."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from huaiyuan.base import audit, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads import errors, following, trail
from huaiyuan.county.leads.actions.verify import quiet_until
from huaiyuan.county.leads.models import Correction, Lead, Risk
from huaiyuan.county.leads.moves import MOVES
from huaiyuan.county.leads.transitions import changed, lead_for, move, reason_given, touch
from huaiyuan.county.leads.types import DECIDED, TRUE_VERDICTS, State, Verdict


@transaction.atomic
def correct_verdict(
    lead_no: str, risk_type: str, *, verdict: Verdict, reason: str, by: Account, base_version: int | None = None,
    at: dt.datetime | None = None,
) -> Lead:  # fmt: skip
    """The author changes the verdict of one risk; the lead's state and the tasks that follow change with it.

    Raises: LEAD_NOT_FOUND, LEAD_NO_REASON, LEAD_STAGE, LEAD_STRANGE_RISK, LEAD_NOT_AUTHOR, LEAD_TOO_LATE,
    LEAD_SAME_VERDICT, LEAD_CHANGED.
    """
    lead, moment = lead_for(by, lead_no, P.LEAD_VERIFY), at or clock.business_now()
    why, risk = _asked(lead, risk_type, reason, base_version)
    if risk.judged_by != by:
        raise DomainError(errors.NOT_AUTHOR, who=_author(risk))
    until, days = author_until(lead, moment)
    if moment > until:
        raise DomainError(errors.TOO_LATE, days=days, until=_day(until))
    # Counted from the report, not from an earlier correction: corrections do not prolong each other.
    _change(lead, risk, verdict, why, by, moment, judged_at=moment)
    _go("correct", lead, by, moment)
    _record(trail.CORRECTED, lead, risk, verdict, why, by)
    return lead


@transaction.atomic
def amend_verdict(
    lead_no: str, risk_type: str, *, verdict: Verdict, reason: str, by: Account, base_version: int | None = None,
    at: dt.datetime | None = None,
) -> Lead:  # fmt: skip
    """The county changes the verdict of one risk when its author's days are over; it signs for it from then on.

    The day of the verdict stays the village's: the ledger counts how long verifying took, not how late a mistake
    was found. Raises: LEAD_NOT_FOUND, LEAD_NO_REASON, LEAD_STAGE, LEAD_STRANGE_RISK, LEAD_TOO_EARLY,
    LEAD_SAME_VERDICT, LEAD_CHANGED.
    """
    lead, moment = lead_for(by, lead_no, P.LEAD_CORRECT), at or clock.business_now()
    why, risk = _asked(lead, risk_type, reason, base_version)
    until, _ = author_until(lead, moment)
    if moment <= until:
        raise DomainError(errors.TOO_EARLY, who=_author(risk), until=_day(until))
    _change(lead, risk, verdict, why, by, moment, judged_by=by)
    _go("amend", lead, by, moment)
    _record(trail.AMENDED, lead, risk, verdict, why, by)
    return lead


def author_until(lead: Lead, moment: dt.datetime) -> tuple[dt.datetime, str]:
    """Until when the author may correct, and the days in words. Raises: REFERENCE_NO_LIMIT when nobody has said."""
    limit, decided = MOVES["confirm"].undo, lead.decided_at or moment
    days = reference.parameter(limit, decided.astimezone(clock.SHANGHAI).date())
    return reference.deadline(limit, decided), str(days.value) if days else ""


def _asked(lead: Lead, risk_type: str, reason: str, base_version: int | None) -> tuple[str, Risk]:
    """The reason and the risk, which has a verdict."""
    if base_version is not None and base_version != lead.version:
        raise changed(lead)
    why = reason_given(reason, "更正结论")
    if lead.state not in DECIDED:
        raise DomainError(errors.STAGE, state=lead.get_state_display(), says="更正结论")
    risk = Risk.objects.filter(lead=lead, risk_type=risk_type).select_related("judged_by").first()
    if risk is None or risk.judged_by is None:
        raise DomainError(errors.STRANGE_RISK, risk_type=risk_type)
    return why, risk


def _change(
    lead: Lead, risk: Risk, verdict: Verdict, why: str, by: Account, moment: dt.datetime, **signed: Any
) -> None:
    if risk.verdict == verdict:
        raise DomainError(errors.SAME_VERDICT, verdict=verdict.label)
    Risk.objects.filter(pk=risk.pk).update(
        verdict=verdict, reason=why, cool_down_until=quiet_until(verdict, moment), **signed
    )
    Correction.objects.create(
        lead=lead, risk=risk, before=risk.verdict, after=verdict, reason=why, by_county="judged_by" in signed,
        corrected_by=by, corrected_at=moment,
    )  # fmt: skip


def _go(step: str, lead: Lead, by: Account, moment: dt.datetime) -> None:
    """The lead follows its verdicts, and so do the tasks."""
    is_true = Risk.objects.filter(lead=lead, verdict__in=TRUE_VERDICTS).exists()
    if lead.state == (State.CONFIRMED if is_true else State.CLEARED):
        touch(lead, by=by, at=moment, how="correct")
    else:
        move(f"{step}_to_true" if is_true else f"{step}_to_untrue", lead, by=by, at=moment)
    following.settle(lead, by=by, at=moment)


def _author(risk: Risk) -> str:
    return risk.judged_by.display_name if risk.judged_by else ""


def _day(until: dt.datetime) -> str:
    return f"{until.astimezone(clock.SHANGHAI):%Y-%m-%d}"


def _record(action: str, lead: Lead, risk: Risk, verdict: Verdict, why: str, by: Account) -> None:
    audit.record(
        action, by=by, subject=f"lead:{lead.lead_no}", household_no=lead.household_no,
        village_code=lead.village_code, writes=True, reason=why, before=risk.get_verdict_display(),
        after=verdict.label,
    )  # fmt: skip
