"""What the reference tables publish to snapshots (data contracts, section 2)."""

from __future__ import annotations

from huaiyuan.core.engine import extracts, tables

TABLES = {
    "areas": """
        SELECT code, name, short_name, level, kind, nullif(parent_code, '') AS parent_code, lifted_village, aliases,
               sort, valid_from, valid_to
        FROM reference_area""",
    "county_facts": """
        SELECT code, value_text, number, unit, year, source, valid_from, valid_to FROM reference_countyfact""",
}

# A number of policy with the days on which it holds.
NUMBERS = {"name": "VARCHAR", "number": "DECIMAL(14,2)", "unit": "VARCHAR", "source": "VARCHAR", "valid_from": "DATE",
           "valid_to": "DATE"}  # fmt: skip


def publish_numbers(table: str, which: str) -> None:
    """Publish the dated numbers of some parameters as a table of every snapshot, for figures that are defined by them.

    `which` is SQL over a parameter's `name`. Called once when the app that reads them is ready.
    """
    tables.declare(table, NUMBERS)
    extracts.register(
        table,
        f"""
    SELECT name, number, unit, source, valid_from, valid_to FROM reference_parametervalue
    WHERE ({which}) AND superseded_at IS NULL AND number IS NOT NULL""",  # noqa: S608 - conditions of the package itself
    )


def register() -> None:
    """Declare the extracts of reference; called once when the app is ready."""
    for name, sql in TABLES.items():
        extracts.register(name, sql)
