"""The hash chain over the audit log (审计链, C36): sealed by one job each minute, verified on demand.

Chaining every event as it is written would make all writers wait for one row. An event is chained once it is
committed, whatever its id: on PostgreSQL a smaller id may be committed later than a greater one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes
from django.db import transaction
from django.db.models import Exists, OuterRef

from huaiyuan.base.audit.models import ChainLink, Event
from huaiyuan.core.kernel import clock

START = "0" * 64
BATCH = 2000
# A transaction that lives longer than this loses its events' place in the chain, and verifying says so.
LOOK_BACK = dt.timedelta(days=1)
GRACE = dt.timedelta(minutes=10)
FIELDS = (
    "id", "at", "action", "by_username", "by_display", "ip", "device", "subject", "household_no", "village_code",
    "result", "reason", "writes", "facts",
)  # fmt: skip


@dataclass(frozen=True)
class Head:
    """The end of the chain: how many events it holds and the digest over them all. Kept outside the database too."""

    position: int
    digest: str


@dataclass(frozen=True)
class Verdict:
    """What verifying found. `faults` are Chinese sentences that name the place; none means that all is well."""

    head: Head
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether the log is as it was written."""
        return not self.faults


def head() -> Head:
    """The end of the chain as the database has it."""
    last = ChainLink.objects.order_by("-position").first()
    return Head(last.position, last.digest) if last else Head(0, START)


def seal_chain() -> Head:
    """Chain every committed event that is not in it yet; returns the new head. Safe to call from several processes."""
    now = clock.now()
    while True:
        # The position is the primary key: of two sealers at once, one fails and seals nothing.
        with transaction.atomic():
            end = head()
            links = []
            for event in _unsealed(end):
                end = Head(end.position + 1, _digest(end.digest, event))
                links.append(ChainLink(position=end.position, event_id=event["id"], digest=end.digest, sealed_at=now))
            ChainLink.objects.bulk_create(links)
        if len(links) < BATCH:
            return end


def verify_chain(known: Head | None = None) -> Verdict:
    """Walk the whole chain. `known` is an earlier head kept elsewhere: without it a cut tail cannot be seen."""
    faults = list(_walk_faults())
    found = head()
    faults += _missing_from_chain()
    if known and known.position:
        digest = ChainLink.objects.filter(position=known.position).values_list("digest", flat=True).first()
        if digest is None:
            faults.append(f"审计链的尾巴被截掉了：应有 {known.position} 条，只剩 {found.position} 条")
        elif digest != known.digest:
            faults.append(f"审计链被整条改写过：第 {known.position} 条的摘要和留存的不一致")
    return Verdict(found, tuple(faults))


def _unsealed(end: Head) -> list[dict[str, Any]]:
    rows = Event.objects.order_by("id")
    if end.position:
        sealed_at = ChainLink.objects.values_list("sealed_at", flat=True).get(position=end.position)
        rows = rows.filter(at__gte=sealed_at - LOOK_BACK)
    rows = rows.filter(~Exists(ChainLink.objects.filter(event_id=OuterRef("id"))))
    return list(rows.values(*FIELDS)[:BATCH])


def _walk_faults() -> Iterator[str]:
    before, expected = START, 1
    for link, event in _pairs():
        if link["position"] != expected:
            yield f"审计链缺第 {expected}—{link['position'] - 1} 条"
            before = ""
        if event is None:
            yield f"第 {link['position']} 条（审计记录 {link['event_id']}）被删掉了"
        elif before and _digest(before, event) != link["digest"]:
            yield f"第 {link['position']} 条（审计记录 {link['event_id']}）或它的摘要被改过"
        before, expected = link["digest"], link["position"] + 1


def _pairs() -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    after = 0
    while True:
        links = list(
            ChainLink.objects.filter(position__gt=after)
            .order_by("position")
            .values("position", "event_id", "digest")[: BATCH // 4]
        )
        if not links:
            return
        wanted = [link["event_id"] for link in links]
        events = {event["id"]: event for event in Event.objects.filter(id__in=wanted).order_by().values(*FIELDS)}
        for link in links:
            yield dict(link), events.get(link["event_id"])
        after = links[-1]["position"]


def _missing_from_chain() -> list[str]:
    loose = Event.objects.filter(
        ~Exists(ChainLink.objects.filter(event_id=OuterRef("id"))), at__lt=clock.now() - GRACE
    ).order_by("id")
    return [
        f"审计记录 {number} 不在链上：后来插进去的，或封链停了" for number in loose.values_list("id", flat=True)[:20]
    ]


def _digest(before: str, event: dict[str, Any]) -> str:
    """SM3 over the digest before and every field, each with its length, so that no two events write alike."""
    sm3 = hashes.Hash(hashes.SM3())
    sm3.update(before.encode())
    for name in FIELDS:
        value = event[name]
        text = value.astimezone(dt.UTC).isoformat() if isinstance(value, dt.datetime) else str(value)
        data = text.encode()
        sm3.update(len(data).to_bytes(4, "big") + data)
    return sm3.finalize().hex()
