"""What leads publish to snapshots (data contracts, section 2); the same SQL runs on SQLite and PostgreSQL."""

from __future__ import annotations

from huaiyuan.core.engine import extracts

TABLES = {
    "leads": """
        SELECT lead_no, household_no, village_code, state, grade, opened_on, sent_at AS dispatched_at, first_visit_on,
               decided_at, closed_at, due_at, run_id
        FROM leads_lead""",
    "risks": """
        SELECT l.lead_no, r.risk_type, r.grade, r.verdict, r.judged_at AS verdict_at, a.username AS verdict_by,
               r.by_phone, r.signed
        FROM leads_risk r JOIN leads_lead l ON l.id = r.lead_id LEFT JOIN access_account a ON a.id = r.judged_by_id""",
    "hits": """
        SELECT h.hit_no, l.lead_no, r.risk_type, h.channel, h.rule, h.rule_version, h.department, h.run_id, h.person_id,
               substr(l.village_code, 1, 9) AS township_code, h.pushed_at, h.struck
        FROM leads_hit h JOIN leads_risk r ON r.id = h.risk_id JOIN leads_lead l ON l.id = h.lead_id""",
}


def register() -> None:
    """Declare the extracts; called once when the app is ready."""
    for name, sql in TABLES.items():
        extracts.register(name, sql)
