"""Reading the audit log, for its page: filters and keyset paging."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from huaiyuan.base.audit import facts, vocabulary
from huaiyuan.base.audit.models import Event, Result
from huaiyuan.core.kernel import clock


@dataclass(frozen=True)
class Line:
    """One event as people read it. `at` is Asia/Shanghai."""

    id: int
    at: dt.datetime
    who: str
    username: str
    says: str
    action: str
    subject: str
    household_no: str
    village_code: str
    ip: str
    device: str
    refused: bool
    reason: str


@dataclass(frozen=True)
class Filter:
    """What to look for; empty means all. Dates are Asia/Shanghai and include both ends."""

    username: str = ""
    action: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    household_no: str = ""
    village_prefix: str = ""
    refused_only: bool = False


def page(wanted: Filter, *, before: int | None = None, size: int = 50) -> list[Line]:
    """The newest events first; `before` is the id of the last line of the page above. One query."""
    rows = Event.objects.order_by("-id")
    exact = {"by_username": wanted.username, "household_no": wanted.household_no}
    rows = rows.filter(**{field: value for field, value in exact.items() if value})
    if wanted.action:
        # `intake` means everything of intake, `intake.batch.merged` that one.
        rows = rows.filter(action__startswith=wanted.action)
    if wanted.village_prefix:
        rows = rows.filter(village_code__startswith=wanted.village_prefix)
    if wanted.refused_only:
        rows = rows.filter(result=Result.REFUSED)
    if wanted.since:
        rows = rows.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        rows = rows.filter(at__lt=_midnight(wanted.until + dt.timedelta(days=1)))
    if before:
        rows = rows.filter(id__lt=before)
    return [_line(event) for event in rows[:size]]


def actions() -> dict[str, str]:
    """Every declared action and its sentence, for the filter."""
    return dict(sorted(vocabulary.ACTIONS.items()))


def _midnight(date: dt.date) -> dt.datetime:
    return dt.datetime.combine(date, dt.time(), clock.SHANGHAI)


def _line(event: Event) -> Line:
    return Line(
        id=event.pk,
        at=event.at.astimezone(clock.SHANGHAI),
        who=event.by_display,
        username=event.by_username,
        says=vocabulary.says(event.action, facts.read(event.facts)),
        action=event.action,
        subject=event.subject,
        household_no=event.household_no,
        village_code=event.village_code,
        ip=event.ip,
        device=event.device,
        refused=event.result == Result.REFUSED,
        reason=event.reason,
    )
