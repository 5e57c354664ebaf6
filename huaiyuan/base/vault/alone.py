"""One at a time: holding off others where what is written next depends on what stands (numbers, versions, editions)."""

from __future__ import annotations

from django.db import connection, models


def alone(*written: type[models.Model]) -> None:
    """Hold off every other write to these tables until this transaction ends; reading goes on.

    PostgreSQL is told; SQLite's immediate transactions see to it by themselves.
    """
    if connection.vendor == "postgresql":
        tables = ", ".join(model._meta.db_table for model in written)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")
