"""Emptying tables after a test: only those that hold something, for most tests touch few of two hundred."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import connection

# Django's own, of every model, which only migrations write.
KEPT = {"django_content_type", "auth_permission"}
ON_POSTGRESQL = ("SET session_replication_role = replica", "SET session_replication_role = DEFAULT")
# A table that never held a row has no block in its file; asking each of the others takes longer than most tests.
EVER_FILLED = """
    SELECT relname FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0
"""


def filled(tables: Iterable[str]) -> list[str]:
    """Which of these tables hold something."""
    with connection.cursor() as cursor:
        names = set(tables)
        if connection.vendor == "postgresql":
            cursor.execute(EVER_FILLED)
            names &= {row[0] for row in cursor.fetchall()}
        if not names:
            return []
        asked = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in sorted(names))
        cursor.execute(" UNION ALL ".join(asked))
        return [row[0] for row in cursor.fetchall()]


def statements(tables: Iterable[str]) -> list[str]:
    """What takes every row out of these tables past their constraints and triggers; [] when they hold none."""
    deletions = [f"DELETE FROM {name}" for name in filled(tables)]
    if connection.vendor != "postgresql" or not deletions:
        return deletions
    before, after = ON_POSTGRESQL
    return [before, *deletions, after]


def empty(_: Any = None) -> None:
    """Takes the place of `TransactionTestCase._fixture_teardown`, whose `flush` empties every table one by one, and
    fills those of Django's own permissions anew, which nothing here asks.
    """
    connection.ops.execute_sql_flush(statements(_of_models() - KEPT))


@cache
def _of_models() -> set[str]:
    return set(connection.introspection.django_table_names(only_existing=True))
