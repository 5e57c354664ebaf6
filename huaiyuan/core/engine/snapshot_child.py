"""The inside of `snapshot.take`: reads the database and writes Parquet. Runs in child processes only: decision 0001."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from huaiyuan.core.engine import errors, lake, snapshot, tables, transfer_child
from huaiyuan.core.engine.tables import VERSION, cast
from huaiyuan.core.kernel import faultpoint
from huaiyuan.core.kernel.errors import DomainError

# Row groups small enough that DuckDB reads them with both threads, large enough to compress well.
WRITE = "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"


def take(payload: dict[str, Any], report: Callable[..., None]) -> dict[str, Any]:
    """Write the snapshot into a hidden folder and rename it to its hash."""
    root = Path(payload["root"])
    for name, columns in payload.get("declared", {}).items():
        tables.declare(name, columns)
    lake.sweep(root)
    with lake.hidden_folder(root, "new") as folder:
        manifest = _write(payload["database"], payload["queries"], folder, report)
        faultpoint.reached("snapshot.written")
        # Equal content has the same name: whoever was first, it is the same snapshot.
        lake.publish(folder, root / manifest["hash"])
    return {"hash": manifest["hash"]}


def _write(database: str, queries: dict[str, str], folder: Path, report: Callable[..., None]) -> dict[str, Any]:
    every = tables.every()
    rows = dict.fromkeys(every, 0)
    with snapshot.bounded(folder) as engine:
        # Naive texts of SQLite are instants in UTC.
        engine.execute("SET TimeZone = 'UTC'")
        for name, table in transfer_child.read(database, queries):
            write_table(engine, name, table, folder)
            rows[name] = table.num_rows
            report(name, len(rows), len(every))
        for name in every.keys() - queries.keys():
            write_table(engine, name, _empty(every[name]), folder)
    hashes = {name: hashlib.sha256((folder / f"{name}.parquet").read_bytes()).hexdigest() for name in every}
    whole = hashlib.sha256("\n".join(f"{name} {hashes[name]}" for name in sorted(hashes)).encode()).hexdigest()
    manifest = {"hash": whole[:32], "version": VERSION, "rows": rows, "files": hashes}
    lake.write_manifest(folder, manifest)
    return manifest


def write_table(engine: duckdb.DuckDBPyConnection, name: str, table: pa.Table, folder: Path) -> None:
    """Write one table with its declared columns, sorted by all of them. Raises ENGINE_SNAPSHOT_COLUMNS."""
    declared = tables.every()[name]
    missing = [column for column in declared if column not in table.column_names]
    if missing:
        raise DomainError(errors.SNAPSHOT_COLUMNS, table=name, columns="、".join(missing))
    columns = ", ".join(f"{cast(column, type_)} AS {column}" for column, type_ in declared.items())
    engine.register("given", table)
    file = str(folder / f"{name}.parquet").replace("'", "''")
    engine.execute(f"COPY (SELECT {columns} FROM given ORDER BY ALL) TO '{file}' {WRITE}")  # noqa: S608
    engine.unregister("given")


def _empty(declared: Mapping[str, str]) -> pa.Table:
    return pa.table({column: pa.array([], pa.string()) for column in declared})
