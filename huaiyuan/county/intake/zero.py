"""零报告: a department says that it had nothing for a period; taken back by hand, or by the file that comes later."""

from __future__ import annotations

from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.audit.recording import Actor
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import errors, sources, staging, trail
from huaiyuan.county.intake.models import LIVE, Batch, ZeroReport
from huaiyuan.county.intake.source import EVENTS

By = Actor | str | None


@transaction.atomic
def report(source: str, period: str, *, by: By, note: str = "") -> ZeroReport:
    """Say that there is nothing for a source of events in a period that is over.

    Raises: INTAKE_UNKNOWN_SOURCE, INTAKE_BAD_PERIOD, INTAKE_FUTURE_PERIOD, INTAKE_ZERO_EARLY, INTAKE_ZERO_ROLL,
    INTAKE_ZERO_HAS_FILE, INTAKE_ZERO_ALREADY.
    """
    declared, month = sources.find(source), staging.period_of(period)
    if declared.kind != EVENTS:
        raise DomainError(errors.ZERO_ROLL, source=declared.name)
    if month.last_day >= clock.today():
        raise DomainError(errors.ZERO_EARLY, period=month)
    sent = Batch.objects.filter(source=source, period=str(month), state__in=LIVE).first()
    if sent is not None:
        raise DomainError(errors.ZERO_HAS_FILE, period=month, batch=sent.batch_id)
    made, is_new = ZeroReport.objects.get_or_create(
        source=source, period=str(month), ended_at=None,
        defaults={"reported_by": username(by), "reported_at": clock.business_now(), "note": note.strip()[:200]},
    )  # fmt: skip
    if not is_new:
        on = f"{made.reported_at.astimezone(clock.SHANGHAI):%Y-%m-%d}"
        raise DomainError(errors.ZERO_ALREADY, period=month, by=made.reported_by, at=on)
    audit.record(trail.ZERO_REPORTED, by=by, subject=f"zero:{source}/{month}", reason=note)
    return made


@transaction.atomic
def revoke(source: str, period: str, *, by: By, reason: str) -> None:
    """Take a 零报告 back. Raises: INTAKE_NO_REASON, INTAKE_ZERO_NONE."""
    if not reason.strip():
        raise DomainError(errors.NO_REASON)
    if not _end(source, period, by, reason.strip()):
        raise DomainError(errors.ZERO_NONE, period=period[:20])
    audit.record(trail.ZERO_REVOKED, by=by, subject=f"zero:{source}/{period}", reason=reason)


def replaced_by(batch: Batch, by: By) -> None:
    """A file has come for the period after all; called in the transaction that receives it."""
    if _end(batch.source, batch.period, by, f"收到{batch.batch_id}"):
        audit.record(
            trail.ZERO_REPLACED, by=by, subject=f"zero:{batch.source}/{batch.period}", batch=batch.batch_id
        )  # fmt: skip


def _end(source: str, period: str, by: By, because: str) -> bool:
    standing = ZeroReport.objects.filter(source=source, period=period, ended_at=None)
    ended = standing.update(ended_at=clock.business_now(), ended_by=username(by), ended_because=because[:200])
    return ended == 1


def username(by: By) -> str:
    """The account's name as a batch keeps it."""
    return by if isinstance(by, str) else getattr(by, "username", "")
