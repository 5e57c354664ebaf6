"""A file beside the one before it: what is odd about it as a whole, and for a correction how many rows changed."""

# ruff: noqa: S608 - names of declared columns stand in the SQL, never what a cell says
from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from huaiyuan.core.engine import lake
from huaiyuan.county.intake import changes
from huaiyuan.county.intake.source import Source

# Sealed cells differ each time they are sealed; the place in the original is not what a row says.
NOT_SAID = ("sheet", "row")
SEALED = "_sealed"


def since(
    con: duckdb.DuckDBPyConnection, before: str, manifest: Mapping[str, Any], folder: Path, source: Source
) -> dict[str, Any]:
    """What the manifest says about the batch before: its number, what is odd, and for the same period which rows changed.

    `before` is the folder of that batch; empty when there is none or it is gone.
    """
    if not before or not (Path(before) / lake.MANIFEST).exists():
        return {}
    old = lake.read_manifest(Path(before))
    odd = changes.since(old, manifest, source)
    said: dict[str, Any] = {
        "batch": old["batch"], "missing_townships": list(odd.missing_townships), "fewer": odd.fewer, "older": odd.older,
        "scaled": [[name, str(was), str(now)] for name, was, now in odd.scaled],
    }  # fmt: skip
    if old["period"] == manifest["period"]:
        said["rows"] = _rows(con, Path(before) / lake.ROWS, folder / lake.ROWS)
    return said


def _rows(con: duckdb.DuckDBPyConnection, old: Path, new: Path) -> dict[str, int]:
    names = [n for n in pq.read_schema(new).names if n not in NOT_SAID and not n.endswith(SEALED)]
    common = [name for name in names if name in pq.read_schema(old).names]
    counted = f"SELECT hash(({', '.join(common)})) AS said, count(*) AS times FROM read_parquet(?) GROUP BY said"
    [(same, were, are)] = con.execute(
        f"WITH old AS ({counted}), new AS ({counted}) "
        "SELECT coalesce((SELECT sum(least(old.times, new.times)) FROM old JOIN new USING (said)), 0), "
        "(SELECT coalesce(sum(times), 0) FROM old), (SELECT coalesce(sum(times), 0) FROM new)",
        [str(old), str(new)],
    ).fetchall()
    return {"same": int(same), "new": int(are - same), "gone": int(were - same)}
