"""The two views that every connection over a snapshot has: what households and persons are on a day."""

# Names in the SQL are those of this file.
# ruff: noqa: S608
from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

import duckdb

MONITORED = """(
    SELECT household_no, category, risk_state, approved_on, cleared_on, cycle, risks FROM monitoring
    WHERE {valid} QUALIFY row_number() OVER (PARTITION BY household_no ORDER BY cycle DESC, valid_from DESC) = 1)"""
COUNTED = """(
    SELECT household_no, count(*)::INTEGER AS members FROM memberships JOIN persons USING (person_id)
    WHERE {valid} AND {alive} GROUP BY household_no)"""
HOUSEHOLD_PARTS = {
    "r": "(SELECT * FROM residences WHERE {valid})",
    "a": "(SELECT * FROM archive_types WHERE {valid})",
    "m": MONITORED,
    "c": COUNTED,
}
HOUSEHOLD_COLUMNS = {
    "village_code": "r.village_code", "township_code": "left(r.village_code, 9)", "group_name": "r.group_name",
    "walk_order": "r.walk_order", "archive_type": "a.archive_type", "category": "m.category",
    "risk_state": "m.risk_state", "approved_on": "m.approved_on", "cleared_on": "m.cleared_on", "cycle": "m.cycle",
    "risks": "m.risks",
    "monitored": "coalesce(m.risk_state = '未消除', false)", "members": "coalesce(c.members, 0)",
}  # fmt: skip
PERSON_PARTS = {"f": "(SELECT * FROM health WHERE {valid})", "l": "(SELECT * FROM labour WHERE {valid})"}
PERSON_COLUMNS = {
    "name": "p.name", "sex": "p.sex", "birth_on": "p.birth_on", "id_key": "p.id_key",
    "id_kind": "p.id_kind", "joined_on": "m.valid_from",
    "household_no": "m.household_no", "relation": "m.relation", "is_head": "m.is_head",
    "village_code": "h.village_code", "township_code": "h.township_code", "archive_type": "h.archive_type",
    "category": "h.category", "monitored": "h.monitored", "health": "f.health", "labour": "l.labour",
}  # fmt: skip


def create(connection: duckdb.DuckDBPyConnection, as_of: dt.date) -> None:
    """Create `household_now` (open households) and `person_now` (alive members of open households) for a day."""
    connection.execute(f"CREATE VIEW household_now AS {household_now(as_of, HOUSEHOLD_COLUMNS)}")
    connection.execute(f"CREATE VIEW person_now AS {person_now(as_of, 'household_now', PERSON_COLUMNS)}")


def household_now(as_of: dt.date, columns: Collection[str]) -> str:
    """The SQL of `household_now` with these columns beside `household_no`; what none of them needs is not joined."""
    chosen, joins = _chosen(columns, HOUSEHOLD_COLUMNS, HOUSEHOLD_PARTS, "household_no")
    return f"""SELECT h.household_no{chosen} FROM households h {joins}
        WHERE h.registered_on <= {{day}} AND (h.closed_on IS NULL OR h.closed_on > {{day}})""".format(**_on(as_of))


def person_now(as_of: dt.date, households: str, columns: Collection[str]) -> str:
    """The SQL of `person_now` with these columns beside `person_id`, over a relation like `household_now`."""
    chosen, joins = _chosen(columns, PERSON_COLUMNS, PERSON_PARTS, "person_id")
    return f"""SELECT p.person_id{chosen} FROM persons p
        JOIN (SELECT * FROM memberships WHERE {{valid}}) m USING (person_id)
        JOIN {households} h USING (household_no) {joins}
        WHERE {{alive}}""".format(**_on(as_of))


def _chosen(columns: Collection[str], known: Mapping[str, str], parts: Mapping[str, str], key: str) -> tuple[str, str]:
    """The columns as a list to select, and the parts they come from as joins."""
    chosen = [(name, sql) for name, sql in known.items() if name in columns]
    joined = [alias for alias in parts if any(f"{alias}." in sql for _, sql in chosen)]
    joins = " ".join(f"LEFT JOIN {parts[alias]} {alias} USING ({key})" for alias in joined)
    return "".join(f", {sql} AS {name}" for name, sql in chosen), joins


def _on(as_of: dt.date) -> dict[str, str]:
    day = f"DATE '{as_of.isoformat()}'"
    return {
        "day": day,
        "valid": f"valid_from <= {day} AND valid_to > {day}",
        "alive": f"(died_on IS NULL OR died_on > {day})",
    }
