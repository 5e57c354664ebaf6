"""A workbook that came back against the ledger as it stands (三方比较), cell by cell and set-based.

Of every cell three values are known: what stood there at the row's version, what the file says, what stands there now.
Untouched is what the file says as it was; to be written what only the file changed; a conflict what both changed.
"""

# ruff: noqa: S608 - names of declared columns stand in the SQL, never what a cell says
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from huaiyuan.base.vault import mask
from huaiyuan.core.engine import lake, snapshot
from huaiyuan.core.kernel import installation
from huaiyuan.county.intake import sealing
from huaiyuan.county.intake.reading.tidy import NOISE
from huaiyuan.county.intake.reading.words import NOTHING
from huaiyuan.county.intake.source import Source
from huaiyuan.county.ledger import reach
from huaiyuan.county.ledger.declaration import Ledger
from huaiyuan.county.ledger.trip import declared, refusals, standing, values

# What people write into a name or leave out of it without meaning anything.
UNSAID = r"[\s·•.]"
CELLS = ("n", "sheet", "row", "number", "version", "col", "label", "was", "given", "now", "value", "who", "at")


@dataclass(frozen=True)
class Compared:
    """What a workbook would change: cells to write and cells in conflict (`CELLS`), rows to be added (sheet, row, and
    what they say), refusals as `faults.parquet` has them, and how many rows the file names.
    """  # fmt: skip

    rows: int
    writes: pa.Table
    conflicts: pa.Table
    added: pa.Table
    refused: pa.Table


@dataclass(frozen=True)
class Sheets:
    """What came back: the source it was read by, its own columns, and by sheet the names of columns that stand there."""

    source: Source
    own: Sequence[Any]
    present: dict[str, set[str]]

    def where(self, name: str) -> str:
        """SQL: whether a row's sheet has a column; a column that somebody deleted says nothing about its cells."""
        sheets = [sheet for sheet, names in self.present.items() if name in names]
        return f"f.sheet IN ({', '.join(map(text, sheets))})" if sheets else "false"


def compare(folder: Path, ledger: Ledger, account: object) -> Compared:
    """Compare the file of a folder of the lake with the rows on which the account fills this ledger."""
    own = declared.columns(ledger, account)
    sheets = Sheets(declared.source(ledger, own), own, _present(lake.read_manifest(folder)))
    con = workspace()
    try:
        con.execute(f"CREATE MACRO same(x) AS {_same()}")
        con.register("file", _opened(folder, sheets))
        con.register("faults", pq.read_table(folder / lake.FAULTS))
        rows = standing.table(reach.rows(ledger, account, doing=ledger.fills), own)
        con.register("now", rows)
        con.register("names", standing.called(ledger, rows))
        con.execute(_judged(ledger, sheets))
        con.register("hist", standing.history(ledger, _oldest(con)))
        con.execute(_cells(sheets))
        values.judge(con, ledger)
        refused = refusals.table(con, ledger, sheets)
        [(count,)] = con.sql("SELECT count(*) FROM judged").fetchall()
        return Compared(count, _of(con, "write"), _of(con, "conflict"), _added(con, ledger, sheets), refused)
    finally:
        con.close()


def workspace() -> duckdb.DuckDBPyConnection:
    """An empty DuckDB for one comparison."""
    return snapshot.bounded(installation.current().folder / "tmp")


