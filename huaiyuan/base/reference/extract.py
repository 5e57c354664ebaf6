"""What the reference tables publish to snapshots (data contracts, section 2)."""

from __future__ import annotations

from huaiyuan.core.engine import extracts

TABLES = {
    "areas": """
        SELECT code, name, short_name, level, kind, nullif(parent_code, '') AS parent_code, lifted_village, aliases,
               sort, valid_from, valid_to
        FROM reference_area""",
    "county_facts": """
        SELECT code, value_text, number, unit, year, source, valid_from, valid_to FROM reference_countyfact""",
}


def register() -> None:
    """Declare the extracts of reference; called once when the app is ready."""
    for name, sql in TABLES.items():
        extracts.register(name, sql)
