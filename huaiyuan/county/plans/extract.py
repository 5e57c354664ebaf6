"""What plans publish to snapshots (data contracts, section 2); amounts stay exact on both databases."""

from __future__ import annotations

from huaiyuan.core.engine import extracts

MEASURES = """
    SELECT m.number AS measure_no, p.number AS plan_no, p.household_no, p.village_code, p.cycle, p.state AS plan_state,
           m.kind, m.risk, m.owner, m.department, m.planned_from, m.planned_to, {planned} AS planned_yuan, m.state,
           m.early, m.done_on, {done} AS done_yuan
    FROM plans_measure m JOIN plans_plan p ON p.id = m.plan_id"""


def measures(dialect: str) -> str:
    """Every measure of every plan, with where its plan stands."""
    return MEASURES.format(planned=extracts.yuan("m.planned_fen", dialect), done=extracts.yuan("m.done_fen", dialect))


def register() -> None:
    """Declare the extract; called once when the app is ready."""
    extracts.register("measures", measures)
