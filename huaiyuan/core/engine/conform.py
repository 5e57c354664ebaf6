"""Making Arrow columns what a database column wants, as Django itself would have written them."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from huaiyuan.core.engine import errors
from huaiyuan.core.kernel.errors import DomainError

UTC = pa.timestamp("us", tz="UTC")
ARROW_TYPES = {
    "bigint": pa.int64(),
    "integer": pa.int64(),
    "int": pa.int64(),
    "smallint": pa.int64(),
    "bool": pa.bool_(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "datetime": UTC,
    "timestamp with time zone": UTC,
    "timestamp without time zone": pa.timestamp("us"),
    "blob": pa.binary(),
    "bytea": pa.binary(),
    "real": pa.float64(),
    "double precision": pa.float64(),
}
POSTGRESQL_WIDTHS = {"integer": pa.int32(), "smallint": pa.int16()}
UUID, UUID_HEX = "uuid", 32
NUMERIC = re.compile(r"numeric\((\d+),(\d+)\)$")
MEANINGS = {
    pa.int64(): "整数", pa.bool_(): "是或否", pa.date32(): "日期", UTC: "时刻", pa.binary(): "字节",
}  # fmt: skip


def refuse_strangers(table: str, given: pa.Schema, types: dict[str, str]) -> None:
    """Raises ENGINE_TRANSFER_COLUMN when a given column is not in the table."""
    strangers = [name for name in given.names if name not in types]
    if strangers:
        raise DomainError(errors.TRANSFER_COLUMN, table=table, columns="、".join(strangers))


def schema(wanted: dict[str, str], *, text_dates: bool) -> pa.Schema:
    """What is handed to the driver: PostgreSQL's own types, or for SQLite the forms that Django stores."""
    return pa.schema([(name, _driver_type(declared, text_dates=text_dates)) for name, declared in wanted.items()])


def batch(table: str, given: pa.RecordBatch, wanted: dict[str, str], driver: pa.Schema) -> pa.RecordBatch:
    """One batch in the driver's types. Raises ENGINE_TRANSFER_VALUE."""
    columns = []
    for name, declared in wanted.items():
        meant = _meant(declared)
        try:
            columns.append(_as_driver(_as_meant(given.column(name), meant), driver.field(name).type))
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as failure:
            said = MEANINGS.get(meant, "文字或数")
            raise DomainError(errors.TRANSFER_VALUE, table=table, column=name, wanted=said) from failure
    return pa.RecordBatch.from_arrays(columns, schema=driver)


def plain(table: pa.Table) -> pa.Table:
    """A result without the driver's extension types (PostgreSQL's numeric comes as marked text)."""
    columns = {
        name: pa.chunked_array([chunk.storage for chunk in column.chunks], column.type.storage_type)
        if isinstance(column.type, pa.BaseExtensionType)
        else column
        for name, column in zip(table.column_names, table.columns, strict=True)
    }
    return pa.table(columns)


def _meant(declared: str) -> pa.DataType:
    """What a column holds; everything that is not named above (varchar, text, numeric, uuid) is given as text."""
    return ARROW_TYPES.get(declared.lower().removesuffix(" unsigned"), pa.string())


def _driver_type(declared: str, *, text_dates: bool) -> pa.DataType:
    meant = _meant(declared)
    if not text_dates:
        # The driver copies in the binary form, in which a uuid is its sixteen bytes.
        return pa.binary() if declared == UUID else _numeric(declared) or POSTGRESQL_WIDTHS.get(declared.lower(), meant)
    if meant == pa.bool_():
        return pa.int64()
    return pa.string() if pa.types.is_date(meant) or pa.types.is_timestamp(meant) else meant


def _numeric(declared: str) -> pa.DataType | None:
    found = NUMERIC.match(declared)
    return pa.decimal128(int(found[1]), int(found[2])) if found else None


def _as_meant(column: pa.Array, meant: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_timestamp(column.type) and column.type.tz is None and meant == UTC:
        return pc.assume_timezone(column.cast(pa.timestamp("us")), "UTC")
    if pa.types.is_string(column.type) and pa.types.is_binary(meant):
        raise pa.ArrowInvalid("text is not bytes")
    return column if column.type == meant else column.cast(meant)


def _as_driver(column: pa.Array, wanted: pa.DataType) -> pa.Array:
    if column.type == wanted:
        return column
    if pa.types.is_string(wanted) and (pa.types.is_date(column.type) or pa.types.is_timestamp(column.type)):
        return _written(column)
    if pa.types.is_binary(wanted) and pa.types.is_string(column.type):
        return _uuid_bytes(column)
    return column.cast(wanted)


def _uuid_bytes(column: pa.Array) -> pa.Array:
    """The bytes of uuids written as hexadecimal digits, with or without dashes."""
    digits = pc.replace_substring(column, "-", "")
    if not pc.all(pc.match_substring_regex(digits, f"^[0-9a-fA-F]{{{UUID_HEX}}}$"), min_count=0).as_py():
        raise pa.ArrowInvalid("not a uuid")
    return pa.array([None if text is None else bytes.fromhex(text) for text in digits.to_pylist()], pa.binary())


def _written(column: pa.Array) -> pa.Array:
    """Dates and instants in Django's text form; few values repeat, so each is written once."""
    encoded = column.dictionary_encode()
    values = encoded.dictionary
    if pa.types.is_date(values.type):
        texts = pc.strftime(values, format="%Y-%m-%d")
    else:
        texts = pc.strftime(values.cast(pa.timestamp("us")), format="%Y-%m-%d %H:%M:%S")
        texts = pc.replace_substring_regex(texts, r"\.000000$", "")
    return texts.take(encoded.indices)
