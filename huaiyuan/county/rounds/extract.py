"""What rounds publish to snapshots (data contracts, section 2); the same SQL runs on SQLite and PostgreSQL."""

from __future__ import annotations

from huaiyuan.core.engine import extracts

TABLES = {
    "screening_rounds": """
        SELECT r.number, r.name, r.starts_on, r.ends_on, c.closed_on, c.reopened_on
        FROM rounds_round r LEFT JOIN rounds_closing c ON c.round_id = r.id AND c.level = 'county'
        WHERE r.area_code = ''""",
    "screening_lines": """
        SELECT r.number AS round_number, l.household_no, l.village_code, l.is_key, l.unknown_groups, l.state, l.result,
               l.way, l.first_on
        FROM rounds_line l JOIN rounds_round r ON r.id = l.round_id WHERE r.area_code = ''""",
}


def register() -> None:
    """Declare the extracts; called once when the app is ready."""
    for name, sql in TABLES.items():
        extracts.register(name, sql)
