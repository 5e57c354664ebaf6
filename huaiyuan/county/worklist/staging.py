"""Arrow tables as temporary tables of the current transaction, for INSERT … SELECT and UPDATE … FROM.

Bulk transfer in a child process commits on its own; work that must stand or fall together with its audit event and
with rows already there goes this way instead: some ten thousand rows at once, in one transaction, on both databases.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection

POSTGRESQL_TYPES = {
    "bool": "boolean", "date32[day]": "date", "int64": "bigint", "int32": "integer", "binary": "bytea",
}  # fmt: skip
INSTANT = "%Y-%m-%d %H:%M:%S"
# Django leaves out a fraction that is nothing; as texts, with and without it are not equal.
NO_FRACTION = r"\.000000$"


@contextmanager
def staged(name: str, table: pa.Table) -> Iterator[str]:
    """Make the table readable as `name` until the block ends. Names are the caller's own, never a user's."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {name}")
        columns = ", ".join(f'"{field.name}" {_type(field.type)}' for field in table.schema)
        cursor.execute(f"CREATE TEMPORARY TABLE {name} ({columns})")
        if table.num_rows:
            (_copy if connection.vendor == "postgresql" else _insert)(cursor, name, table)
    yield name
    # Not after a failure: the table goes with the transaction, and what failed is told and not that it could not be dropped.
    if not connection.needs_rollback:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {name}")


def bound(value: dt.date | dt.datetime) -> dt.date | str:
    """A day or an instant (aware) as a raw statement must give it to the database."""
    if isinstance(value, dt.datetime):
        utc = value.astimezone(dt.UTC)
        return utc if connection.vendor == "postgresql" else str(utc.replace(tzinfo=None))
    return value if connection.vendor == "postgresql" else value.isoformat()


def _type(type_: pa.DataType) -> str:
    if connection.vendor != "postgresql":
        return "integer" if pa.types.is_integer(type_) or pa.types.is_boolean(type_) else "text"
    return "timestamptz" if pa.types.is_timestamp(type_) else POSTGRESQL_TYPES.get(str(type_), "text")


def _insert(cursor: Any, name: str, table: pa.Table) -> None:
    columns = [_as_django_reads(column).to_pylist() for column in table.columns]
    marks = ", ".join("?" for _ in columns)
    # The driver's own executemany: Django's would translate the statement once per row.
    cursor.cursor.connection.executemany(
        f"INSERT INTO {name} VALUES ({marks})",  # noqa: S608 - the caller's own name
        zip(*columns, strict=True),
    )


def _as_django_reads(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_timestamp(column.type):
        utc = column.cast(pa.timestamp("us", "UTC")).cast(pa.timestamp("us"))
        return pc.replace_substring_regex(pc.strftime(utc, INSTANT), NO_FRACTION, "")
    return column.cast(pa.string()) if pa.types.is_date(column.type) else column


def _copy(cursor: Any, name: str, table: pa.Table) -> None:
    columns = [column.to_pylist() for column in table.columns]
    with cursor.copy(f"COPY {name} FROM STDIN") as copy:
        for row in zip(*columns, strict=True):
            copy.write_row(row)
