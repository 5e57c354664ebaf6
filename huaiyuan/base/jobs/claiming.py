"""Claiming a piece of work so that only one process does it (认领), on both databases alike, without advisory locks.

The unique index on running jobs decides between two claimers. An owner that is dead on this machine is replaced at
once; one that is silent for a minute is replaced wherever it is, and finds out at its next sign of life.
"""

from __future__ import annotations

import datetime as dt
from types import TracebackType
from typing import Self

from django.db import IntegrityError, transaction

from huaiyuan.base.jobs import errors, kinds, owners
from huaiyuan.base.jobs.heartbeat import Heartbeat
from huaiyuan.base.jobs.models import Job as Row
from huaiyuan.base.jobs.models import State
from huaiyuan.core.kernel import clock, faultpoint
from huaiyuan.core.kernel.errors import DomainError

SILENT_AFTER = dt.timedelta(seconds=60)


class Claim:
    """A claimed job, a context manager: it ends done, failed or cancelled, whatever happens inside."""

    def __init__(self, row: Row) -> None:
        self.id = row.pk
        self.kind = row.kind
        self.key = row.key
        self.result = ""
        self._heartbeat = Heartbeat(row)

    def __enter__(self) -> Self:
        self._heartbeat.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._heartbeat.stop()
        if raised is None:
            _end(self, State.DONE, result=self.result)
        elif isinstance(raised, DomainError) and raised.code == errors.CANCELLED.code:
            _end(self, State.CANCELLED, error=str(raised))
        else:
            _end(self, State.FAILED, error=says(self.kind, raised))

    def stage(self, name: str, total: int = 0) -> None:
        """Enter a stage: `name` is a dotless English word, `total` what `advance` counts up to (0 = not known).

        Raises: JOBS_CANCELLED, JOBS_LOST.
        """
        self.check_cancel()
        self._heartbeat.enter(name, total)
        faultpoint.reached(f"{self.kind}.{name}")

    def advance(self, n: int = 1) -> None:
        """Count `n` more done; written with the next heartbeat."""
        self._heartbeat.advance(n)

    def progress(self, stage: str, done: int = 0, total: int = 0) -> None:
        """What a child reports, shaped for `child.call(on_progress=…)`; also the place where a cancel gets through."""
        self._heartbeat.show(stage, done, total)
        self.check_cancel()

    def check_cancel(self) -> None:
        """Raises JOBS_CANCELLED when somebody asked for it, JOBS_LOST when another process took the job over."""
        label = kinds.label(self.kind)
        if self._heartbeat.lost:
            raise DomainError(errors.LOST, label=label)
        if self._heartbeat.cancel_requested():
            raise DomainError(errors.CANCELLED, label=label)

    def finish(self, result: str) -> None:
        """Set the sentence that tells what came out."""
        self.result = result


def claim(kind: str, key: str = "", by: object = None) -> Claim:
    """Claim the only running job of this kind and key. `by` is an account, a user name, or None.

    Raises: JOBS_BUSY when a live owner has it.
    """
    holder = Row.objects.filter(kind=kind, key=key, state=State.RUNNING).first()
    if holder is not None and not _take_from(holder):
        raise _busy(holder)
    now, owner = clock.now(), owners.this_process()
    try:
        with transaction.atomic():
            row = Row.objects.create(
                kind=kind, key=key, by_username=getattr(by, "username", by) or "", host=owner.host, pid=owner.pid,
                process_started=owner.started, heartbeat_at=now, stage_started_at=now, started_at=now,
            )  # fmt: skip
    except IntegrityError:
        holder = Row.objects.filter(kind=kind, key=key, state=State.RUNNING).first()
        raise _busy(holder) from None
    return Claim(row)


def request_cancel(job_id: int) -> bool:
    """Ask a running job to stop at its next step; False when it runs no more."""
    return Row.objects.filter(pk=job_id, state=State.RUNNING).update(cancel_requested=True) == 1


def bury_the_dead() -> int:
    """Mark every running job as lost whose owner is dead or silent; returns how many."""
    return sum(_take_from(row) for row in Row.objects.filter(state=State.RUNNING))


def says(kind: str, raised: BaseException) -> str:
    """A failure as a sentence; only refusals tell their facts, other messages may hold anything."""
    if isinstance(raised, DomainError):
        return str(raised)[:500]
    return errors.BROKEN.says(label=kinds.label(kind), kind=type(raised).__name__)


def _take_from(row: Row) -> bool:
    """End a job whose owner is gone. The conditional update lets only one of two claimers do it."""
    owner = owners.Owner(row.host, row.pid, row.process_started)
    silent = clock.now() - row.heartbeat_at > SILENT_AFTER
    if not silent and not (owner.is_here and not owner.is_alive()):
        return False
    gone = Row.objects.filter(pk=row.pk, state=State.RUNNING, heartbeat_at=row.heartbeat_at)
    return gone.update(state=State.LOST, finished_at=clock.now(), error="中途断掉了，可以重新开始") == 1


def _busy(holder: Row | None) -> DomainError:
    if holder is None:
        return DomainError(errors.BUSY, label="同一件事", by="另一处", since="刚刚", stage="刚开始")
    since = holder.started_at.astimezone(clock.SHANGHAI).strftime("%H:%M")
    return DomainError(
        errors.BUSY, label=kinds.label(holder.kind), by=holder.by_username or "系统", since=since,
        stage=kinds.stage_label(holder.kind, holder.stage),
    )  # fmt: skip


def _end(claim_: Claim, state: State, *, result: str = "", error: str = "") -> None:
    ended = Row.objects.filter(pk=claim_.id, state=State.RUNNING)
    ended.update(state=state, finished_at=clock.now(), result=result[:500], error=error, **claim_._heartbeat.counts())