def _present(manifest: dict[str, Any]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for label, titles in manifest["columns"].items():
        # A second table of a sheet is named by the row it begins in; its rows carry the sheet's name only.
        found.setdefault(re.sub(r"（第\d+行起）$", "", label), set()).update(titles)
    return found


def _opened(folder: Path, sheets: Sheets) -> pa.Table:
    """The rows of the file; what is sealed is opened in memory."""
    table, data_dir = pq.read_table(folder / lake.ROWS), installation.current().folder
    batch = str(lake.read_manifest(folder)["batch"])
    sealed = [c.name for c in sheets.source.own_columns if c.sealed]
    for name in [*sealed, *(["id_number"] if sheets.source.numbered else [])]:
        column = "id_sealed" if name == "id_number" else f"{name}_sealed"
        place = "id_number" if name == "id_number" else name
        cells = sealing.open_cells(data_dir, batch, place, table[column], table["sheet"], table["row"])
        table = table.append_column(name, cells)
    return table


def _same() -> str:
    """DuckDB: words as the reader of files tidies them, so that what was not touched is the same on both sides."""
    bare = f"trim(regexp_replace(x, '{NOISE}', ' ', 'g'))"
    words = ", ".join(text(word) for word in NOTHING if not word.startswith("#"))
    return f"CASE WHEN {bare} IN ({words}) THEN '' ELSE {bare} END"


def _judged(ledger: Ledger, sheets: Sheets) -> str:
    """The table `judged`: rows of the file beside the rows they name, and what is wrong with the row itself."""
    given = [
        f"{c.cell(f'c_{c.name}')} AS g_{c.name}" for c in sheets.own if any(f"c_{c.name}" in p for p in sheets.present.values())
    ]  # fmt: skip
    about = "person_no" if "person" in ledger.about else "household_no"
    who, masked = (
        ("who", "w.who[1] || repeat('*', greatest(1, length(w.who) - 1))") if declared.who(ledger) else ("NULL", "NULL")
    )
    bare = f"regexp_replace({{}}, '{UNSAID}', '', 'g')"
    unlike = f"{bare.format('f.who')} NOT IN ({bare.format('w.who')}, {bare.format(masked)})"
    return f"""
        CREATE TEMP TABLE judged AS
        WITH read AS (
            SELECT row_number() OVER () AS n, sheet, "row", upper(trim(entry_no)) AS number, entry_version AS version,
                   {who} AS who, status, village_code, village_raw, {", ".join([*given, *_whose(sheets)])}
            FROM file
        ), times AS (SELECT number, count(*) AS times FROM read GROUP BY number)
        SELECT f.*, t.version AS now_version, t.state, t.village_code AS now_village, times.times,
               CASE WHEN f.number IS NULL THEN 'added'
                    WHEN times.times > 1 THEN 'doubled'
                    WHEN t.number IS NULL THEN 'unknown'
                    WHEN f.version IS NULL OR f.version < 1 OR f.version > t.version THEN 'version'
                    WHEN f.who IS NOT NULL AND w.who IS NOT NULL AND {unlike} THEN 'name'
                    ELSE 'ok' END AS verdict
        FROM read f LEFT JOIN now t USING (number) LEFT JOIN times ON times.number = f.number
        LEFT JOIN names w ON w.about = t.{about}
    """


def _whose(sheets: Sheets) -> list[str]:
    """What tells whom a new row is about; always there, so that the table has one shape."""
    names = {column.name for column in sheets.source.columns}
    return [
        "id_number" if "id_number" in names else "CAST(NULL AS VARCHAR) AS id_number",
        "household_no" if "household_no" in names else "CAST(NULL AS VARCHAR) AS household_no",
    ]


def fits(given: str | None, name: str) -> bool:
    """Whether a name in a workbook is a person's, in clear or masked as lists show it; nothing written says nothing."""
    bare, own, masked = (re.sub(UNSAID, "", one) for one in (given or "", name, mask.name(name)))
    return bare in {"", own, masked}


def _oldest(con: duckdb.DuckDBPyConnection) -> int:
    [(oldest,)] = con.sql("SELECT coalesce(min(version), 0) FROM judged WHERE verdict = 'ok'").fetchall()
    return int(oldest)


def _cells(sheets: Sheets) -> str:
    """The table `cells`: cells that do not say what stands there now, with what stood there at the row's version."""
    return f"""
        CREATE TEMP TABLE cells AS
        WITH told AS ({" UNION ALL ".join(_told(sheets)) or _nothing()}),
        unread AS (SELECT sheet, "row", "column" AS label FROM faults WHERE level = 'reject'),
        kept AS (SELECT * FROM told ANTI JOIN unread USING (sheet, "row", label)),
        since AS (
            SELECT k.n, k.col, arg_min(h.was, h.version) AS was, arg_max(h.who, h.version) AS who, arg_max(h.at, h.version) AS at
            FROM kept k JOIN hist h ON h.number = k.number AND h.col = k.col AND h.version > k.version GROUP BY k.n, k.col
        )
        SELECT k.* EXCLUDE (version, now_version), k.now_version AS version, coalesce(s.was, k.now) AS was, s.who, s.at,
               CASE WHEN same(k.given) = same(coalesce(s.was, k.now)) THEN 'kept'
                    WHEN NOT k.filled THEN 'read_only'
                    WHEN s.was IS NULL OR same(s.was) = same(k.now) THEN 'write'
                    ELSE 'conflict' END AS verdict
        FROM kept k LEFT JOIN since s ON s.n = k.n AND s.col = k.col
    """


def _told(sheets: Sheets) -> Iterator[str]:
    for column in sheets.own:
        name, where = column.name, sheets.where(f"c_{column.name}")
        if where != "false":
            yield f"""
                SELECT f.n, f.sheet, f."row", f.number, f.version, f.now_version, {text(name)} AS col, {text(column.title)} AS label,
                       f.g_{name} AS given, {column.kept(f"t.v_{name}")} AS now, {declared.filled(column)} AS filled
                FROM judged f JOIN now t USING (number)
                WHERE f.verdict = 'ok' AND {where} AND same(f.g_{name}) <> same({column.kept(f"t.v_{name}")})
            """


def _nothing() -> str:
    return """SELECT 0 AS n, '' AS sheet, 0 AS "row", '' AS number, 0 AS version, 0 AS now_version, '' AS col, '' AS label,
                     '' AS given, '' AS now, false AS filled WHERE false"""


def _of(con: duckdb.DuckDBPyConnection, verdict: str) -> pa.Table:
    return con.sql(
        f"""SELECT {", ".join(f'"{name}"' for name in CELLS)} FROM good WHERE verdict = '{verdict}' ORDER BY n, col"""
    ).to_arrow_table()


def _added(con: duckdb.DuckDBPyConnection, ledger: Ledger, sheets: Sheets) -> pa.Table:
    """Rows without a number, where the ledger takes such; else none of them."""
    given = [
        f"g_{c.name}"
        for c in sheets.own
        if declared.filled(c) and any(f"c_{c.name}" in p for p in sheets.present.values())
    ]
    names = ", ".join(["n", "sheet", '"row"', "who", "id_number", "household_no", "village_code", *given])
    where = "verdict = 'added' AND n NOT IN (SELECT n FROM not_added)" if ledger.adds else "false"
    return con.sql(f"SELECT {names} FROM judged WHERE {where} ORDER BY n").to_arrow_table()


def text(value: str) -> str:
    """A value as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"
