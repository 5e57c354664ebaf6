"""The work of the child process: one file in, one folder of the lake filled. No Django here; see `core.engine.child`."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from huaiyuan.base.vault import files
from huaiyuan.core.engine import lake
from huaiyuan.core.kernel import faultpoint
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.kernel.period import Period
from huaiyuan.county.intake import errors, sources
from huaiyuan.county.intake.reading import (
    batch_folder,
    beside,
    content,
    faults,
    patch,
    real_people,
    shifted,
    tidy,
    typed,
)
from huaiyuan.county.intake.reading.gather import Choice, Gathered
from huaiyuan.county.intake.reading.header import Told
from huaiyuan.county.intake.reading.tidy import Tidied
from huaiyuan.county.intake.source import EVENTS, Source

Report = Callable[..., None]
GENERATION = 1
# A village is thin with less than one in so many of the rows a village usually has: looked at, never judged by.
THIN = 10


def take(order: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Read, check and write one file. Answers the manifest.

    `order`: file (path), upload (its name when the file is a sealed upload, else empty), source (with `declared` for one
    that stands in no list), period, batch_id,
    folder (hidden, to be filled), data_dir, areas (as the reference tables hold them), demo, told (headers
    the county explained, by fingerprint) and left_out (sheets it does not want read), before (the
    folder of the batch before, to compare with).
    Raises the INTAKE_* errors of a file that cannot be taken; the folder is then nothing's.
    """
    source, period = sources.ordered(order), Period.parse(order["period"])
    data_dir = Path(order["data_dir"])
    report("reading")
    data = original_of(order, data_dir)
    gathered, corrects = _gathered(data, source, order, data_dir)
    faultpoint.reached("intake.rows_read")
    report("checking", 0, gathered.table.num_rows)
    con = duckdb.connect(config={"threads": 2, "memory_limit": "1500MB", "temp_directory": str(data_dir / "tmp")})
    tidied = tidy.tidy(con, gathered, source)
    # The raw cells are more than all that comes after them, and another file may be read beside this one.
    gathered = replace(gathered, table=gathered.table.slice(0, 0).combine_chunks())
    _check(con, gathered, tidied, source, period, order)
    report("checking", tidied.rows, tidied.rows)
    faultpoint.reached("intake.rows_checked")
    report("sealing", 0, tidied.rows)
    manifest = _manifest(con, order, source, gathered, tidied)
    manifest |= {"file_hash": content.file_hash(data, data_dir), "corrects": corrects}
    _write(con, manifest, order, source, data)
    report("sealing", tidied.rows, tidied.rows)
    faultpoint.reached("intake.rows_written")
    return manifest


def _gathered(data: bytes, source: Source, order: Mapping[str, Any], data_dir: Path) -> tuple[Gathered, str]:
    """The raw rows of a file, and the batch it corrects; what was opened for it is let go."""
    whole = patch.whole(data, source, order["period"], choice_of(order), data_dir)
    return whole.gathered, whole.corrects


def _check(
    con: duckdb.DuckDBPyConnection, gathered: Gathered, tidied: Tidied, source: Source, period: Period,
    order: Mapping[str, Any],
) -> None:  # fmt: skip
    if not tidied.rows:
        raise DomainError(errors.NO_ROWS)
    typed.make(con, source, order["areas"], since_1904=gathered.since_1904)
    if order["demo"]:
        real_people.refuse(con)
    if source.about_people:
        shifted.refuse(con)
    present = {name for titles in gathered.found.values() for name in titles}
    faults.find(con, source, period, present)


def _manifest(
    con: duckdb.DuckDBPyConnection, order: Mapping[str, Any], source: Source, gathered: Gathered, tidied: Tidied
) -> dict[str, Any]:
    counts = batch_folder.counted(con)
    return {
        "batch": order["batch_id"], "source": source.id, "period": order["period"], "generation": GENERATION, **counts,
        "content_hash": content.content_hash(con, Path(order["data_dir"])), "columns": gathered.found,
        "unused": gathered.unused, "sheets": list(gathered.found), "skipped_sheets": gathered.skipped,
        "not_records": tidied.others, **_silent_villages(source, counts["coverage"], order["areas"]),
        "hidden_rows": tidied.hidden, "hidden_columns": gathered.hidden_columns, "filled": gathered.filled,
        "doubled": gathered.doubled, "struck": gathered.struck, "unvalued": gathered.unvalued,
        "remarks": gathered.remarks, "tables": gathered.tables, "typical": batch_folder.typical(con, source),
    }  # fmt: skip


def choice_of(order: Mapping[str, Any]) -> Choice:
    """What the county once said about this source's files."""
    told = {
        fingerprint: Told(said["columns"], frozenset(said["absent"]))
        for fingerprint, said in order.get("told", {}).items()
    }
    return Choice(told, tuple(order.get("left_out", ())))


def original_of(order: Mapping[str, Any], data_dir: Path) -> bytes:
    """The bytes of the file that is to be read."""
    path = Path(order["file"])
    if not order["upload"]:
        return path.read_bytes()
    return files.open_file(path, data_dir=data_dir, name=order["upload"])


def _silent_villages(source: Source, coverage: Mapping[str, int], areas: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Villages without a row, and those with next to none, which a misspelt name elsewhere may have brought about.

    Telling for a roll of everyone, normal for events.
    """
    if source.kind == EVENTS:
        return {"missing_villages": [], "thin_villages": []}
    usual = statistics.median(coverage.values()) if coverage else 0
    return {
        "missing_villages": sorted(a["code"] for a in areas if a["level"] == "village" and a["code"] not in coverage),
        "thin_villages": sorted(code for code, rows in coverage.items() if rows * THIN < usual),
    }


def _write(
    con: duckdb.DuckDBPyConnection, manifest: dict[str, Any], order: Mapping[str, Any], source: Source, data: bytes
) -> None:
    folder, data_dir, before = Path(order["folder"]), Path(order["data_dir"]), order.get("before", "")
    batch_folder.write_rows(con, folder, source, data_dir, manifest["batch"])
    batch_folder.write_faults(con, folder)
    batch_folder.write_original(data, folder, data_dir, manifest["batch"])
    manifest["since"] = beside.since(con, before, manifest, folder, source)
    lake.write_manifest(folder, manifest)
