"""Running a move: one conditional UPDATE that must change one row, else somebody was there first."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import F

from huaiyuan.base import access
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.vault.alone import alone as hold_off
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads import errors
from huaiyuan.county.leads.models import Lead
from huaiyuan.county.leads.moves import DID, MOVES, Move


def lead_for(account: Account, lead_no: str, permission: P) -> Lead:
    """A lead that the account may act on. Raises: LEAD_NOT_FOUND for an absent, a foreign and a forbidden one alike."""
    lead = Lead.objects.filter(lead_no=lead_no).first()
    if lead is None or not access.scope_of(account, permission).covers(lead.village_code):
        raise DomainError(errors.NOT_FOUND)
    return lead


def alone() -> None:
    """Hold off every other write to leads until this transaction ends, where the act concerns more than one lead."""
    hold_off(Lead)


def move(
    name: str, lead: Lead, *, by: Account | None, at: dt.datetime, base_version: int | None = None, **changes: Any
) -> Lead:
    """Make a move and return the lead as it is then.

    `base_version` is the version the person saw (default: the one just read). Raises: LEAD_CHANGED when the lead has
    changed since, LEAD_STAGE when it stands where the move does not begin.
    """
    step = MOVES[name]
    version = lead.version if base_version is None else base_version
    rows = Lead.objects.filter(pk=lead.pk, state__in=step.sources, version=version)
    traced = {"changed_how": name, "changed_by": called(by), "changed_at": at}
    grown = {} if step.keeps_version else {"version": F("version") + 1}
    if rows.update(state=step.target, **traced, **grown, **changes) != 1:
        lead.refresh_from_db()
        raise refusal(lead, step, version)
    lead.refresh_from_db()
    return lead


def called(by: Account | None) -> str:
    """Who changed a lead, as the lead says it; nothing for the system itself."""
    return by.display_name if by else ""


def touch(lead: Lead, *, by: Account | None, at: dt.datetime, how: str) -> None:
    """A change beside the state: the version grows, so that drafts written meanwhile are looked at again."""
    same = Lead.objects.filter(pk=lead.pk, version=lead.version)
    changes = {"changed_how": how, "changed_by": called(by), "changed_at": at}
    if same.update(version=F("version") + 1, **changes) != 1:
        lead.refresh_from_db()
        raise changed(lead)
    lead.refresh_from_db()


def refusal(lead: Lead, step: Move, version: int) -> DomainError:
    """Why a move did not happen, in words."""
    if lead.version != version:
        return changed(lead)
    return DomainError(errors.STAGE, state=lead.get_state_display(), says=step.says)


def changed(lead: Lead) -> DomainError:
    """Somebody was there first: who, what, when."""
    at = lead.changed_at.astimezone(clock.SHANGHAI)
    shown = f"{at:%H:%M}" if at.date() == clock.today() else f"{at:%m-%d %H:%M}"
    return DomainError(errors.CHANGED, who=lead.changed_by or "系统", did=DID.get(lead.changed_how, "改动过"), at=shown)


def reason_given(reason: str, what: str) -> str:
    """The reason without blanks around it. Raises: LEAD_NO_REASON."""
    if not reason.strip():
        raise DomainError(errors.NO_REASON, what=what)
    return reason.strip()
