"""Bulk rows between the business database and Arrow files (批量搬运), always in a child process: decision 0001.

Importing this module is safe beside Django; the database driver lives in `transfer_child` and never gets here.
`database` is `sqlite:///path` or `postgresql://…`; it crosses to the child through a pipe, not on its command line.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from huaiyuan.core.engine import child

CHILD = "huaiyuan.core.engine.transfer_child"


def ingest(database: str, tables: Mapping[str, Path], on_progress: child.Progress | None = None) -> dict[str, int]:
    """Append Arrow IPC files to database tables in one transaction: all tables or none. Returns rows by table.

    Columns are matched by name and cast to what the table wants: dates and instants (aware, or naive meaning UTC) as
    Django writes them, booleans, decimals, bytes. Identity sequences follow ids that were given.
    Raises: ENGINE_TRANSFER_TABLE, ENGINE_TRANSFER_COLUMN, ENGINE_TRANSFER_VALUE, ENGINE_TRANSFER_ORPHANS (SQLite); the database's refusals as
    ENGINE_CHILD_FAILED. Nothing is written then.
    """
    files = {table: str(path) for table, path in tables.items()}
    answer = child.call(f"{CHILD}:ingest", {"database": database, "tables": files}, on_progress)
    return {table: int(rows) for table, rows in answer["rows"].items()}


def extract(
    database: str, queries: Mapping[str, str], into: Path, on_progress: child.Progress | None = None
) -> dict[str, int]:
    """Run SELECTs in one read transaction and write `<into>/<name>.arrow` each. Returns rows by name.

    All files show one instant. On SQLite the values come as stored: dates and instants are text, booleans 0 or 1.
    """
    payload = {"database": database, "queries": dict(queries), "into": str(into)}
    answer = child.call(f"{CHILD}:extract", payload, on_progress)
    return {name: int(rows) for name, rows in answer["rows"].items()}
