"""The one clock: a business date (fixed in a demo) and the real instant.

Deadlines, ages and as-of dates read `today()`; heartbeats, sessions, throttles and audit read `now()`.
All dates are Asia/Shanghai, whatever the machine is set to.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
OPEN_END = dt.date(9999, 12, 31)
LAST_SECOND = dt.time(23, 59, 59)

_fixed_today: dt.date | None = None
_later_by = dt.timedelta()


def configure(*, today: dt.date | None, hour: int | None = None) -> None:
    """Fix the business date (a demo), or let it follow the real one (`None`).

    With an `hour` it is that hour of the fixed day now, and goes on from there: what a demo tells of earlier days was not
    done at night because the demo is built at night.
    """
    global _fixed_today, _later_by  # noqa: PLW0603 - one process has one business date
    _fixed_today = today
    here = now().astimezone(SHANGHAI)
    _later_by = dt.timedelta() if hour is None else here.replace(hour=hour, minute=0, second=0, microsecond=0) - here


def end_of(day: dt.date) -> dt.datetime:
    """The last second of a day in Asia/Shanghai, aware: until when something due on that day may be done."""
    return dt.datetime.combine(day, LAST_SECOND, SHANGHAI)


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
    """The business date with the time of day, aware, Asia/Shanghai: where a task's clock starts."""
    here = now().astimezone(SHANGHAI) + _later_by
    return here if _fixed_today is None else dt.datetime.combine(_fixed_today, here.timetz())
