"""Which SQL fills which snapshot table: each app registers its own when Django is ready."""

from __future__ import annotations

from collections.abc import Callable

from huaiyuan.core.engine import errors, tables
from huaiyuan.core.kernel.errors import DomainError

Provider = str | Callable[[str], str]
_providers: dict[str, Provider] = {}


def register(table: str, sql: Provider) -> None:
    """Declare the SELECT behind a snapshot table; a callable gets the dialect (`sqlite` or `postgresql`).

    The SELECT must return the columns of `tables.every()[table]` (any order) and only rows that are known now.
    Raises: ENGINE_EXTRACT_UNDECLARED for a table nobody declared, or another SELECT for one that has its own.
    """
    if table not in tables.every() or _providers.get(table, sql) != sql:
        raise DomainError(errors.EXTRACT_UNDECLARED, table=table)
    _providers[table] = sql


def forget(table: str) -> None:
    """Take the SELECT of a table out again."""
    _providers.pop(table, None)


def yuan(fen: str, dialect: str) -> str:
    """SQL of an amount in 分 as 元. SQLite would divide into a float, which carries no money: there it is written as text."""
    if dialect == "postgresql":
        return f"{fen} / 100.0"
    sign = f"CASE WHEN {fen} < 0 THEN '-' ELSE '' END"
    return f"CASE WHEN {fen} IS NOT NULL THEN printf('%s%d.%02d', {sign}, abs({fen}) / 100, abs({fen}) % 100) END"


def for_dialect(dialect: str) -> dict[str, str]:
    """The registered SELECTs in the words of a database."""
    return {name: sql if isinstance(sql, str) else sql(dialect) for name, sql in sorted(_providers.items())}
