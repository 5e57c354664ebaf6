"""DuckDB for small work inside a process: one database that stays, and a connection for each piece of work.

To open a database takes DuckDB longer than most of what a page asks of it. What a piece of work makes must be temporary
(`CREATE TEMP …`, `register`, `SET` of what belongs to a session): its connection alone sees it, and takes it along. Large
work runs in a child, which has a database of its own.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import duckdb

from huaiyuan.core.engine.snapshot import bounded
from huaiyuan.core.kernel import installation

_ONE = threading.Lock()


@contextmanager
def scratch() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that nobody else sees anything of; memory, threads and spill are bounded for the process."""
    with _ONE:
        connection = _database(installation.current().folder / "tmp").cursor()
    try:
        yield connection
    except duckdb.FatalException:
        # It stays broken for whoever comes next.
        _database.cache_clear()
        raise
    finally:
        connection.close()


@cache
def _database(spill: Path) -> duckdb.DuckDBPyConnection:
    opened = bounded(spill)
    # A file that is written anew within the same instant must never be answered from what was read of it before.
    opened.execute("SET enable_external_file_cache = false")
    return opened


if hasattr(os, "register_at_fork"):
    # The threads of a database do not live on in a process that was forked; Windows knows no forks.
    os.register_at_fork(after_in_child=_database.cache_clear)
