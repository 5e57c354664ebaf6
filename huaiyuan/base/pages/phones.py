"""What pages know of enrolled phones: the cookie that one keeps, and how long a PIN's session may rest."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from huaiyuan.base.access.actions.enrolment import IDLE_MINUTES
from huaiyuan.base.pages import navigation
from huaiyuan.core.kernel import clock

COOKIE, PIN_AT = "phone", "pin_at"
KEPT_DAYS = 400
# The last use is written at most so often: not every picture of a page must be a write.
STEP_SECONDS = 60


def end_rested(request: HttpRequest) -> None:
    """End a PIN's session that nobody has used for ten minutes; else note that it is used."""
    session = getattr(request, "session", None)
    if session is None or PIN_AT not in session:
        return
    now, last = clock.now().timestamp(), float(session[PIN_AT])
    if now - last > IDLE_MINUTES * 60:
        logout(request)
    elif now - last > STEP_SECONDS:
        session[PIN_AT] = now


def is_known(request: HttpRequest) -> bool:
    """Whether this browser has been enrolled as somebody's phone."""
    return bool(request.COOKIES.get(COOKIE))


def way_on(request: HttpRequest, wanted: str) -> str:
    """Where somebody who has just signed in goes: what was asked for, else where the account's day begins."""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted.strip("/") and safe else navigation.home(request.user)
