"""公示网页: a notice on the web, where the county has switched that on; off by default (ADR 0045).

Its address is drawn when the notice is printed, so that the printed code can lead there, and it opens only while the
notice hangs: from the day of posting to its last day.
"""

from __future__ import annotations

import secrets

from django.db import IntegrityError, transaction

from huaiyuan.base import access
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.applications.actions import floods
from huaiyuan.county.casework import errors, trail
from huaiyuan.county.casework.actions.village import Act
from huaiyuan.county.casework.models import CaseFile, WebNotice
from huaiyuan.county.casework.queries import web
from huaiyuan.county.casework.transitions import case_for, record
from huaiyuan.county.casework.types import State

# 144 bits: 24 characters of an address.
RANDOM_BYTES = 18
# While one of these stands there is a notice to print, or it hangs.
HANGS = (State.TO_POST, State.NOTICED)


@transaction.atomic
def address_for(case_no: str, *, by: Account) -> str:
    """The web address (its last part) of a notice that somebody prints; empty where there is to be none.

    The same for every print of it. Raises: CASEWORK_NOT_FOUND.
    """
    case = case_for(by, case_no, P.CASEWORK_READ)
    if case.state not in HANGS or not web.is_on():
        return ""
    held = WebNotice.objects.filter(case=case).first() or _drawn(case, by)
    return "" if held.closed_at else held.token


def _drawn(case: CaseFile, by: Account) -> WebNotice:
    try:
        with transaction.atomic():
            made = WebNotice.objects.create(
                token=secrets.token_urlsafe(RANDOM_BYTES), case=case, made_by=by, made_at=clock.business_now()
            )
            record(trail.WEB_OPENED, case, by)
    except IntegrityError:  # printed twice at once
        return WebNotice.objects.get(case=case)
    return made


@transaction.atomic
def take_down(case_no: str, *, reason: str, act: Act) -> None:
    """Close a notice's web page before its time; the sheet on the board stays. Raises: CASEWORK_NOT_FOUND,
    CASEWORK_NO_REASON, CASEWORK_NO_WEB."""
    post = P.CASEWORK_VILLAGE if access.may(act.by, P.CASEWORK_VILLAGE) else P.CASEWORK_TOWNSHIP
    case = case_for(act.by, case_no, post)
    if not reason.strip():
        raise DomainError(errors.NO_REASON, what="撤下网页")
    open_ = WebNotice.objects.filter(case=case, closed_at=None)
    if open_.update(closed_why=reason.strip()[:200], closed_by=act.by, closed_at=act.moment) != 1:
        raise DomainError(errors.NO_WEB)
    record(trail.WEB_CLOSED, case, act.by, reason=reason.strip()[:200])


def look(token: str, *, address: str) -> str | None:
    """The words of the notice behind an address, None alike for one that has run, never was, or is switched off.

    Whoever opens what is there is not counted and not written down; openings of nothing are counted against where they
    come from. Raises: CASEWORK_WEB_BUSY.
    """
    found = web.text_behind(token)
    if found is None:
        try:
            floods.let_look(address)
        except DomainError as refusal:
            raise DomainError(errors.WEB_BUSY, minutes=floods.WAIT_MINUTES) from refusal
    return found
