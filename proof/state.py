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
from pathlib import Path
from typing import Any

# Columns whose values differ between two runs that did the same: instants and what follows from them.
_INSTANTS = ("TIMESTAMP WITH TIME ZONE", "TIMESTAMP")


def read(data_dir: Path) -> dict[str, str]:
    """The hashes, taken in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "proof.state", str(data_dir)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-2000:])
    found: dict[str, str] = json.loads(done.stdout)
    return found


def _hash(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:16]


def _published(root: Path) -> dict[str, str]:
    from huaiyuan.base.jobs.database import database_url
    from huaiyuan.core.engine import snapshot
    from huaiyuan.core.engine.tables import TABLES

    with tempfile.TemporaryDirectory(dir=root / "tmp") as folder:
        taken = snapshot.take(database_url(), Path(folder) / "snapshots")
        connection = snapshot.connect(taken, dt.date(2026, 11, 23), spill=root / "tmp")
        found = {}
        for table in TABLES:
            columns = [c[0] for c in connection.execute(f"DESCRIBE {table}").fetchall() if c[1] not in _INSTANTS]
            found[table] = _hash(
                [repr(r) for r in connection.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall()]
            )
        connection.close()
    return found


def _batches(root: Path) -> dict[str, str]:
    import duckdb

    from huaiyuan.base.vault import vault
    from huaiyuan.county.intake.models import Batch

    found = {
        "batches": _hash(
            [
                repr(r)
                for r in Batch.objects.values_list(
                    "batch_id", "source", "period", "state", "rows", "accepted", "rejected"
                )
            ]
        )
    }
    for folder in sorted((root / "lake").glob("*/*")):
        for name in ("rows", "faults", "matches"):
            file = folder / f"{name}.parquet"
            if file.exists():
                table = duckdb.sql(f"SELECT * FROM read_parquet('{file}')").to_arrow_table()
                sealed = [c for c in table.column_names if c.endswith("_sealed")]
                keys = table.drop_columns(sealed)
                found[f"{folder.parent.name}/{folder.name}/{name}"] = _hash([repr(r) for r in keys.to_pylist()])
    assert vault
    return found


def main(data_dir: str) -> None:
    """Print the state."""
    os.environ["HUAIYUAN_DATA_DIR"] = data_dir
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huaiyuan.config.settings")
    import django

    django.setup()
    root = Path(data_dir)
    print(json.dumps(_published(root) | _batches(root) | _tasks()))


def _tasks() -> dict[str, Any]:
    from huaiyuan.county.worklist.models import Task

    return {"tasks": _hash([repr(r) for r in Task.objects.values_list("kind", "subject", "state", "village_code")])}


if __name__ == "__main__":
    main(sys.argv[1])
