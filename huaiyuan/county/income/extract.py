"""What income statements publish to snapshots (data contracts, section 2); amounts stay exact on both databases."""

from __future__ import annotations

from huaiyuan.core.engine import extracts

STATEMENTS = """
    SELECT s.number AS statement_no, s.household_no, s.village_code, s.purpose, s.first_on, s.last_on, s.size,
           {net} AS net_yuan, {reference} AS reference_yuan, s.missing, s.measured_on, s.signed, s.state
    FROM income_incomestatement s WHERE s.superseded_at IS NULL"""
ENTRIES = """
    SELECT s.number AS statement_no, e.code, {fen} AS yuan, e.origin
    FROM income_incomestatement s JOIN income_incomeentry e ON e.statement_id = s.id WHERE s.superseded_at IS NULL"""


def statements(dialect: str) -> str:
    """The statements that stand, one a household, purpose and period."""
    return STATEMENTS.format(
        net=extracts.yuan("s.net_fen", dialect), reference=extracts.yuan("s.reference_fen", dialect)
    )


def entries(dialect: str) -> str:
    """The amounts of the statements that stand."""
    return ENTRIES.format(fen=extracts.yuan("e.fen", dialect))


def register() -> None:
    """Declare the extracts; called once when the app is ready."""
    extracts.register("income_statements", statements)
    extracts.register("income_entries", entries)
