"""Folding SQLite's write-ahead log into the database (检查点) while the write gate is shut: decision 0002.

SQLite before 3.51.3 may lose data when a checkpoint and a writer that restarts the log meet. Our connections never
checkpoint by themselves; this does, while it holds the write lock, so that no writer can be under way.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass

from django.db import connection

WAIT_S = 5.0


@dataclass(frozen=True)
class Folded:
    """Frames in the log and how many of them are in the database now; all of them unless a reader held some back."""

    frames: int
    folded: int


def fold() -> Folded | None:
    """Checkpoint once; None when it is not SQLite, or when writers kept the gate open for five seconds.

    Must not be called inside a transaction of this thread: it would wait for itself.
    """
    if connection.vendor != "sqlite":
        return None
    path = str(connection.settings_dict["NAME"])
    with closing(_connect(path)) as gate, closing(_connect(path)) as worker:
        try:
            gate.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return None
        try:
            # PASSIVE alone never restarts the log; the next writer does, when nobody checkpoints any more.
            _, frames, folded = worker.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        finally:
            gate.execute("ROLLBACK")
    return Folded(frames, folded)


def _connect(path: str) -> sqlite3.Connection:
    opened = sqlite3.connect(path, timeout=WAIT_S, isolation_level=None)
    opened.execute("PRAGMA wal_autocheckpoint=0")
    return opened
