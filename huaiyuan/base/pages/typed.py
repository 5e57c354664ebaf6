"""What stands in a request as text, read once for all pages: days, and the numbers that phones and forms choose."""

from __future__ import annotations

import datetime as dt
import uuid

from huaiyuan.core.kernel import clock


def day(text: str | None) -> dt.date | None:
    """A day as a date field sends it (2026-11-23); None where there is none."""
    try:
        return dt.date.fromisoformat(text or "")
    except ValueError:
        return None


def day_or_today(text: str | None) -> dt.date:
    """The day, or today where a form was sent without one."""
    return day(text) or clock.today()


def client_uuid(text: str | None) -> uuid.UUID:
    """The number by which a form that is sent twice is known; a new one where an old page sent none."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return uuid.uuid4()
