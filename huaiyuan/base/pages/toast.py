"""Toasts (提示): what just happened, said once on the next page. Success only; errors stay on the page as notes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

_KEY = "toasts"


def leave(request: HttpRequest, says: str, *, icon: str = "check", undo_url: str = "") -> None:
    """Leave a toast for the next page: what happened, with the count, and where to undo it."""
    request.session[_KEY] = [*request.session.get(_KEY, []), {"says": says, "glyph": icon, "undo_url": undo_url}]


def take(request: HttpRequest) -> list[dict[str, Any]]:
    """The toasts left so far; taken once."""
    session = getattr(request, "session", None)
    if session is None or _KEY not in session:
        return []
    return session.pop(_KEY)
