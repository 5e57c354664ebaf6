"""What casework publishes to snapshots (data contracts, section 2); the same SQL runs on SQLite and PostgreSQL."""

from __future__ import annotations

from huaiyuan.core.engine import extracts

# The spans that the events of a household's cycles give; of two on one day the later one holds.
TABLES = {
    "cycles": """
        SELECT * FROM (
            SELECT c.household_no, c.number AS cycle, c.scheme, e.category, e.state AS risk_state, c.identified_on,
                   CASE WHEN e.kind = 'cleared' THEN e.happened_on WHEN e.state = '已消除' THEN c.cleared_on END
                       AS cleared_on,
                   nullif(e.clear_way, '') AS clear_way, c.again, e.kind AS event, c.risks,
                   nullif(c.case_no, '') AS case_no, e.happened_on AS valid_from,
                   coalesce(lead(e.happened_on) OVER (PARTITION BY c.household_no ORDER BY e.happened_on, e.id),
                            '9999-12-31') AS valid_to
            FROM casework_cycleevent e JOIN casework_cycle c ON c.id = e.cycle_id WHERE NOT c.void) s
        WHERE valid_from < valid_to""",
}


def register() -> None:
    """Declare the extracts; called once when the app is ready."""
    for name, sql in TABLES.items():
        extracts.register(name, sql)
