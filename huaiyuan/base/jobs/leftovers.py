"""Queued work whose worker died under it: done again once, then given up, so that poison cannot circle for ever."""

from __future__ import annotations

from django.db import transaction
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from huaiyuan.base.jobs import owners
from huaiyuan.core.kernel import clock

ATTEMPTS = 2
SEPARATOR = "/"


def worker_id() -> str:
    """This worker's name in the queue: it says which process it is, so that others can see whether it lives."""
    owner = owners.this_process()
    return f"{owner.host[:24]}{SEPARATOR}{owner.pid}{SEPARATOR}{owner.started}"[:64]


def requeue() -> int:
    """Give work of dead workers of this machine back to the queue; returns how many."""
    here = owners.this_process()
    given_back = 0
    with transaction.atomic():
        for row in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING):
            host, _, rest = (row.worker_ids or [""])[-1].partition(SEPARATOR)
            pid, _, started = rest.partition(SEPARATOR)
            if host != here.host[:24] or not pid.isdigit() or owners.Owner(here.host, int(pid), started).is_alive():
                continue
            if len(row.worker_ids) < ATTEMPTS:
                row.status, row.started_at = TaskResultStatus.READY, None
            else:
                row.status, row.finished_at = TaskResultStatus.FAILED, clock.now()
            row.save(update_fields=["status", "started_at", "finished_at"])
            given_back += row.status == TaskResultStatus.READY
    return given_back
