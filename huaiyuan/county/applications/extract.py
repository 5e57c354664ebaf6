"""What applications and leaflets publish to snapshots (data contracts, section 2); the same SQL on both databases."""

from __future__ import annotations

from huaiyuan.core.engine import extracts
from huaiyuan.county.applications.types import State
from huaiyuan.county.leads.types import Channel


def _words(column: str, labels: list[tuple[str, str]]) -> str:
    """The word that people read in place of a code; codes and words are this package's own."""
    return f"CASE {column} {' '.join(f'WHEN {code!r} THEN {label!r}' for code, label in labels)} END"


TABLES = {
    "applications": f"""
        SELECT number, {_words("channel", Channel.choices)} AS channel, village_code, hardship,
               {_words("state", State.choices)} AS state, filed_at, due_at, decided_at, household_no, lead_no
        FROM applications_application""",  # noqa: S608 - codes and words declared in types
    "leaflets": """
        SELECT d.number, d.leaflet, d.village_code, g.household_no, d.given_on, d.counts_until
        FROM applications_given g JOIN applications_distribution d ON d.id = g.distribution_id
        WHERE d.withdrawn_at IS NULL""",
}


def register() -> None:
    """Declare the extracts; called once when the app is ready."""
    for name, sql in TABLES.items():
        extracts.register(name, sql)
