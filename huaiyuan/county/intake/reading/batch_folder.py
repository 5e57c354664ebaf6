"""Filling the folder of a batch (contracts §5): accepted rows, faults, the sealed original, the manifest."""

# ruff: noqa: S608 - names of declared columns stand in the SQL, never what a cell says
from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from huaiyuan.base.vault import files
from huaiyuan.base.vault.sealing import LAKE, Vault
from huaiyuan.core.engine import lake
from huaiyuan.county.intake import sealing
from huaiyuan.county.intake.source import Source

_NOBODY = {"name": "CAST(NULL AS VARCHAR)", "sex": "CAST(NULL AS VARCHAR)", "birth_on": "CAST(NULL AS DATE)"}


def write_rows(con: duckdb.DuckDBPyConnection, folder: Path, source: Source, data_dir: Path, batch_id: str) -> None:
    """Write `rows.parquet`: accepted rows in the order of the original; numbers and sealed columns never in clear."""
    own = [f"{'CAST(NULL AS VARCHAR)' if c.sealed else c.name} AS {c.name}" for c in source.own_columns]
    # A row about a village keeps the columns of a person, all empty, so that every batch is read alike.
    who = ["name", "sex", "birth_on"] if source.about_people else [f"{_NOBODY[c]} AS {c}" for c in _NOBODY]
    chosen = ", ".join([*who, "township_code", "village_code", "village AS village_raw", *own])
    kept = con.sql(f"""
        SELECT sheet, row, number, id_state, id_written, {chosen},
               {", ".join(f"CAST({c.name} AS VARCHAR) AS clear_{c.name}" for c in source.own_columns if c.sealed) or "NULL AS clear_"}
        FROM typed ANTI JOIN rejected USING (n) ORDER BY n
    """).to_arrow_table()
    table = _sealed(kept, source, data_dir, batch_id)
    pq.write_table(table, folder / lake.ROWS, compression="zstd")


def _sealed(kept: pa.Table, source: Source, data_dir: Path, batch_id: str) -> pa.Table:
    sheet, row = kept["sheet"], kept["row"]
    keys = Vault(data_dir).index_many(kept["number"], purpose=LAKE)
    cells = sealing.seal_cells(data_dir, batch_id, "id_number", kept["id_written"], sheet, row)
    table = kept.select(["sheet", "row", "name"]).append_column("id_key", keys)
    table = table.append_column("id_state", kept["id_state"]).append_column("id_sealed", cells)
    for name in ("sex", "birth_on", "township_code", "village_code", "village_raw"):
        table = table.append_column(name, kept[name])
    for column in source.own_columns:
        if column.sealed:
            cells = sealing.seal_cells(data_dir, batch_id, column.name, kept[f"clear_{column.name}"], sheet, row)
            table = table.append_column(f"{column.name}_sealed", cells)
        else:
            table = table.append_column(column.name, kept[column.name])
    return table.set_column(1, "row", table["row"].cast(pa.int32()))


def write_faults(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write `faults.parquet`, in the order of the original."""
    table = con.sql(
        'SELECT sheet, row, "column", code, level, shown, says FROM faults ORDER BY n, level, code, "column"'
    ).to_arrow_table()
    pq.write_table(table, folder / lake.FAULTS, compression="zstd")


def write_original(data: bytes, folder: Path, data_dir: Path, batch_id: str) -> None:
    """Write `original.sealed`."""
    with (folder / lake.ORIGINAL).open("wb") as sealed:
        files.seal_stream(io.BytesIO(data), sealed, data_dir=data_dir, name=sealing.original_name(batch_id))


def counted(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """The counts a manifest holds: rows, accepted, rejected, warned, faults by code, accepted rows by village, and the
    townships that have any.
    """
    rows = _number(con, "SELECT count(*) FROM typed")
    rejected = _number(con, "SELECT count(*) FROM rejected")
    coverage = con.sql(
        "SELECT village_code, count(*) FROM typed ANTI JOIN rejected USING (n) WHERE village_code IS NOT NULL "
        "GROUP BY village_code ORDER BY village_code"
    ).fetchall()
    townships = con.sql(
        "SELECT DISTINCT township_code FROM typed ANTI JOIN rejected USING (n) WHERE township_code IS NOT NULL ORDER BY 1"
    ).fetchall()
    return {
        "rows": rows,
        "accepted": rows - rejected,
        "rejected": rejected,
        "warned": _number(con, "SELECT count(DISTINCT n) FROM faults ANTI JOIN rejected USING (n)"),
        "faults": dict(con.sql("SELECT code, count(*) FROM faults GROUP BY code ORDER BY code").fetchall()),
        "coverage": dict(coverage),
        "townships": [code for (code,) in townships],
    }


def typical(con: duckdb.DuckDBPyConnection, source: Source) -> dict[str, str]:
    """The middle of each column of amounts in 元, zeros aside: next month's file tells by it whether its unit is right."""
    amounts = [column.name for column in source.columns if column.type == "yuan"]
    if not amounts:
        return {}
    middles = ", ".join(f"CAST(quantile_disc({name}, 0.5) FILTER ({name} <> 0) AS VARCHAR)" for name in amounts)
    [found] = con.sql(f"SELECT {middles} FROM typed ANTI JOIN rejected USING (n)").fetchall()
    return {name: middle for name, middle in zip(amounts, found, strict=True) if middle is not None}


def _number(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    [(found,)] = con.sql(sql).fetchall()
    return int(found)
