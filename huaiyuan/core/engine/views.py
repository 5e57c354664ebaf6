"""The two views that every connection over a snapshot has: what households and persons are on a day."""

from __future__ import annotations

import datetime as dt

import duckdb

HOUSEHOLD_NOW = """
CREATE VIEW household_now AS
WITH monitored AS (
    SELECT household_no, category, risk_state, approved_on, cleared_on, cycle, risks FROM monitoring
    WHERE {valid} QUALIFY row_number() OVER (PARTITION BY household_no ORDER BY cycle DESC, valid_from DESC) = 1
), counted AS (
    SELECT household_no, count(*)::INTEGER AS members FROM memberships JOIN persons USING (person_id)
    WHERE {valid} AND {alive} GROUP BY household_no
)
SELECT h.household_no, r.village_code, left(r.village_code, 9) AS township_code, r.group_name, r.walk_order,
       a.archive_type, m.category, m.risk_state, m.approved_on, m.cleared_on, m.cycle, m.risks,
       coalesce(m.risk_state = '未消除', false) AS monitored, coalesce(c.members, 0) AS members
FROM households h
LEFT JOIN (SELECT * FROM residences WHERE {valid}) r USING (household_no)
LEFT JOIN (SELECT * FROM archive_types WHERE {valid}) a USING (household_no)
LEFT JOIN monitored m USING (household_no)
LEFT JOIN counted c USING (household_no)
WHERE h.registered_on <= {day} AND (h.closed_on IS NULL OR h.closed_on > {day})"""

PERSON_NOW = """
SELECT p.person_id, p.name, p.sex, p.birth_on, p.id_key, p.id_kind, m.household_no, m.relation, m.is_head,
       m.valid_from AS joined_on,
       h.village_code, h.township_code, h.archive_type, h.category, h.monitored, f.health, l.labour
FROM persons p
JOIN (SELECT * FROM memberships WHERE {valid}) m USING (person_id)
JOIN {households} h USING (household_no)
LEFT JOIN (SELECT * FROM health WHERE {valid}) f USING (person_id)
LEFT JOIN (SELECT * FROM labour WHERE {valid}) l USING (person_id)
WHERE {alive}"""


def create(connection: duckdb.DuckDBPyConnection, as_of: dt.date) -> None:
    """Create `household_now` (open households) and `person_now` (alive members of open households) for a day."""
    connection.execute(HOUSEHOLD_NOW.format(**_on(as_of)))
    connection.execute(f"CREATE VIEW person_now AS {person_now(as_of, 'household_now')}")


def person_now(as_of: dt.date, households: str) -> str:
    """The SQL of `person_now` over a relation that has the columns of `household_now`, be it kept in a table."""
    return PERSON_NOW.format(households=households, **_on(as_of))


def _on(as_of: dt.date) -> dict[str, str]:
    day = f"DATE '{as_of.isoformat()}'"
    return {
        "day": day,
        "valid": f"valid_from <= {day} AND valid_to > {day}",
        "alive": f"(died_on IS NULL OR died_on > {day})",
    }
