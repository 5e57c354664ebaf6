"""The tables of a test database, migrated once a run: workers after the first take a copy instead of migrating again."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection


def share(run: Path, patch: pytest.MonkeyPatch) -> None:
    """Let the workers of a run share what migrations make; on PostgreSQL each has a server of its own and migrates."""
    if connection.vendor != "sqlite" or "PYTEST_XDIST_WORKER" not in os.environ:
        return
    migrate = connection.creation.create_test_db
    patch.setattr(connection.creation, "create_test_db", lambda *_, **asked: _once(run.parent, migrate, asked))


def _once(shared: Path, migrate: Callable[..., str], asked: dict[str, Any]) -> str:
    ready = shared / "ready.db"
    with (shared / "ready.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            made, making = migrate(**asked), shared / "making.db"
            making.unlink(missing_ok=True)
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(making)])
            making.rename(ready)
            return made
    name = str(connection.settings_dict["TEST"]["NAME"])
    shutil.copyfile(ready, name)
    connection.close()
    connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    return name
