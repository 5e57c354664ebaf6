"""A demo holds synthetic people only (数据生命周期): a file with numbers of real people is refused before anything is stored."""

# ruff: noqa: S608 - names of declared columns stand in the SQL, never what a cell says
from __future__ import annotations

import duckdb

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import errors

# First two digits of the provinces that exist. Source: GB/T 2260.
PROVINCES = (
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44",
    "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83",
)  # fmt: skip
TOLERATED = 5


def refuse(con: duckdb.DuckDBPyConnection) -> None:
    """Raises INTAKE_REAL_PEOPLE when `typed` holds more than a few valid numbers of existing provinces."""
    provinces = ", ".join(f"'{province}'" for province in PROVINCES)
    [(found,)] = con.sql(f"SELECT count(DISTINCT number) FROM typed WHERE number[1:2] IN ({provinces})").fetchall()
    if found > TOLERATED:
        raise DomainError(errors.REAL_PEOPLE, count=found)
