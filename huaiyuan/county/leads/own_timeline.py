"""What leads tell on a household's timeline: found, handed out, verified, sent on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import F

from huaiyuan.base import access
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.core.kernel import clock
from huaiyuan.county.leads.models import Lead, Visit
from huaiyuan.county.leads.types import Verdict
from huaiyuan.county.registry.timeline import Entry

KIND, SOURCE, PAGE = "lead", "线索", "lead"
NOT_SHOWN = "不予显示"


def entries(household_no: str, account: object) -> Iterable[Entry]:
    """A household's leads as entries; risk types and verdicts only for those who may see states of health."""
    if not access.may(account, P.LEAD_READ):
        return []
    clear = access.sees_clear(account, Field.HEALTH)
    leads, types = _leads(household_no)
    found = [entry for lead in leads for entry in _of_lead(lead, types[lead.pk] if clear else NOT_SHOWN, clear=clear)]
    visited = any(lead.first_visit_on for lead in leads)
    return [*found, *_visits(leads, clear=clear)] if visited else found


def _leads(household_no: str) -> tuple[list[Lead], dict[int, str]]:
    """The leads, and their risk types in words by key: one query, a row for every risk."""
    rows = Lead.objects.filter(household_no=household_no).annotate(risk_type=F("risks__risk_type"))
    leads: dict[int, Lead] = {}
    types: dict[int, str] = {}
    for row in rows.order_by("id", "risk_type"):
        leads.setdefault(row.pk, row)
        types[row.pk] = "、".join(filter(None, [types.get(row.pk), row.risk_type]))
    return list(leads.values()), types


def _of_lead(lead: Lead, types: str, *, clear: bool) -> Iterator[Entry]:
    yield _entry(lead, lead.opened_on, "发现线索", f"{lead.get_grade_display()}：{types}")
    if lead.sent_at and lead.due_at:
        due = lead.due_at.astimezone(clock.SHANGHAI)
        yield _entry(lead, lead.sent_at.astimezone(clock.SHANGHAI).date(), "交办入户核实", f"{due:%Y-%m-%d}前入户")
    if lead.closed_at and lead.closed_why:
        why = lead.closed_why if clear else NOT_SHOWN
        yield _entry(lead, lead.closed_at.astimezone(clock.SHANGHAI).date(), lead.get_state_display(), why)


def _visits(leads: list[Lead], *, clear: bool) -> Iterator[Entry]:
    rows = Visit.objects.filter(lead__in=leads).select_related("recorded_by", "lead").annotate(
        risk_type=F("findings__risk__risk_type"), verdict=F("findings__verdict")
    )  # fmt: skip
    visits: dict[int, Visit] = {}
    found: dict[int, list[str]] = {}
    for row in rows.order_by("id", "risk_type"):
        visits.setdefault(row.pk, row)
        if row.risk_type:
            found.setdefault(row.pk, []).append(f"{row.risk_type}：{Verdict(row.verdict).label}")
    for visit in visits.values():
        says = "；".join(found.get(visit.pk, [])) if clear else NOT_SHOWN
        yield _entry(visit.lead, visit.visited_on, visit.get_way_display(), says, visit.recorded_by.display_name)


def _entry(lead: Lead, on: dt.date, title: str, says: str, source: str = SOURCE) -> Entry:
    return Entry(on, title, says, source, KIND, PAGE, lead.lead_no)
