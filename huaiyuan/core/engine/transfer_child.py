"""The inside of `transfer`: ADBC, which brings its own SQLite. Runs in child processes only: decision 0001."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pyarrow as pa
from adbc_driver_postgresql import dbapi as postgresql
from adbc_driver_sqlite import dbapi as sqlite

from huaiyuan.core.engine import conform, errors
from huaiyuan.core.kernel import faultpoint
from huaiyuan.core.kernel.errors import DomainError

WAIT_MS = 60_000
# One batch holds a whole result, so that a column's type is inferred from all of its rows, not from the first ones.
ALL_ROWS = "2000000000"
# The driver's writes must keep to the checkpoint rules that Django's connections keep: decision 0002.
PREPARE_SQLITE = (
    f"PRAGMA busy_timeout={WAIT_MS}",
    "PRAGMA wal_autocheckpoint=0",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA cache_size=-262144",
    "PRAGMA temp_store=MEMORY",
)
POSTGRESQL_COLUMNS = """
    SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a
    WHERE a.attrelid = to_regclass('"{table}"') AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum"""
SEQUENCE = """SELECT setval(pg_get_serial_sequence('"{table}"', 'id'), (SELECT max(id) FROM "{table}"))
    WHERE pg_get_serial_sequence('"{table}"', 'id') IS NOT NULL"""


class Database:
    """An open ADBC connection, in autocommit, and what differs between the two databases."""

    def __init__(self, url: str) -> None:
        self.scheme = urlsplit(url).scheme
        if self.scheme == "sqlite":
            self.connection = sqlite.connect(unquote(url.removeprefix("sqlite:///")), autocommit=True)
            for pragma in PREPARE_SQLITE:
                self.run(pragma)
        elif self.scheme == "postgresql":
            self.connection = postgresql.connect(url, autocommit=True)
        else:
            raise DomainError(errors.TRANSFER_URL, scheme=self.scheme)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite; otherwise it is PostgreSQL."""
        return self.scheme == "sqlite"

    def run(self, sql: str) -> None:
        """Execute a statement whose rows nobody needs."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql)
            cursor.fetchall()

    def arrow(self, sql: str) -> pa.Table:
        """The rows of a SELECT."""
        with self.connection.cursor() as cursor:
            if self.is_sqlite:
                cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": ALL_ROWS})
            cursor.execute(sql)
            return conform.plain(cursor.fetch_arrow_table())

    def columns(self, table: str) -> dict[str, str]:
        """Declared type by column. Raises ENGINE_TRANSFER_TABLE."""
        sql = f'PRAGMA table_info("{table}")' if self.is_sqlite else POSTGRESQL_COLUMNS.format(table=table)
        with self.connection.cursor() as cursor:
            cursor.execute(sql)
            rows = cursor.fetchall()
        found = {row[1]: row[2] for row in rows} if self.is_sqlite else {row[0]: row[1] for row in rows}
        if not found:
            raise DomainError(errors.TRANSFER_TABLE, table=table)
        return found

    @contextmanager
    def transaction(self, begin: str) -> Iterator[None]:
        """Commit at the end, or roll everything back."""
        self.run(begin)
        try:
            yield
        except BaseException:
            self.run("ROLLBACK")
            raise
        self.run("COMMIT")


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """A database for one piece of work."""
    database = Database(url)
    try:
        yield database
    finally:
        database.connection.close()


def ingest(payload: dict[str, Any], report: Callable[..., None]) -> dict[str, Any]:
    """Append the files to their tables in one transaction."""
    rows: dict[str, int] = {}
    with opened(payload["database"]) as database:
        # Read before the transaction: a SQLite transaction that read first may be refused when it comes to write.
        types = {table: database.columns(table) for table in payload["tables"]}
        with database.transaction("BEGIN IMMEDIATE" if database.is_sqlite else "BEGIN"):
            for table, path in payload["tables"].items():
                rows[table] = _append(database, table, types[table], Path(path))
                report(table, len(rows), len(types))
            for table in types if database.is_sqlite else ():
                _refuse_orphans(database, table)
            faultpoint.reached("transfer.rows_written")
        faultpoint.reached("transfer.committed")
    return {"rows": rows}


def _append(database: Database, table: str, types: dict[str, str], path: Path) -> int:
    with pa.memory_map(str(path)) as source:
        given = pa.ipc.open_file(source)
        conform.refuse_strangers(table, given.schema, types)
        wanted = {name: types[name] for name in given.schema.names}
        schema = conform.schema(wanted, text_dates=database.is_sqlite)
        flow = Flow(table, given, wanted, schema)
        with database.connection.cursor() as cursor:
            try:
                cursor.adbc_ingest(table, pa.RecordBatchReader.from_batches(schema, flow), mode="append")
            except Exception as failure:
                raise flow.refusal or failure from failure
    if not database.is_sqlite and "id" in wanted and flow.rows:
        database.run(SEQUENCE.format(table=table))
    return flow.rows


def _refuse_orphans(database: Database, table: str) -> None:
    """SQLite checks no foreign keys while loading; PostgreSQL does so itself at the commit."""
    with database.connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM pragma_foreign_key_check("{table}")')  # noqa: S608 - a table that exists
        [(rows,)] = cursor.fetchall()
    if rows:
        raise DomainError(errors.TRANSFER_ORPHANS, table=table, rows=rows)


class Flow:
    """The batches of a file on their way to the driver, counted; keeps a refusal that the driver would blur."""

    def __init__(self, table: str, given: Any, wanted: dict[str, str], schema: pa.Schema) -> None:
        self.table, self.given, self.wanted, self.schema = table, given, wanted, schema
        self.rows = 0
        self.refusal: DomainError | None = None

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        for number in range(self.given.num_record_batches):
            try:
                batch = conform.batch(self.table, self.given.get_batch(number), self.wanted, self.schema)
            except DomainError as refusal:
                self.refusal = refusal
                raise
            self.rows += batch.num_rows
            yield batch


def extract(payload: dict[str, Any], report: Callable[..., None]) -> dict[str, Any]:
    """Write one Arrow file per SELECT, all as of one instant."""
    into = Path(payload["into"])
    rows: dict[str, int] = {}
    for name, table in read(payload["database"], payload["queries"]):
        with pa.ipc.new_file(into / f"{name}.arrow", table.schema) as writer:
            writer.write_table(table)
        rows[name] = table.num_rows
        report(name, len(rows), len(payload["queries"]))
    return {"rows": rows}


def read(url: str, queries: dict[str, str]) -> Iterator[tuple[str, pa.Table]]:
    """The result of each SELECT, in one read transaction (SQLite: deferred; PostgreSQL: repeatable read)."""
    with opened(url) as database:
        begin = "BEGIN" if database.is_sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        with database.transaction(begin):
            for name, sql in queries.items():
                yield name, database.arrow(sql)
