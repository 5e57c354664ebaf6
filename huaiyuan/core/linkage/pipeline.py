"""人户比对 of one batch: exact join first, in one pass; then the few that are left, pair by pair.

Pure: Arrow in, Arrow out. Numbers stay sealed; the broken ones of the residue are opened in memory by the caller's
function, and what they could have been is compared as keyed hashes, so that no registered number is ever opened.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from huaiyuan.core.linkage import decide, names, numbers, pairs
from huaiyuan.core.linkage import villages as village_names
from huaiyuan.core.linkage.people import PEOPLE

OUTCOMES = ("exact", "normalised", "probable", "ambiguous", "unmatched", "rejected")
STAGE_RESIDUE = "比对余下的行"
SETTLED_SCORE, SETTLED_REASON, GONE = 100, "证件号一致；姓名一致", "（底册里已减少）"
_ANSWERS = "SELECT n, outcome, i::INTEGER AS i, score, reason, candidates FROM answers ORDER BY n"
_TEXT = pa.string()
SCHEMA = pa.schema(
    [
        ("sheet", _TEXT), ("row", pa.int32()), ("outcome", _TEXT), ("person_id", _TEXT), ("score", pa.int32()),
        ("reason", _TEXT), ("candidates", pa.list_(_TEXT)),
    ]
)  # fmt: skip

OpenNumbers = Callable[[pa.Table], pa.Array]
IndexNumbers = Callable[[pa.Array], pa.Array]
Report = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Secrets:
    """What the caller does with keys, so that this module knows none.

    `open_rows` gets lines of `rows` (sheet, row, id_sealed) and gives their cells in clear; `index` gives the lake hash
    of whole numbers as `id_key` has it.
    """

    open_rows: OpenNumbers
    index: IndexNumbers


def match(
    rows: pa.Table,
    persons: pa.Table,
    villages: pa.Table,
    secrets: Secrets,
    *,
    distinct: bool = True,
    connection: duckdb.DuckDBPyConnection | None = None,
    report: Report | None = None,
) -> pa.Table:
    """One line per row of `rows`, in their order, in the columns of `SCHEMA` (`matches.parquet`).

    `rows`: sheet, row, name, id_key, id_state, id_sealed, sex, birth_on, township_code, village_code, village_raw.
    `persons`: person_id, name, sex, birth_on, id_key, household_no, village_code, township_code, `gone` (bool), and
    `plain` where a caller that matches many files has made it beforehand (`with_plain_names`).
    `villages`: code, written (each way its name may rightly be written).
    """
    own = connection or duckdb.connect(config={"threads": 2})
    try:
        _take(own, rows, persons, villages)
        _settle(own)
        if report:
            report(STAGE_RESIDUE, *_counts(own))
        _prepare_residue(own, persons, secrets)
        pairs.candidates(own, PEOPLE)
        pairs.judge(own, PEOPLE)
        decide.answers(own, distinct=distinct)
        return _result(own, rows, persons)
    finally:
        if connection is None:
            own.close()


def _take(con: duckdb.DuckDBPyConnection, rows: pa.Table, persons: pa.Table, villages: pa.Table) -> None:
    numbered = rows.select(
        ["sheet", "row", "name", "id_key", "id_state", "id_sealed", "sex", "birth_on", "township_code", "village_code",
         "village_raw"]
    )  # fmt: skip
    con.register("rows", _numbered(numbered, "n"))
    con.register("villages", villages)
    con.register("people", _numbered(persons, "i"))


def with_plain_names(persons: pa.Table) -> pa.Table:
    """Persons with the plain form of their names (`plain`), made unless it stands there already."""
    if "plain" in persons.column_names:
        return persons
    return persons.append_column("plain", names.plain_many(persons["name"]))


def _numbered(table: pa.Table, name: str) -> pa.Table:
    return table.append_column(name, pa.array(np.arange(table.num_rows, dtype=np.int32)))


def _settle(con: duckdb.DuckDBPyConnection) -> None:
    """Who holds each row's number; settled when one of them, and only one, has the very name."""
    con.sql("""
        CREATE OR REPLACE TEMP TABLE holders AS
        SELECT r.n, p.i, r.name = p.name AS named FROM rows r JOIN people p USING (id_key)
    """)
    con.sql("""
        CREATE OR REPLACE TEMP TABLE settled AS
        SELECT n, any_value(i) AS i FROM holders WHERE named GROUP BY n HAVING count(*) = 1
    """)


