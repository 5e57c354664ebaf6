"""The sign of life of a job (心跳): a thread with its own short connection, so that long work still shows itself."""

from __future__ import annotations

import threading
import time

from django.db import DatabaseError, connection

from huaiyuan.base.jobs.models import Job as Row
from huaiyuan.base.jobs.models import State
from huaiyuan.core.kernel import clock

BEAT_S = 2.0
LOOK_S = 0.5
# A beat that meets a long write transaction is skipped, not waited for.
PATIENCE_MS = 200


class Heartbeat:
    """Writes stage and counts of a running job every two seconds and reads whether it is still wanted."""

    def __init__(self, row: Row) -> None:
        self.row_id = row.pk
        self.lost = False
        self._stage, self._done, self._total = "", 0, 0
        self._stage_started_at = row.stage_started_at
        self._cancelled = False
        self._looked_at = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat_until_ended, name=f"heartbeat-{row.pk}", daemon=True)

    def start(self) -> None:
        """Begin to beat."""
        self._thread.start()

    def stop(self) -> None:
        """End and wait for the thread."""
        self._ended.set()
        self._thread.join()

    def enter(self, stage: str, total: int) -> None:
        """A new stage, written at once where no transaction holds it back."""
        self._stage, self._done, self._total = stage, 0, total
        self._stage_started_at = clock.now()
        if not connection.in_atomic_block:
            self._note(self._write())

    def advance(self, n: int) -> None:
        """More done."""
        self._done += n

    def show(self, stage: str, done: int, total: int) -> None:
        """What a child says of itself."""
        if stage != self._stage:
            self._stage_started_at = clock.now()
        self._stage, self._done, self._total = stage, done, total

    def counts(self) -> dict[str, object]:
        """Stage and counts as they stand."""
        return {
            "stage": self._stage[:80], "stage_started_at": self._stage_started_at, "done": self._done,
            "total": self._total,
        }  # fmt: skip

    def cancel_requested(self) -> bool:
        """Whether somebody asked to stop; the database is asked at most twice a second."""
        if not self._cancelled and time.monotonic() - self._looked_at > LOOK_S:
            self._looked_at = time.monotonic()
            self._cancelled = Row.objects.filter(pk=self.row_id, cancel_requested=True).exists()
        return self._cancelled

    def _beat_until_ended(self) -> None:
        try:
            while not self._ended.wait(BEAT_S):
                self._beat()
        finally:
            connection.close()

    def _beat(self) -> None:
        try:
            if connection.vendor == "sqlite":
                with connection.cursor() as cursor:
                    cursor.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
            self._note(self._write())
        except DatabaseError:
            connection.close()

    def _write(self) -> int:
        mine = Row.objects.filter(pk=self.row_id, state=State.RUNNING)
        return mine.update(heartbeat_at=clock.now(), **self.counts())

    def _note(self, written: int) -> None:
        # A row that is not there at all has not been committed yet: that is not a loss.
        if not written and Row.objects.filter(pk=self.row_id).exclude(state=State.RUNNING).exists():
            self.lost = True
