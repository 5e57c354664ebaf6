"""The work of the child process: one file in, one folder of the lake filled. No Django here; see `core.engine.child`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from huaiyuan.base.vault import files
from huaiyuan.core.engine import lake
from huaiyuan.core.kernel import faultpoint
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.kernel.period import Period
from huaiyuan.county.intake import errors, sources
from huaiyuan.county.intake.reading import batch_folder, content, faults, formats, real_people, tidy, typed
from huaiyuan.county.intake.reading.gather import gather
from huaiyuan.county.intake.source import EVENTS, Source

Report = Callable[..., None]
GENERATION = 1


def take(order: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Read, check and write one file. Answers the manifest.

    `order`: file (path), upload (its name when the file is a sealed upload, else empty), source, period, batch_id,
    folder (hidden, to be filled), data_dir, areas (as the reference tables hold them), demo.
    Raises the INTAKE_* errors of a file that cannot be taken; the folder is then nothing's.
    """
    source, period = sources.find(order["source"]), Period.parse(order["period"])
    data_dir, folder = Path(order["data_dir"]), Path(order["folder"])
    report("reading")
    data = _bytes(order, data_dir)
    gathered = gather(formats.open_file(data), source)
    faultpoint.reached("intake.rows_read")
    con = duckdb.connect(config={"threads": 2, "memory_limit": "1500MB", "temp_directory": str(data_dir / "tmp")})
    report("checking", 0, gathered.table.num_rows)
    tidied = tidy.tidy(con, gathered, source)
    if not tidied.rows:
        raise DomainError(errors.NO_ROWS)
    typed.make(con, source, order["areas"])
    if order["demo"]:
        real_people.refuse(con)
    present = {name for titles in gathered.found.values() for name in titles}
    faults.find(con, source, period, present)
    report("checking", tidied.rows, tidied.rows)
    faultpoint.reached("intake.rows_checked")
    report("sealing", 0, tidied.rows)
    manifest = {
        "batch": order["batch_id"], "source": source.id, "period": str(period), "generation": GENERATION,
        **batch_folder.counted(con), "content_hash": content.content_hash(con, data_dir),
        "file_hash": content.file_hash(data, data_dir),
        "columns": gathered.found, "unused": gathered.unused, "sheets": list(gathered.found),
        "skipped_sheets": gathered.skipped, "not_records": tidied.others,
    }  # fmt: skip
    manifest["missing_villages"] = _missing_villages(source, manifest["coverage"], order["areas"])
    _write(con, manifest, folder, source, data, data_dir)
    report("sealing", tidied.rows, tidied.rows)
    faultpoint.reached("intake.rows_written")
    return manifest


def _bytes(order: Mapping[str, Any], data_dir: Path) -> bytes:
    path = Path(order["file"])
    if not order["upload"]:
        return path.read_bytes()
    return files.open_file(path, data_dir=data_dir, name=order["upload"])


def _missing_villages(source: Source, coverage: Mapping[str, int], areas: list[dict[str, Any]]) -> list[str]:
    """Villages without any row: telling for a roll of everyone, normal for events."""
    if source.kind == EVENTS:
        return []
    return sorted(a["code"] for a in areas if a["level"] == "village" and a["code"] not in coverage)


def _write(
    con: duckdb.DuckDBPyConnection, manifest: dict[str, Any], folder: Path, source: Source, data: bytes, data_dir: Path
) -> None:
    batch_folder.write_rows(con, folder, source, data_dir, manifest["batch"])
    batch_folder.write_faults(con, folder)
    batch_folder.write_original(data, folder, data_dir, manifest["batch"])
    lake.write_manifest(folder, manifest)
