"""What the books that are kept here (台账) tell rules, beside what departments send: declared SQL over snapshot tables.

A rule asks a source (`water_outages`) and does not see who filled it. Where a book speaks of the same, its rows of the
day stand beside the file's own, so that one subject comes to one answer whoever told of it.
"""

# Declared names and words only; the engine fills in a day and a relation.
# ruff: noqa: S608
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import duckdb

from huaiyuan.core.engine import errors
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy.compile import literal
from huaiyuan.core.policy.expression import DIALECT, Kind
from huaiyuan.core.policy.rule import Window
from huaiyuan.core.policy.sources import SourceShape

# A book says how things stand; what stood in the batch before, or was dated in its month, only a file can say.
WINDOWS: tuple[Window, ...] = ("latest_batch", "calendar_year")


@dataclass(frozen=True)
class Kept:
    """What one book tells the rules that ask a source.

    rules: the rules that it raises, for people to read; which rules read the source they say themselves.
    columns: the source's columns that it fills, with the values of a coded one; what else rules ask of the source is empty in its rows.
    sql: `village_code`, for a source about people also `person_id`, `number` (the entry it rests on) and `columns`, as
    things stood on `{day}`; `{rows}` is the relation of the file's own rows. covers: `village_code` of the villages of
    which its silence speaks; empty where it never does. needs: the snapshot tables that both read; a snapshot without
    them is told nothing.
    """

    rules: tuple[str, ...]
    source: str
    name: str
    department: str
    columns: Mapping[str, Kind | tuple[str, ...]]
    needs: tuple[str, ...]
    sql: str
    covers: str = ""
    subject: str = "village"


_KEPT: dict[str, Kept] = {}


def register(book: str, told: Iterable[Kept]) -> None:
    """Let a book speak. Raises ENGINE_KEPT_TWICE where another one speaks for the source already."""
    for one in told:
        if _KEPT.get(one.source, one) != one:
            raise DomainError(errors.KEPT_TWICE, source=one.source, book=book)
        _KEPT[one.source] = one


def forget(told: Iterable[Kept]) -> None:
    """Let a book speak no more."""
    for one in told:
        _KEPT.pop(one.source, None)


def registered() -> tuple[Kept, ...]:
    """All that books tell, by source."""
    return tuple(_KEPT[source] for source in sorted(_KEPT))


def tells(source: str, window: Window) -> bool:
    """Whether a book speaks for a source, where an input asks how things stand."""
    return source in _KEPT and window in WINDOWS


def shape(one: Kept) -> SourceShape:
    """What rules may know of a source that no department sends and a book fills."""
    codes = {name: kind for name, kind in one.columns.items() if isinstance(kind, tuple)}
    columns = {name: Kind.TEXT if isinstance(kind, tuple) else kind for name, kind in one.columns.items()}
    return SourceShape(
        one.source, one.name, one.department, full_roll=False, cumulative=False, columns=columns, codes=codes,
        subject=one.subject,
    )  # fmt: skip


def tell(connection: duckdb.DuckDBPyConnection, table: str, one: Kept, day: dt.date) -> None:
    """Put a book's rows of a day beside those that `table` has from the file; a row of a book is its row 0."""
    if not _answerable(connection, one):
        return
    connection.execute(f"""
        INSERT INTO {table} BY NAME
        SELECT * EXCLUDE (number), 'exact' AS match, number AS sheet, 0 AS row
        FROM ({_on(one.sql, day).replace("{rows}", table)})""")


def covered(connection: duckdb.DuckDBPyConnection, one: Kept, day: dt.date) -> str:
    """The villages of which a book's silence speaks, as a relation; empty where it speaks of none."""
    told = one.covers and _answerable(connection, one)
    return f"SELECT DISTINCT village_code FROM ({_on(one.covers, day)})" if told else ""


def _answerable(connection: duckdb.DuckDBPyConnection, one: Kept) -> bool:
    """A snapshot may be older than the book."""
    asked = "SELECT count(DISTINCT table_name) FROM information_schema.tables WHERE table_name IN (SELECT unnest($1))"
    there = connection.execute(asked, [list(one.needs)]).fetchone()
    return there is not None and there[0] == len(one.needs)


def _on(sql: str, day: dt.date) -> str:
    return sql.replace("{day}", literal(day).sql(DIALECT))


def pack(told: Iterable[Kept]) -> list[dict[str, Any]]:
    """What books tell as JSON can carry it."""
    return [asdict(one) for one in told]


def unpack(given: Iterable[Mapping[str, Any]]) -> tuple[Kept, ...]:
    """What books tell inside the child."""
    return tuple(
        Kept(
            **{
                **one, "rules": tuple(one["rules"]), "needs": tuple(one["needs"]),
                "columns": {
                    name: Kind(kind) if isinstance(kind, str) else tuple(kind) for name, kind in one["columns"].items()
                },
            }
        )
        for one in given
    )  # fmt: skip
