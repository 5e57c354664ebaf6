"""Rows of departments, joined to the persons they were matched to; ambiguous rows never feed a rule."""

# Names in the SQL come from checked rules and declared sources, texts are quoted.
# ruff: noqa: S608
from __future__ import annotations

import duckdb

from huaiyuan.core.engine.lake import MATCHES, ROWS
from huaiyuan.core.engine.screening.orders import Batch
from huaiyuan.core.policy.compile import quoted
from huaiyuan.core.policy.expression import Kind
from huaiyuan.core.policy.sources import SourceShape

CLAIMED = ("exact", "normalised", "probable")
TYPES = {Kind.NUMBER: "DECIMAL(14,2)", Kind.TEXT: "VARCHAR", Kind.DATE: "DATE", Kind.BOOL: "BOOLEAN"}


def claimed(
    connection: duckdb.DuckDBPyConnection, table: str, batch: Batch | None, source: SourceShape, columns: list[str]
) -> None:
    """Make temp table `table`: person_id, match, sheet, row, village_code and the source's `columns`."""
    if batch is None:
        empty = ", ".join(f"{name} {TYPES[source.columns[name]]}" for name in columns)
        connection.execute(
            f"CREATE TEMP TABLE {table} (person_id VARCHAR, match VARCHAR, sheet VARCHAR, row INTEGER,"
            f" village_code VARCHAR{', ' + empty if empty else ''})"
        )
        return
    file = str(batch.folder / ROWS)
    there = {line[0] for line in connection.execute("DESCRIBE SELECT * FROM read_parquet($1)", [file]).fetchall()}
    taken = "".join(f", {_column(name, source.columns[name], name in there)}" for name in columns)
    # Sheets are names inside one workbook; a csv has none.
    connection.execute(f"""
        CREATE TEMP TABLE {table} AS
        SELECT m.person_id, m.outcome AS match, m.sheet, m.row, r.village_code {taken}
        FROM {parquet(batch, ROWS)} r
        JOIN (SELECT coalesce(sheet, '') AS sheet, row, outcome, person_id FROM {parquet(batch, MATCHES)}
              WHERE outcome IN {CLAIMED}) m ON m.row = r.row AND m.sheet = coalesce(r.sheet, '')""")


def parquet(batch: Batch, file: str) -> str:
    """A file of a batch as a relation."""
    return f"read_parquet({quoted(str(batch.folder / file))})"


def _column(name: str, kind: Kind, is_there: bool) -> str:
    return f"r.{name}" if is_there else f"CAST(NULL AS {TYPES[kind]}) AS {name}"
