"""What leads tell on a household's timeline: found, handed out, verified, sent on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from huaiyuan.base import access
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.core.kernel import clock
from huaiyuan.county.leads.models import Finding, Lead, Visit
from huaiyuan.county.registry.timeline import Entry

KIND, SOURCE, PAGE = "lead", "线索", "lead"
NOT_SHOWN = "不予显示"


def entries(household_no: str, account: object) -> Iterable[Entry]:
    """A household's leads as entries; risk types and verdicts only for those who may see states of health."""
    if not access.may(account, P.LEAD_READ):
        return []
    clear = access.sees_clear(account, Field.HEALTH)
    leads = list(Lead.objects.filter(household_no=household_no).prefetch_related("risks"))
    found = [entry for lead in leads for entry in _of_lead(lead, clear=clear)]
    return [*found, *_visits(leads, clear=clear)] if leads else []


def _of_lead(lead: Lead, *, clear: bool) -> Iterator[Entry]:
    types = "、".join(sorted(risk.risk_type for risk in lead.risks.all())) if clear else NOT_SHOWN
    yield _entry(lead, lead.opened_on, "发现线索", f"{lead.get_grade_display()}：{types}")
    if lead.sent_at and lead.due_at:
        due = lead.due_at.astimezone(clock.SHANGHAI)
        yield _entry(lead, lead.sent_at.astimezone(clock.SHANGHAI).date(), "交办入户核实", f"{due:%Y-%m-%d}前入户")
    if lead.closed_at and lead.closed_why:
        why = lead.closed_why if clear else NOT_SHOWN
        yield _entry(lead, lead.closed_at.astimezone(clock.SHANGHAI).date(), lead.get_state_display(), why)


def _visits(leads: list[Lead], *, clear: bool) -> Iterator[Entry]:
    visits = Visit.objects.filter(lead__in=leads).select_related("recorded_by", "lead")
    findings: dict[int, list[Finding]] = {}
    for finding in Finding.objects.filter(visit__lead__in=leads).select_related("risk").order_by("risk__risk_type"):
        findings.setdefault(finding.visit_id, []).append(finding)
    for visit in visits:
        found = (f"{f.risk.risk_type}：{f.get_verdict_display()}" for f in findings.get(visit.pk, []))
        says = "；".join(found) if clear else NOT_SHOWN
        yield _entry(visit.lead, visit.visited_on, visit.get_way_display(), says, visit.recorded_by.display_name)


def _entry(lead: Lead, on: dt.date, title: str, says: str, source: str = SOURCE) -> Entry:
    return Entry(on, title, says, source, KIND, PAGE, lead.lead_no)
