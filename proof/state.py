"""The public state of a data directory, hashed table by table, so that two runs can be compared.

Rows by public or natural key: no surrogate ids, no instants, no versions, no audit; sealed cells by what they open to.
Run as `python -m proof.state DATA_DIR`; prints one JSON object.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from huaiyuan.core.engine import child, child_main
from proof import command

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

# Intake, screening and workbooks that come back write here; what they may not touch is seen through the published tables.
_WRITTEN = ("intake", "matching", "screening", "leads", "worklist", "ledger")
# Two runs that did the same differ in their instants, and in how often a row was written.
_NOT_COMPARED = ("TIMESTAMP WITH TIME ZONE", "TIMESTAMP")
_VERSIONS = {"version", "base_version"}


def read(data_dir: Path) -> dict[str, str]:
    """The hashes, taken in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "proof.state", str(data_dir)],
        capture_output=True,
        text=True,
        check=False,
        env=command.plain_environment(),
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-2000:])
    found: dict[str, str] = json.loads(done.stdout)
    return found


class Reader:
    """Reads one data directory again and again, whatever is put in its place, in one process that it keeps."""

    def __init__(self, data_dir: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "proof.state", str(data_dir), "--again"],
            env=command.plain_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def read(self) -> dict[str, str]:
        """The hashes as they are now."""
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("it is spoken to through pipes")
        print(file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the reader ended; what it said stands above")
        found: dict[str, str] = json.loads(line)
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate("", timeout=60)


def differing(one: dict[str, str], other: dict[str, str]) -> list[str]:
    """The names of the tables and files that are not equal in two states."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def _hash(rows: Iterable[Any]) -> str:
    lines = sorted(map(repr, rows))
    return f"{len(lines)} {hashlib.sha256(chr(10).join(lines).encode()).hexdigest()[:16]}"


def _hash_query(connection: duckdb.DuckDBPyConnection, relation: str) -> str:
    """Hash a relation in the engine: the sum over its rows keeps repeated rows apart and knows no order."""
    columns = [f'"{c[0]}"' for c in connection.execute(f"DESCRIBE {relation}").fetchall() if c[1] not in _NOT_COMPARED]
    [(rows, total)] = connection.execute(
        f"SELECT count(*), coalesce(sum(hash({', '.join(columns)})::HUGEINT), 0) FROM {relation}"
    ).fetchall()
    return f"{rows} {total:x}"


def _published(root: Path) -> dict[str, str]:
    from huaiyuan.base.jobs.database import database_url
    from huaiyuan.core.engine import snapshot, tables

    with tempfile.TemporaryDirectory(dir=root / "tmp") as folder:
        taken = snapshot.take(database_url(), Path(folder) / "snapshots")
        connection = snapshot.connect(taken, dt.date(2026, 11, 23), spill=root / "tmp")
        found = {f"published/{table}": _hash_query(connection, table) for table in tables.every()}
        connection.close()
    return found


def written() -> dict[str, str]:
    """Every table that intake, matching, screening, leads, the work list and workbooks of ledgers write."""
    from django.apps import apps
    from django.db import models

    left_out = (models.AutoField, models.BigAutoField, models.ForeignKey, models.DateTimeField, models.UUIDField)
    found = {}
    for label in _WRITTEN:
        for model in apps.get_app_config(label).get_models():
            fields = [f.name for f in model._meta.concrete_fields if not isinstance(f, left_out)]
            kept = [name for name in fields if name not in _VERSIONS]
            found[model._meta.label] = _hash(model._default_manager.values_list(*kept).iterator())
    return found


def _files(root: Path, read_before: dict[tuple[str, str], str]) -> dict[str, str]:
    """The files of the batches, fills and runs that the database knows; a folder it does not know is nobody's to see.

    `read_before` keeps what a file of these very bytes was found to hold, by its name and digest: cells open slowly.
    """
    import duckdb

    from huaiyuan.county.intake.models import Batch
    from huaiyuan.county.ledger.models import Fill
    from huaiyuan.county.screening.models import Run

    known = {
        *Batch.objects.values_list("batch_id", flat=True), *Fill.objects.values_list("number", flat=True),
        *Run.objects.values_list("run_id", flat=True),
    }  # fmt: skip
    files = sorted([*root.glob("lake/*/*/*.parquet"), *root.glob("runs/*/*.parquet")])
    found = {}
    connection = duckdb.connect()
    for file in (f for f in files if f.parent.name in known):
        name = file.relative_to(root).as_posix()
        these = (name, hashlib.sha256(file.read_bytes()).hexdigest())
        if these not in read_before:
            table = connection.sql(f"SELECT * FROM read_parquet('{file}')").to_arrow_table()
            connection.register("opened", _opened(root, file.parent.name, table))
            read_before[these] = _hash_query(connection, "opened")
        found[name] = read_before[these]
    return found


def _opened(root: Path, batch: str, table: pa.Table) -> pa.Table:
    from huaiyuan.county.intake.sealing import open_cells

    for name in [c for c in table.column_names if c.endswith("_sealed")]:
        # The identity cell's column is named id_sealed, and is bound to the source's own name for it.
        column = "id_number" if name == "id_sealed" else name.removesuffix("_sealed")
        clear = open_cells(root, batch, column, table[name], table["sheet"], table["row"])
        table = table.set_column(table.column_names.index(name), name, clear)
    return table


def one_child(stack: ExitStack) -> None:
    """One process for all that children are asked for here: a state is read dozens of times, and each needs a snapshot.

    Must be called before Django is imported, which no child may know.
    """
    apart = stack.enter_context(ProcessPoolExecutor(1, mp_context=get_context("fork")))
    apart.submit(os.getpid).result()

    def call(target: str, payload: Mapping[str, Any], *_: Any) -> dict[str, Any]:
        return apart.submit(child_main.run, target, dict(payload), _unheard).result()

    child.call = call  # type: ignore[assignment]


def _unheard(stage: str, done: int = 0, total: int = 0) -> None:
    """How far it is; nobody asks."""


def main(data_dir: str, *, again: bool) -> None:
    """Print the state; `again`: once for every line that comes in."""
    os.environ["HUAIYUAN_DATA_DIR"] = data_dir
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huaiyuan.config.settings")
    with ExitStack() as stack:
        one_child(stack)
        import django

        django.setup()
        from django.db import connections

        root, files = Path(data_dir), dict[tuple[str, str], str]()
        for _ in sys.stdin if again else [""]:
            print(json.dumps(_published(root) | written() | _files(root, files)), flush=True)
            # The folder may be another by the next time.
            connections.close_all()


if __name__ == "__main__":
    main(sys.argv[1], again="--again" in sys.argv[2:])
