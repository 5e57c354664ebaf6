"""Writing audit events, in the transaction of the change they tell about (C37)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import connection
from django.db.models import Count, Max

from huaiyuan.base.audit import facts as lines
from huaiyuan.base.audit.models import Event, Result
from huaiyuan.base.audit.vocabulary import ACTIONS
from huaiyuan.core.kernel import clock

SYSTEM = "系统"
BATCH = 1000


class Actor(Protocol):
    """Who acts: anything with the two names of an account."""

    username: str
    display_name: str


@dataclass(frozen=True)
class Place:
    """Where a request came from."""

    ip: str = ""
    device: str = ""


NOWHERE = Place()
_place: ContextVar[Place] = ContextVar("audit_place")


@contextmanager
def seen_from(ip: str, device: str) -> Iterator[None]:
    """Events recorded inside carry this address and device; the web shell wraps every request in it."""
    token = _place.set(Place(ip, device))
    try:
        yield
    finally:
        _place.reset(token)


def record(
    action: str,
    *,
    by: Actor | str | None,
    subject: str = "",
    household_no: str = "",
    village_code: str = "",
    writes: bool = False,
    refused: bool = False,
    reason: str = "",
    **facts: Any,
) -> int:
    """Write one event and return its id. `by` is an account, a user name, or None for the system itself.

    `writes` says that data changed; it must then be called inside the transaction of the change.
    Raises ValueError for an action nobody declared or a personal fact, RuntimeError outside a transaction.
    """
    event = _event(
        action, by, writes=writes, refused=refused, reason=reason,
        about={"subject": subject, "household_no": household_no, "village_code": village_code}, facts=facts,
    )  # fmt: skip
    _refuse_outside_transaction(action, writes=writes)
    event.save()
    return int(event.pk)


def record_many(
    action: str, abouts: Iterable[Mapping[str, Any]], *, by: Actor | str | None, writes: bool = True, reason: str = ""
) -> int:
    """One event for each mapping (`subject`, `household_no`, `village_code`; everything else is a fact), set-based.

    Returns how many. Raises as `record`.
    """
    _refuse_outside_transaction(action, writes=writes)
    known = ("subject", "household_no", "village_code")
    events = []
    for about in abouts:
        place = {name: str(about.get(name, "")) for name in known}
        facts = {name: value for name, value in about.items() if name not in known}
        events.append(_event(action, by, writes=writes, refused=False, reason=reason, about=place, facts=facts))
    Event.objects.bulk_create(events, batch_size=BATCH)
    return len(events)


def last_write_id() -> int:
    """Grows with every committed event that changed data; equal marks mean that nothing was written in between.

    It counts rather than takes the greatest id: on PostgreSQL a smaller id may be committed after a greater one.
    """
    return Event.objects.filter(writes=True).order_by().count()


def write_mark() -> str:
    """What tells whether data changed: how many writes there were and when the last one was.

    The instant is in it because a restored backup may come to the same count by other writes.
    """
    found = Event.objects.filter(writes=True).aggregate(count=Count("id"), last=Max("at"))
    return f"{found['count']} {found['last'].isoformat() if found['last'] else '—'}"


def _event(
    action: str,
    by: Actor | str | None,
    *,
    writes: bool,
    refused: bool,
    reason: str,
    about: Mapping[str, str],
    facts: dict[str, Any],
) -> Event:
    if action not in ACTIONS:
        raise ValueError(f"audit action {action} is not declared")
    place = _place.get(NOWHERE)
    username, display = _names(by)
    return Event(
        at=clock.now(),
        action=action,
        by_username=lines.clean(username, 150),
        by_display=lines.clean(display, 120),
        ip=lines.clean(place.ip, 45),
        device=lines.clean(place.device, 200),
        subject=lines.clean(about["subject"], 200),
        household_no=lines.clean(about["household_no"], 24),
        village_code=lines.clean(about["village_code"], 12),
        result=Result.REFUSED if refused else Result.DONE,
        reason=lines.clean(reason, 500),
        writes=writes,
        facts=lines.write(facts),
    )


def _names(by: Actor | str | None) -> tuple[str, str]:
    if by is None:
        return "", SYSTEM
    if isinstance(by, str):
        return by, by
    return str(by.username), str(by.display_name)


def _refuse_outside_transaction(action: str, *, writes: bool) -> None:
    if writes and not connection.in_atomic_block:
        raise RuntimeError(f"{action} must be recorded in the transaction of its change")