def _counts(con: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    [(settled, rows)] = con.sql("SELECT (SELECT count(*) FROM settled), (SELECT count(*) FROM rows)").fetchall()
    return int(settled), int(rows)


def _prepare_residue(con: duckdb.DuckDBPyConnection, known: pa.Table, secrets: Secrets) -> None:
    left = con.sql("""
        SELECT r.n, r.sheet, r.row, r.name, r.sex, r.birth_on, r.village_code AS village, r.village_raw, r.id_state,
               r.id_sealed, coalesce(r.township_code, left(r.village_code, 9)) AS township,
               CASE WHEN h.n IS NOT NULL THEN 'held' WHEN r.id_key IS NOT NULL THEN 'unknown' ELSE 'broken' END AS kind
        FROM rows r LEFT JOIN settled s USING (n) LEFT JOIN (SELECT DISTINCT n FROM holders) h ON h.n = r.n
        WHERE s.n IS NULL ORDER BY r.n
    """).to_arrow_table()
    con.register("left_over", left.append_column("plain", names.plain_many(left["name"])))
    cells = con.sql("""
        SELECT n, sheet, row, id_sealed FROM left_over
        WHERE kind = 'broken' AND id_state <> 'missing' AND id_sealed IS NOT NULL ORDER BY n
    """).to_arrow_table()
    with ThreadPoolExecutor(1) as beside:
        # Hashing is Python's work, names and persons the engine's: they need not wait for each other.
        broken = beside.submit(_read_broken, cells, secrets)
        con.register("known", _numbered(with_plain_names(known), "i"))
        con.sql("""
            CREATE OR REPLACE TEMP TABLE persons AS
            SELECT i, plain, sex, birth_on AS birth, id_key, household_no AS household, village_code AS village,
                   coalesce(township_code, left(village_code, 9)) AS township
            FROM known
        """)
        _keep_broken(con, broken.result())
    con.execute("CREATE OR REPLACE TEMP VIEW residue AS SELECT * FROM left_over")
    village_names.guess_villages(con)
    con.sql("""
        CREATE OR REPLACE TEMP TABLE residue_rows AS
        SELECT l.n, l.plain, l.sex, coalesce(l.birth_on, b.birth_on) AS birth, l.village, l.township, l.id_state,
               l.kind, b.shape, g.village AS guessed
        FROM left_over l LEFT JOIN broken_cells b USING (n)
        LEFT JOIN guesses g ON l.village IS NULL AND g.written = l.village_raw
                           AND g.township IS NOT DISTINCT FROM l.township
    """)
    con.execute("CREATE OR REPLACE TEMP VIEW residue AS SELECT * FROM residue_rows")


@dataclass(frozen=True)
class _BrokenCells:
    """What the broken cells say (`said`: n, shape, cell_key, birth_on), which cell each row has, and what each could be."""

    said: pa.Table
    places: pa.Table
    near: pa.Table


def _read_broken(cells: pa.Table, secrets: Secrets) -> _BrokenCells:
    """Open the broken cells in memory, read each writing once, and hash the whole numbers near it."""
    opened = secrets.open_rows(cells.select(["sheet", "row", "id_sealed"])) if cells.num_rows else pa.array([], _TEXT)
    # The same broken number stands in many rows of the same person.
    written = opened.to_pylist()
    places = {text: place for place, text in enumerate(dict.fromkeys(written))}
    each = [numbers.read(text) for text in places]
    place = [places[text] for text in written]
    whole = numbers.near(each)
    return _BrokenCells(
        said=_broken_table(cells["n"], [each[p] for p in place], secrets.index),
        places=pa.table({"cell": pa.array(place, pa.int64()), "n": cells["n"]}),
        near=pa.table({"cell": whole["cell"], "kind": whole["kind"], "id_key": secrets.index(whole["number"])}),
    )


def _keep_broken(con: duckdb.DuckDBPyConnection, broken: _BrokenCells) -> None:
    """Make `broken_cells` (n, shape, cell_key, birth_on) and `near` (n, i, kind)."""
    con.register("broken_now", broken.said)
    con.execute("CREATE OR REPLACE TEMP TABLE broken_cells AS SELECT * FROM broken_now")
    con.register("near_keys", broken.near)
    con.register("cells", broken.places)
    con.sql("""
        CREATE OR REPLACE TEMP TABLE near AS
        SELECT c.n, p.i, max(k.kind) AS kind FROM near_keys k JOIN cells c USING (cell) JOIN persons p USING (id_key)
        GROUP BY ALL
    """)


def _broken_table(n: pa.ChunkedArray, read: list[numbers.Broken], index: IndexNumbers) -> pa.Table:
    births: list[dt.date | None] = [cell.birth_on for cell in read]
    return pa.table(
        {
            "n": n,
            "shape": pa.array([cell.kind for cell in read], _TEXT),
            # What stands in the cell never enters the engine, which may write to disk what memory does not hold.
            "cell_key": index(pa.array([cell.digits or None for cell in read], _TEXT)),
            "birth_on": pa.array(births, pa.date32()),
        }
    )


def _result(con: duckdb.DuckDBPyConnection, rows: pa.Table, persons: pa.Table) -> pa.Table:
    """A line per row: most are settled and say all the same, so the lines are laid out by place and not joined."""
    settled = con.sql("SELECT n, i FROM settled").to_arrow_table()
    answers = con.sql(_ANSWERS).to_arrow_table().combine_chunks()
    holder, place = _places(rows.num_rows, settled["n"], settled["i"]), _places(rows.num_rows, answers["n"])
    is_settled, answer = pa.array(holder >= 0), _or_null(place)
    whom = pc.if_else(is_settled, _or_null(holder), answers["i"].take(answer))
    direct = pc.if_else(pc.equal(rows["id_state"], "plain"), "exact", "normalised")
    gone = pc.if_else(pc.fill_null(persons["gone"].take(whom), False), GONE, "")
    reason = pc.if_else(is_settled, SETTLED_REASON, answers["reason"].take(answer))
    return pa.table(
        {
            "sheet": rows["sheet"],
            "row": rows["row"],
            "outcome": pc.if_else(is_settled, direct, answers["outcome"].take(answer)),
            "person_id": persons["person_id"].take(whom),
            "score": pc.if_else(is_settled, pa.scalar(SETTLED_SCORE, pa.int32()), answers["score"].take(answer)),
            "reason": pc.binary_join_element_wise(reason, gone, ""),
            "candidates": _candidates(answers, place, persons["person_id"]),
        }
    ).cast(SCHEMA)


def _places(size: int, at: pa.ChunkedArray, values: pa.ChunkedArray | None = None) -> np.ndarray:
    """An array of `size` that holds the values, or else their order, at the places named; -1 elsewhere."""
    places = np.full(size, -1, np.int32)
    places[at.to_numpy()] = np.arange(len(at)) if values is None else values.to_numpy()
    return places


def _or_null(places: np.ndarray) -> pa.Array:
    return pa.array(places, mask=places < 0)


def _candidates(answers: pa.Table, place: np.ndarray, person_ids: pa.ChunkedArray) -> pa.Array:
    """The candidates' person ids of every row, none for those that nobody must look at."""
    listed = answers["candidates"].combine_chunks()
    many = np.zeros(len(place), np.int32)
    many[place >= 0] = pc.list_value_length(listed).to_numpy()
    offsets = np.concatenate(([0], np.cumsum(many))).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), person_ids.take(listed.flatten()).combine_chunks())
