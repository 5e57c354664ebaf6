"""The table `typed`: every record with its cells read as their types. What cannot be read stays null beside its text."""

# ruff: noqa: S608 - names of declared columns stand in the SQL, never what a cell says
from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import duckdb
import pyarrow as pa

from huaiyuan.county.intake.reading import places, values
from huaiyuan.county.intake.source import Column, Source

READ_TYPES = ("date", "yuan", "int", "code")


def make(
    con: duckdb.DuckDBPyConnection, source: Source, areas: Iterable[Mapping[str, Any]], *, since_1904: bool = False
) -> None:
    """Make `typed` from `tidy`, which is then gone: n, sheet, row, id_state, id_cell, number, township_code, village_code, then for every
    column but the number its value, and for those read as a type also `<name>_cell`, the text.
    """  # fmt: skip
    con.register("read_places", places.resolve(con, "tidy", areas))
    ids, read_ids = _identity(con, source)
    joins, chosen = [read_ids], []
    for column in source.columns:
        if column.type in READ_TYPES:
            con.register(f"read_{column.name}", _readings(con, column, since_1904=since_1904))
            joins.append(f"LEFT JOIN read_{column.name} ON read_{column.name}.cell = t.{column.name}")
            chosen.append(f"read_{column.name}.value AS {column.name}, t.{column.name} AS {column.name}_cell")
        elif column.name != "id_number":
            chosen.append(f"t.{column.name}")
    con.execute(f"""
        CREATE TEMP TABLE typed AS
        SELECT t.n, t.sheet, t.row, {ids}, p.township_code, p.village_code, {", ".join(chosen)}
        FROM tidy t
        LEFT JOIN read_places p ON p.township IS NOT DISTINCT FROM t.township AND p.village IS NOT DISTINCT FROM t.village
        {" ".join(joins)}
    """)
    for name in (
        *(("ids",) if source.numbered else ()),
        "places",
        *(c.name for c in source.columns if c.type in READ_TYPES),
    ):
        con.unregister(f"read_{name}")
    con.execute("DROP TABLE tidy")


def _identity(con: duckdb.DuckDBPyConnection, source: Source) -> tuple[str, str]:
    """The identity columns and the join they come from; a file without such numbers has none."""
    if not source.numbered:
        return ", ".join(
            f"CAST(NULL AS VARCHAR) AS {name}" for name in ("id_state", "id_cell", "number", "id_written")
        ), ""
    cells = "SELECT id_number AS cell, id_was_number AS was_number FROM tidy WHERE id_number IS NOT NULL"
    con.register("read_ids", values.numbers(con, cells))
    columns = """coalesce(i.state, 'missing') AS id_state, t.id_number AS id_cell, i.number,
               CASE WHEN i.state <> 'missing' THEN i.written END AS id_written"""
    return columns, "LEFT JOIN read_ids i ON i.cell = t.id_number AND i.was_number = t.id_was_number"


def _readings(con: duckdb.DuckDBPyConnection, column: Column, *, since_1904: bool) -> pa.Table:
    cells = f"SELECT {column.name} AS cell FROM tidy WHERE {column.name} IS NOT NULL"
    if column.type == "date":
        return values.dates(con, cells, since_1904=since_1904)
    if column.type == "yuan":
        return values.amounts(con, cells)
    if column.type == "int":
        return values.integers(con, cells, column.unit)
    return values.codes(con, cells, column)
