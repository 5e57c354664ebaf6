"""Snapshots (快照): every published table as known at one instant, in Parquet, named by its content.

Two databases with the same facts give the same hash: rows are sorted by all columns, and the hash is that of the bytes
written. All validity dates stay inside, so one snapshot answers for any day: `connect(folder, as_of)`.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import duckdb

from huaiyuan.core.engine import child, errors, extracts, tables, views
from huaiyuan.core.kernel.errors import DomainError

MANIFEST = "manifest.json"
MEMORY, THREADS = "1500MB", 2


def take(database: str, root: Path, on_progress: child.Progress | None = None) -> Path:
    """Read every registered extract in one read transaction and write `root/<hash>/`; returns that folder.

    A snapshot with the same content is not written twice. Tables nobody registered are there, empty.
    """
    queries = extracts.for_dialect(database.partition(":")[0])
    payload = {"database": database, "queries": queries, "root": str(root), "declared": tables.DECLARED}
    answer = child.call("huaiyuan.core.engine.snapshot_child:take", payload, on_progress)
    return root / str(answer["hash"])


def manifest(folder: Path) -> dict[str, Any]:
    """Hash, rows and file hashes by table, version. Raises ENGINE_SNAPSHOT_MISSING."""
    try:
        return dict(json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError) as failure:
        raise DomainError(errors.SNAPSHOT_MISSING, name=folder.name) from failure


def connect(folder: Path, as_of: dt.date, spill: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection with the tables of a snapshot and the views `household_now` and `person_now` on a day.

    Memory and threads are bounded; what does not fit goes to `spill` (default: the `tmp` beside the snapshots).
    Instants are shown in Asia/Shanghai. Raises ENGINE_SNAPSHOT_MISSING.
    """
    if not (folder / MANIFEST).exists():
        raise DomainError(errors.SNAPSHOT_MISSING, name=folder.name)
    connection = bounded(spill or folder.parent.parent / "tmp")
    connection.execute("SET TimeZone = 'Asia/Shanghai'")
    there = manifest(folder).get("rows", tables.TABLES)
    for table in there:
        file = str(folder / f"{table}.parquet").replace("'", "''")
        connection.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{file}')")  # noqa: S608
    # A ledger that was declared after the snapshot was taken had no rows in it.
    for table in tables.DECLARED.keys() - there.keys():
        columns = ", ".join(f'"{name}" {type_.rstrip("?")}' for name, type_ in tables.DECLARED[table].items())
        connection.execute(f"CREATE TEMP TABLE {table} ({columns})")
    views.create(connection, as_of)
    return connection


def bounded(spill: Path) -> duckdb.DuckDBPyConnection:
    """An empty DuckDB that keeps to the memory a small server has; its spill lies in the data directory (decision 8)."""
    return duckdb.connect(config={"memory_limit": MEMORY, "threads": THREADS, "temp_directory": str(spill)})
