"""Saying once more who one is before something grave (C17): a session that was left open must not publish a rule."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest

from huaiyuan.core.kernel import clock

MINUTES = 30
_KEY = "proved_at"


def proved(request: HttpRequest) -> None:
    """Note that the account has just shown who it is."""
    request.session[_KEY] = clock.now().isoformat()


def is_fresh(request: HttpRequest) -> bool:
    """Whether that was within the last half hour."""
    noted = str(request.session.get(_KEY, ""))
    return bool(noted) and clock.now() - dt.datetime.fromisoformat(noted) <= dt.timedelta(minutes=MINUTES)
