"""The worker's loop: django-tasks' own worker for the queue, and a thread for the chores of every minute."""

from __future__ import annotations

import os
import threading

from django.db import connection
from django_tasks_db.management.commands.db_worker import Worker

from huaiyuan.base.jobs import leftovers
from huaiyuan.base.jobs.tick import tick
from huaiyuan.core.engine import child_main

TICK_S = 60.0
INTERVAL_S = 0.5


def work_and_tick(ended: threading.Event, *, batch: bool = False) -> None:
    """Work through the queue; with `batch` until it is empty, otherwise until a signal ends the process."""
    if not batch:
        child_main.die_with_parent(os.getppid())
    leftovers.requeue()
    ticking = threading.Thread(target=_tick_until, args=(ended,), name="tick", daemon=True)
    ticking.start()
    try:
        worker = Worker(
            queue_names=["default"], interval=INTERVAL_S, batch=batch, backend_name="default", startup_delay=False,
            max_tasks=None, worker_id=leftovers.worker_id(), excluded_queue_names=[],
        )  # fmt: skip
        if not batch:
            worker.configure_signals()
        worker.run()
    finally:
        ended.set()
        ticking.join()


def _tick_until(ended: threading.Event) -> None:
    try:
        while not ended.wait(TICK_S):
            tick()
            # A new connection each minute: an idle one would hold back the checkpoint or go stale.
            connection.close()
    finally:
        connection.close()
