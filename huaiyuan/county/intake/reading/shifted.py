"""A column that slid by a row against the others makes strangers of everybody: such a file is refused, not warned about."""

from __future__ import annotations

import duckdb

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import errors

# Careless townships contradict themselves in a row in a hundred; every second row is no carelessness.
LEAST_ROWS, SHARE = 10, 0.5
_COMPARED = """
SELECT count(*), count(*) FILTER (strftime(birth_on, '%Y%m%d') <> number[7:14])
FROM typed WHERE number IS NOT NULL AND birth_on IS NOT NULL
"""


def refuse(con: duckdb.DuckDBPyConnection) -> None:
    """Raises INTAKE_SHIFTED when numbers and birth dates of most rows of `typed` contradict each other."""
    [(compared, contrary)] = con.sql(_COMPARED).fetchall()
    if compared >= LEAST_ROWS and contrary >= SHARE * compared:
        raise DomainError(errors.SHIFTED, rows=contrary, compared=compared)
