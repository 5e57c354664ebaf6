"""What the registry publishes to snapshots (data contracts, section 2); the same SQL runs on SQLite and PostgreSQL."""

# ruff: noqa: S608 - every piece of SQL is declared in this package; values are bound, never pasted in

from __future__ import annotations

from huaiyuan.core.engine import extracts

HOUSEHOLD = "JOIN registry_household h ON h.id = f.household_id WHERE f.superseded_at IS NULL"
PERSON = "JOIN registry_person p ON p.id = f.person_id WHERE f.superseded_at IS NULL"

TABLES = {
    "households": """
        SELECT household_no, registered_on, closed_on, nullif(close_reason, '') AS close_reason, rural
        FROM registry_household""",
    "persons": """
        SELECT person_id, name, sex, birth_on, died_on, id_lake AS id_key, id_kind,
               phone_sealed IS NOT NULL AS has_phone
        FROM registry_person p
        WHERE NOT EXISTS (SELECT 1 FROM registry_alias a
                          WHERE a.kind = '人' AND a.old_no = p.person_id AND a.withdrawn_at IS NULL)""",
    "residences": f"""
        SELECT h.household_no, f.village_code, f.group_name, f.walk_order, f.valid_from, f.valid_to
        FROM registry_residence f {HOUSEHOLD}""",
    "archive_types": f"""
        SELECT h.household_no, f.archive_type, f.valid_from, f.valid_to FROM registry_archivetype f {HOUSEHOLD}""",
    "monitoring": f"""
        SELECT h.household_no, f.cycle, f.category, f.risk_state, f.approved_on, f.cleared_on, f.entry_kind, f.risks,
               f.valid_from, f.valid_to
        FROM registry_monitoringfact f {HOUSEHOLD}""",
    "memberships": """
        SELECT p.person_id, h.household_no, f.relation, f.is_head, f.valid_from, f.valid_to,
               nullif(f.leave_reason, '') AS leave_reason
        FROM registry_membership f JOIN registry_person p ON p.id = f.person_id
        JOIN registry_household h ON h.id = f.household_id WHERE f.superseded_at IS NULL""",
    "health": f"""
        SELECT p.person_id, f.health, f.valid_from, f.valid_to FROM registry_healthfact f {PERSON}""",
    "labour": f"""
        SELECT p.person_id, f.labour, f.valid_from, f.valid_to FROM registry_labourfact f {PERSON}""",
    "roster_households": """
        SELECT r.year, r.closed_on, h.household_no, f.archive_type
        FROM registry_rosterhousehold f JOIN registry_roster r ON r.id = f.roster_id
        JOIN registry_household h ON h.id = f.household_id""",
    "roster_persons": """
        SELECT r.year, r.closed_on, h.household_no, p.person_id
        FROM registry_rosterperson f JOIN registry_roster r ON r.id = f.roster_id
        JOIN registry_household h ON h.id = f.household_id JOIN registry_person p ON p.id = f.person_id""",
}


def register() -> None:
    """Declare the registry's extracts; called once when the app is ready."""
    for name, sql in TABLES.items():
        extracts.register(name, sql)
