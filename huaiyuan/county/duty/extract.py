"""What duty publishes to snapshots (data contracts, section 2); the same SQL runs on SQLite and PostgreSQL."""

from __future__ import annotations

from huaiyuan.core.engine import extracts

TABLES = {
    "helpers": """
        SELECT h.helper_no, h.id_index AS id_key, u.unit_no, u.name AS unit_name, u.level AS unit_level, h.rank,
               h.public_servant, h.left_on
        FROM duty_helper h JOIN duty_helperunit u ON u.id = h.unit_id""",
    "pairings": """
        SELECT p.pairing_no, p.household_no, h.helper_no, p.part, p.valid_from, p.valid_to
        FROM duty_pairing p JOIN duty_helper h ON h.id = p.helper_id""",
    "home_visits": """
        SELECT v.household_no, v.village_code, h.helper_no, v.visited_on, v.way, v.looks_bad, v.recorded_at
        FROM duty_homevisit v JOIN duty_helper h ON h.id = v.helper_id""",
    "problems": """
        SELECT p.problem_no, p.household_no, p.village_code, h.helper_no, p.kind, p.owner_post, p.owner_department,
               p.state, p.raised_at, p.due_at, p.answered_at, p.closed_at
        FROM duty_problem p JOIN duty_helper h ON h.id = p.helper_id""",
}


def register() -> None:
    """Declare the extracts; called once when the app is ready."""
    for name, sql in TABLES.items():
        extracts.register(name, sql)
