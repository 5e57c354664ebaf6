"""The one clock: a business date (fixed in a demo) and the real instant.

Deadlines, ages and as-of dates read `today()`; heartbeats, sessions, throttles and audit read `now()`.
All dates are Asia/Shanghai, whatever the machine is set to.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
OPEN_END = dt.date(9999, 12, 31)

_fixed_today: dt.date | None = None


def configure(*, today: dt.date | None) -> None:
    """Fix the business date (a demo), or let it follow the real one (`None`)."""
    global _fixed_today  # noqa: PLW0603 - one process has one business date
    _fixed_today = today


def is_fixed() -> bool:
    """Whether the business date is fixed, as in a demo."""
    return _fixed_today is not None


def today() -> dt.date:
    """The business date in Asia/Shanghai."""
    return _fixed_today or now().astimezone(SHANGHAI).date()


def now() -> dt.datetime:
    """The real instant, aware, UTC."""
    return dt.datetime.now(dt.UTC)


def business_now() -> dt.datetime:
    """The business date with the real time of day, aware, Asia/Shanghai: where a task's clock starts."""
    here = now().astimezone(SHANGHAI)
    return here if _fixed_today is None else dt.datetime.combine(_fixed_today, here.timetz())
