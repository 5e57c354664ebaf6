"""The snapshot that figures and screening read: a new one when something was written since the newest."""

from __future__ import annotations

import datetime as dt
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
from django.conf import settings

from huaiyuan.base import audit
from huaiyuan.base.figures.errors import NO_SNAPSHOT
from huaiyuan.base.jobs.database import database_url
from huaiyuan.core.engine import snapshot as engine
from huaiyuan.core.engine.tables import VERSION
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError

NEWEST = "newest.json"
# Two who ask at once in one process get one snapshot.
_ONE = threading.Lock()


@dataclass(frozen=True)
class Snapshot:
    """A snapshot folder, when it was taken (UTC), and the writes it is sure to know."""

    hash: str
    folder: Path
    taken_at: dt.datetime
    write_mark: str


def current() -> Snapshot:
    """A snapshot that knows everything written so far: the newest, or one taken now."""
    with _ONE:
        found = _read()
        # Read before the extract: a write that slips in between makes the next reader take another one.
        write_mark = audit.write_mark()
        if found is not None and found.write_mark == write_mark and _is_of_this_version(found):
            return found
        return _take(write_mark)


def _is_of_this_version(found: Snapshot) -> bool:
    """Whether it has every table and column that is published today: an older system may have taken it."""
    return bool(engine.manifest(found.folder).get("version") == VERSION)


def recent(age: dt.timedelta) -> Snapshot:
    """The newest snapshot when it is no older than `age` of real time, else `current`: for what many ask for at once."""
    found = _read()
    return found if found is not None and clock.now() - found.taken_at <= age else current()


def newest() -> Snapshot:
    """The newest snapshot there is, however old: what pages show, with its time. Raises FIGURES_NO_SNAPSHOT."""
    found = _read()
    if found is None:
        raise DomainError(NO_SNAPSHOT)
    return found


def newest_or_first() -> Snapshot:
    """The newest snapshot, or the first one, taken now."""
    return _read() or current()


def newest_hash() -> str:
    """Which snapshot is the newest; empty when there is none."""
    found = _read()
    return found.hash if found else ""


@contextmanager
def connect(snapshot: Snapshot, as_of: dt.date) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB connection with the views of a snapshot as of a day."""
    connection = engine.connect(snapshot.folder, as_of)
    try:
        yield connection
    finally:
        connection.close()


def root() -> Path:
    """The folder of all snapshots."""
    return Path(settings.DATA_DIR) / "snapshots"


def _take(write_mark: str) -> Snapshot:
    taken_at = clock.now()
    folder = Path(engine.take(database_url(), root()))
    # Equal content is not written twice: a folder taken again is as young as a new one (see `retention`).
    os.utime(folder)
    note = {"hash": folder.name, "taken_at": taken_at.isoformat(), "write_mark": write_mark}
    temporary = root() / f"{NEWEST}.{os.getpid()}"
    temporary.write_text(json.dumps(note), encoding="utf-8")
    temporary.replace(root() / NEWEST)
    return Snapshot(folder.name, folder, taken_at, write_mark)


def _read() -> Snapshot | None:
    file = root() / NEWEST
    if not file.exists():
        return None
    note = json.loads(file.read_text(encoding="utf-8"))
    folder = root() / note["hash"]
    # One that an earlier version of the tables was written by lacks what is asked for today.
    if not folder.is_dir() or engine.manifest(folder).get("version") != VERSION:
        return None
    return Snapshot(note["hash"], folder, dt.datetime.fromisoformat(note["taken_at"]), note.get("write_mark", ""))
