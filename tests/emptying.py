"""Emptying tables after a test: only those that hold something, for most tests touch few of two hundred."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection

# Django's own, of every model, which only migrations write.
KEPT = {"django_content_type", "auth_permission"}
ON_POSTGRESQL = ("SET session_replication_role = replica", "SET session_replication_role = DEFAULT")


def filled(tables: Iterable[str]) -> list[str]:
    """Which of these tables hold something."""
    names = sorted(set(tables))
    if not names:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in names))
        return [row[0] for row in cursor.fetchall()]


def statements(tables: Iterable[str]) -> list[str]:
    """What takes every row out of these tables past their constraints and triggers; [] when they hold none."""
    deletions = [f"DELETE FROM {name}" for name in filled(tables)]
    if connection.vendor != "postgresql" or not deletions:
        return deletions
    before, after = ON_POSTGRESQL
    return [before, *deletions, after]


def flush(_: Any, __: Any, tables: Iterable[str], **___: Any) -> list[str]:
    """Takes the place of `connection.ops.sql_flush(style, tables, …)`, which empties every table one by one."""
    return statements(set(tables) - KEPT)
