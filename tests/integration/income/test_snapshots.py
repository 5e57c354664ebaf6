"""What is published to snapshots: exact yuan, the standing version only, on both databases."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest
from django.db import connection

from huaiyuan.core.engine import tables
from huaiyuan.county.income import extract
from tests.integration.income.conftest import amounts, measure

pytestmark = pytest.mark.django_db


def read(name, sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        names = [column[0] for column in cursor.description]
        rows = cursor.fetchall()
    assert set(names) == set(tables.TABLES[name])
    cast = {c: tables.cast(f"${i + 1}", tables.TABLES[name][c]) for i, c in enumerate(names)}
    shown = ", ".join(f"{expression} AS {column}" for column, expression in cast.items())
    with duckdb.connect() as engine:
        return [dict(zip(names, engine.execute(f"SELECT {shown}", list(row)).fetchone(), strict=True)) for row in rows]


def test_the_statement_that_stands_is_published_to_the_fen(family, year):
    measure(family, year)
    measure(family, year, base=1, amounts=amounts(a1="9999.99", e2="40000.05"))
    [row] = read("income_statements", extract.statements(connection.vendor))
    assert (row["net_yuan"], row["reference_yuan"]) == (Decimal("-12600.06"), Decimal("-38600.06"))
    assert (row["first_on"], row["missing"], row["size"]) == (year.first_day, None, 4)
    entries = {row["code"]: row["yuan"] for row in read("income_entries", extract.entries(connection.vendor))}
    assert (entries["a1"], entries["e2"], len(entries)) == (Decimal("9999.99"), Decimal("40000.05"), 8)


def test_what_is_unknown_is_published_as_unknown(family, year):
    measure(family, year, amounts=amounts(a1=None))
    [row] = read("income_statements", extract.statements(connection.vendor))
    assert (row["net_yuan"], row["reference_yuan"], row["missing"]) == (None, None, f"{year.name}务工收入")
    assert {r["code"]: r["yuan"] for r in read("income_entries", extract.entries(connection.vendor))}["a1"] is None
