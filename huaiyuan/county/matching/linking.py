"""The work of the child process: one batch against one snapshot, `matches.parquet` written. No Django here."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from huaiyuan.base.vault.sealing import LAKE, Vault
from huaiyuan.core import linkage
from huaiyuan.core.engine import lake, snapshot
from huaiyuan.core.kernel import faultpoint
from huaiyuan.county.intake import sealing, sources
from huaiyuan.county.matching import applying, doubts, places
from huaiyuan.county.matching.people import registered

Report = Callable[..., None]
# Readings of single characters are all that is asked of pypinyin; its dictionary of phrases takes longer to load than
# a batch to match.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")

COLUMNS = [
    "sheet", "row", "name", "id_key", "id_state", "id_sealed", "sex", "birth_on", "township_code", "village_code",
    "village_raw",
]  # fmt: skip
REJECTED = "这一行被退回，没有比对："  # what the fault says follows


def match(order: Mapping[str, Any], report: Report) -> dict[str, int]:
    """Match the rows of a batch and write one line per original row; answers the outcomes of the accepted rows.

    `order`: data_dir, folder (of the batch, also while it is hidden), snapshot (folder), as_of, out (the file to write),
    `distinct` (see `linkage.match`); for the review desk `review` (its file), `decisions` (Parquet of those in force) and
    `below` (probable rows with a lower score are looked at). The same order gives the same files.
    """
    data_dir, folder, day = Path(order["data_dir"]), Path(order["folder"]), dt.date.fromisoformat(order["as_of"])
    report("matching")
    rows = pq.read_table(folder / lake.ROWS, columns=COLUMNS)
    manifest = lake.read_manifest(folder)
    own = snapshot.bounded(data_dir / "tmp")
    secrets = _secrets(data_dir, manifest["batch"])
    try:
        if sources.find(manifest["source"]).about_people:
            known, written = registered(Path(order["snapshot"]), day, data_dir / "tmp")
            found = linkage.match(
                rows, known, written, secrets,
                distinct=order["distinct"], connection=own,
                report=lambda _, done, total: report("matching", done, total),
            )  # fmt: skip
            found = _reviewed(own, found, order, manifest["source"], secrets) if order.get("review") else found
        else:
            found = places.match(rows, own)
        faultpoint.reached("match.rows_matched")
        _write(own, found, folder, Path(order["out"]))
    finally:
        own.close()
    report("matching", rows.num_rows, rows.num_rows)
    return applying.outcomes(found)


def _reviewed(
    connection: duckdb.DuckDBPyConnection,
    found: pa.Table,
    order: Mapping[str, Any],
    source: str,
    secrets: linkage.Secrets,
) -> pa.Table:
    """The lines with the decisions in force laid over them; the desk's own file is written."""
    review = doubts.describe(connection, found, Path(order["folder"]) / lake.ROWS, source, secrets.index)
    applied = applying.apply(review, pq.read_table(order["decisions"]), order["below"])
    with lake.replacing(Path(order["review"])) as file:
        pq.write_table(applied.review, file, compression="zstd")
    return applying.laid_over(found, applied.lines)


def _secrets(data_dir: Path, batch_id: str) -> linkage.Secrets:
    vault = Vault(data_dir)

    def open_rows(lines: pa.Table) -> pa.Array:
        return sealing.open_cells(
            data_dir, batch_id, "id_number", lines["id_sealed"], lines["sheet"], lines["row"]
        )  # fmt: skip

    return linkage.Secrets(open_rows, lambda numbers: vault.index_many(numbers, purpose=LAKE))


def _write(connection: duckdb.DuckDBPyConnection, found: pa.Table, folder: Path, out: Path) -> None:
    """All lines in the order of the original: sheet by sheet as they come, then by row."""
    connection.register("found", found)
    connection.register("faults", pq.read_table(folder / lake.FAULTS))
    table = connection.sql(
        """
        WITH rejected AS (
            SELECT sheet, row, 'rejected' AS outcome, NULL AS person_id, 0 AS score, $because || min(says) AS reason,
                   []::VARCHAR[] AS candidates
            FROM faults WHERE level = 'reject' GROUP BY sheet, row
        ), every AS (SELECT * FROM found UNION ALL SELECT * FROM rejected),
        sheets AS (SELECT sheet, row_number() OVER () AS place FROM (
            SELECT sheet, min(place) AS first FROM (
                SELECT sheet, row_number() OVER () AS place FROM found
            ) GROUP BY sheet ORDER BY first
        ))
        SELECT every.* FROM every LEFT JOIN sheets USING (sheet) ORDER BY place NULLS LAST, sheet, row
        """,
        params={"because": REJECTED},
    ).to_arrow_table()
    with lake.replacing(out) as file:
        pq.write_table(table.cast(linkage.SCHEMA), file, compression="zstd")
