"""The snapshot tables (data contracts, section 2): one source of truth for names, order and types of columns.

Types are DuckDB's. SQLite knows neither dates nor booleans, so every value is cast to what stands here.
Instants are stored as UTC. A text column whose empty string means "none" is written `VARCHAR?`.
"""

from __future__ import annotations

from collections.abc import Mapping

VERSION = 4
SPAN = {"valid_from": "DATE", "valid_to": "DATE"}

TABLES: Mapping[str, Mapping[str, str]] = {
    "areas": {
        "code": "VARCHAR", "name": "VARCHAR", "short_name": "VARCHAR", "level": "VARCHAR", "kind": "VARCHAR",
        "parent_code": "VARCHAR?", "lifted_village": "BOOLEAN", "aliases": "VARCHAR", "sort": "INTEGER", **SPAN,
    },
    "households": {
        "household_no": "VARCHAR", "registered_on": "DATE", "closed_on": "DATE", "close_reason": "VARCHAR?",
        "rural": "BOOLEAN",
    },
    "residences": {
        "household_no": "VARCHAR", "village_code": "VARCHAR", "group_name": "VARCHAR?", "walk_order": "INTEGER", **SPAN,
    },
    "archive_types": {"household_no": "VARCHAR", "archive_type": "VARCHAR", **SPAN},
    "monitoring": {
        "household_no": "VARCHAR", "cycle": "INTEGER", "category": "VARCHAR", "risk_state": "VARCHAR",
        "approved_on": "DATE", "cleared_on": "DATE", "entry_kind": "VARCHAR", "risks": "VARCHAR", **SPAN,
    },
    "cycles": {
        "household_no": "VARCHAR", "cycle": "INTEGER", "scheme": "VARCHAR", "category": "VARCHAR",
        "risk_state": "VARCHAR", "identified_on": "DATE", "cleared_on": "DATE", "clear_way": "VARCHAR?",
        "again": "BOOLEAN", "event": "VARCHAR", "risks": "VARCHAR", "case_no": "VARCHAR?", **SPAN,
    },
    "persons": {
        "person_id": "VARCHAR", "name": "VARCHAR", "sex": "VARCHAR", "birth_on": "DATE", "died_on": "DATE",
        "id_key": "VARCHAR?", "id_kind": "VARCHAR", "has_phone": "BOOLEAN",
    },
    "memberships": {
        "person_id": "VARCHAR", "household_no": "VARCHAR", "relation": "VARCHAR", "is_head": "BOOLEAN", **SPAN,
        "leave_reason": "VARCHAR?",
    },
    "health": {"person_id": "VARCHAR", "health": "VARCHAR", **SPAN},
    "labour": {"person_id": "VARCHAR", "labour": "VARCHAR", **SPAN},
    "roster_households": {
        "year": "INTEGER", "closed_on": "DATE", "household_no": "VARCHAR", "archive_type": "VARCHAR",
    },
    "roster_persons": {"year": "INTEGER", "closed_on": "DATE", "household_no": "VARCHAR", "person_id": "VARCHAR"},
    "county_facts": {
        "code": "VARCHAR", "value_text": "VARCHAR", "number": "DECIMAL(18,4)", "unit": "VARCHAR", "year": "INTEGER",
        "source": "VARCHAR", **SPAN,
    },
    "leads": {
        "lead_no": "VARCHAR", "household_no": "VARCHAR", "village_code": "VARCHAR", "state": "VARCHAR",
        "grade": "VARCHAR", "opened_on": "DATE", "dispatched_at": "TIMESTAMPTZ", "first_visit_on": "DATE",
        "decided_at": "TIMESTAMPTZ", "closed_at": "TIMESTAMPTZ", "due_at": "TIMESTAMPTZ", "run_id": "VARCHAR?",
    },
    "risks": {
        "lead_no": "VARCHAR", "risk_type": "VARCHAR", "grade": "VARCHAR", "verdict": "VARCHAR?",
        "verdict_at": "TIMESTAMPTZ", "verdict_by": "VARCHAR?", "by_phone": "BOOLEAN", "signed": "BOOLEAN",
    },
    "hits": {
        "hit_no": "VARCHAR", "lead_no": "VARCHAR", "risk_type": "VARCHAR", "channel": "VARCHAR", "rule": "VARCHAR?",
        "rule_version": "VARCHAR?", "department": "VARCHAR", "run_id": "VARCHAR?", "person_id": "VARCHAR?", "township_code": "VARCHAR",
        "pushed_at": "TIMESTAMPTZ", "struck": "BOOLEAN",
    },
    "helpers": {
        "helper_no": "VARCHAR", "id_key": "VARCHAR?", "unit_no": "VARCHAR", "unit_name": "VARCHAR",
        "unit_level": "VARCHAR", "rank": "VARCHAR", "public_servant": "BOOLEAN", "left_on": "DATE",
    },
    "pairings": {
        "pairing_no": "VARCHAR", "household_no": "VARCHAR", "helper_no": "VARCHAR", "part": "VARCHAR", **SPAN,
    },
    "home_visits": {
        "household_no": "VARCHAR", "village_code": "VARCHAR", "helper_no": "VARCHAR", "visited_on": "DATE",
        "way": "VARCHAR", "looks_bad": "INTEGER", "recorded_at": "TIMESTAMPTZ",
    },
    "problems": {
        "problem_no": "VARCHAR", "household_no": "VARCHAR", "village_code": "VARCHAR", "helper_no": "VARCHAR",
        "kind": "VARCHAR", "owner_post": "VARCHAR", "owner_department": "VARCHAR?", "state": "VARCHAR",
        "raised_at": "TIMESTAMPTZ", "due_at": "TIMESTAMPTZ", "answered_at": "TIMESTAMPTZ", "closed_at": "TIMESTAMPTZ",
    },
    "measures": {
        "measure_no": "VARCHAR", "plan_no": "VARCHAR", "household_no": "VARCHAR", "village_code": "VARCHAR",
        "cycle": "INTEGER", "plan_state": "VARCHAR", "kind": "VARCHAR", "risk": "VARCHAR?", "owner": "VARCHAR",
        "department": "VARCHAR?", "planned_from": "DATE", "planned_to": "DATE", "planned_yuan": "DECIMAL(14,2)",
        "state": "VARCHAR", "early": "BOOLEAN", "done_on": "DATE", "done_yuan": "DECIMAL(14,2)",
    },
    "income_statements": {
        "statement_no": "VARCHAR", "household_no": "VARCHAR", "village_code": "VARCHAR", "purpose": "VARCHAR",
        "first_on": "DATE", "last_on": "DATE", "size": "INTEGER", "net_yuan": "DECIMAL(14,2)",
        "reference_yuan": "DECIMAL(14,2)", "missing": "VARCHAR?", "measured_on": "DATE", "signed": "VARCHAR",
        "state": "VARCHAR",
    },
    "income_entries": {
        "statement_no": "VARCHAR", "code": "VARCHAR", "yuan": "DECIMAL(14,2)", "origin": "VARCHAR",
    },
    "applications": {
        "number": "VARCHAR", "channel": "VARCHAR", "village_code": "VARCHAR", "hardship": "VARCHAR", "state": "VARCHAR",
        "filed_at": "TIMESTAMPTZ", "due_at": "TIMESTAMPTZ", "decided_at": "TIMESTAMPTZ", "household_no": "VARCHAR?",
        "lead_no": "VARCHAR?",
    },
    "leaflets": {
        "number": "VARCHAR", "leaflet": "VARCHAR", "village_code": "VARCHAR", "household_no": "VARCHAR",
        "given_on": "DATE", "counts_until": "DATE",
    },
    "screening_rounds": {
        "number": "VARCHAR", "name": "VARCHAR", "starts_on": "DATE", "ends_on": "DATE", "closed_on": "DATE",
        "reopened_on": "DATE",
    },
    "screening_lines": {
        "round_number": "VARCHAR", "household_no": "VARCHAR", "village_code": "VARCHAR", "is_key": "BOOLEAN",
        "unknown_groups": "VARCHAR", "state": "VARCHAR", "result": "VARCHAR?", "way": "VARCHAR?", "first_on": "DATE",
    },
}  # fmt: skip


# Tables of ledgers, declared when the app that has them is ready; a child is told of them by its parent.
DECLARED: dict[str, dict[str, str]] = {}


def declare(name: str, columns: Mapping[str, str]) -> None:
    """Add the table of a ledger. Raises ValueError when the name is taken by other columns."""
    if name in TABLES or DECLARED.get(name, dict(columns)) != dict(columns):
        raise ValueError(f"snapshot table {name} is declared twice")
    DECLARED[name] = dict(columns)


def forget(name: str) -> None:
    """Take the table of a ledger out again."""
    DECLARED.pop(name, None)


def every() -> dict[str, Mapping[str, str]]:
    """All tables of a snapshot that is taken now."""
    return {**TABLES, **DECLARED}


def cast(column: str, declared: str) -> str:
    """The DuckDB expression that makes a column what it is declared to be."""
    if declared == "VARCHAR?":
        return f"nullif(CAST({column} AS VARCHAR), '')"
    if declared == "VARCHAR":
        return f"CAST({column} AS VARCHAR)"
    return f"CAST({column} AS {declared})"
