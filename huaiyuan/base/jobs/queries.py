"""Reading jobs: what runs, and how the last one of a kind ended."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from huaiyuan.base.jobs import kinds
from huaiyuan.base.jobs.models import Job as Row
from huaiyuan.base.jobs.models import State
from huaiyuan.core.kernel import clock


@dataclass(frozen=True)
class Progress:
    """A job as pages show it. `rate` is rows a second in this stage, None when it cannot be told yet."""

    id: int
    kind: str
    key: str
    label: str
    stage: str
    state: str
    done: int
    total: int
    rate: float | None
    by_username: str
    started_at: dt.datetime
    finished_at: dt.datetime | None
    cancel_requested: bool
    result: str
    error: str

    @property
    def percent(self) -> int | None:
        """How much of the stage is done, None when the total is not known."""
        return min(100, self.done * 100 // self.total) if self.total else None

    @property
    def is_running(self) -> bool:
        """Whether it still runs."""
        return self.state == State.RUNNING


def running(kind: str | None = None) -> list[Progress]:
    """The jobs that run, oldest first."""
    rows = Row.objects.filter(state=State.RUNNING).order_by("id")
    return [_progress(row) for row in (rows.filter(kind=kind) if kind else rows)]


def has_queued(*kinds: str) -> bool:
    """Whether the worker still has work of these kinds before it or in hand, claimed as a job or not yet."""
    pending = DBTaskResult.objects.filter(status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING))
    return any(kind in kinds for row in pending.values_list("args_kwargs", flat=True) for kind in row["args"][:1])


@dataclass(frozen=True)
class Going:
    """What is before the worker or in hand of some kinds."""

    running: list[Progress]
    queued: bool


def going(kind: str, *others: str) -> Going:
    """What a page asks BEFORE it reads results: work that ends meanwhile is then in the results, or the page looks again.

    Asked the other way round, a page may show the old results and think that nothing goes on. `running` is of `kind`.
    """
    queued = has_queued(kind, *others)
    return Going(running(kind), queued)


def find(job_id: int) -> Progress | None:
    """One job by its number."""
    row = Row.objects.filter(pk=job_id).first()
    return _progress(row) if row else None


def latest(kind: str, key: str = "") -> Progress | None:
    """The newest job of a kind and key, running or not."""
    row = Row.objects.filter(kind=kind, key=key).order_by("-id").first()
    return _progress(row) if row else None


def newest(kind: str) -> Progress | None:
    """The newest job of a kind, whatever its key, running or not."""
    row = Row.objects.filter(kind=kind).order_by("-id").first()
    return _progress(row) if row else None


def _progress(row: Row) -> Progress:
    seconds = ((row.finished_at or clock.now()) - row.stage_started_at).total_seconds()
    return Progress(
        id=row.pk, kind=row.kind, key=row.key, label=kinds.label(row.kind),
        stage=kinds.stage_label(row.kind, row.stage), state=row.state, done=row.done, total=row.total,
        rate=row.done / seconds if row.done and seconds > 0 else None, by_username=row.by_username,
        started_at=row.started_at, finished_at=row.finished_at, cancel_requested=row.cancel_requested,
        result=row.result, error=row.error,
    )  # fmt: skip
