"""What leads tell on a household's timeline: found, handed out, verified, sent on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import F

from huaiyuan.base import access
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.core.kernel import clock
from huaiyuan.county.leads.models import Lead
from huaiyuan.county.leads.types import Verdict, Way
from huaiyuan.county.registry.timeline import Entry

KIND, SOURCE, PAGE = "lead", "线索", "lead"
NOT_SHOWN = "不予显示"


def entries(household_no: str, account: object) -> Iterable[Entry]:
    """A household's leads as entries; risk types and verdicts only for those who may see states of health."""
    if not access.may(account, P.LEAD_READ):
        return []
    clear = access.sees_clear(account, Field.HEALTH)
    rows = _rows(household_no)
    leads = {row.pk: row for row in rows}
    found = [entry for lead in leads.values() for entry in _of_lead(lead, _types(rows, lead, clear), clear=clear)]
    return [*found, *_visits(rows, clear=clear)]


def _rows(household_no: str) -> list[Lead]:
    """The leads with their risks, and each visit with what it found of them: one query, a row for every pair.

    A household page has fifteen queries for everything.
    """
    rows = Lead.objects.filter(household_no=household_no).annotate(
        risk_type=F("risks__risk_type"), visit=F("visits__id"), visited_on=F("visits__visited_on"),
        way=F("visits__way"), visitor=F("visits__recorded_by__display_name"),
        found_type=F("visits__findings__risk__risk_type"), verdict=F("visits__findings__verdict"),
    )  # fmt: skip
    return list(rows.order_by("id", "visit", "risk_type", "found_type"))


def _types(rows: list[Lead], lead: Lead, clear: bool) -> str:
    if not clear:
        return NOT_SHOWN
    types = dict.fromkeys(_of(row, "risk_type") for row in rows if row.pk == lead.pk)
    return "、".join(filter(None, types))


def _of(row: Lead, name: str) -> Any:
    """What the query put beside the lead."""
    return getattr(row, name)


def _of_lead(lead: Lead, types: str, *, clear: bool) -> Iterator[Entry]:
    yield _entry(lead, lead.opened_on, "发现线索", f"{lead.get_grade_display()}：{types}")
    if lead.sent_at and lead.due_at:
        due = lead.due_at.astimezone(clock.SHANGHAI)
        yield _entry(lead, lead.sent_at.astimezone(clock.SHANGHAI).date(), "交办入户核实", f"{due:%Y-%m-%d}前入户")
    if lead.closed_at and lead.closed_why:
        why = lead.closed_why if clear else NOT_SHOWN
        yield _entry(lead, lead.closed_at.astimezone(clock.SHANGHAI).date(), lead.get_state_display(), why)


def _visits(rows: list[Lead], *, clear: bool) -> Iterator[Entry]:
    visits = {_of(row, "visit"): row for row in rows if _of(row, "visit") is not None}
    for number, row in visits.items():
        told = (r for r in rows if _of(r, "visit") == number and _of(r, "found_type"))
        verdicts = dict.fromkeys(f"{_of(r, 'found_type')}：{Verdict(_of(r, 'verdict')).label}" for r in told)
        says = "；".join(verdicts) if clear else NOT_SHOWN
        yield _entry(row, _of(row, "visited_on"), Way(_of(row, "way")).label, says, _of(row, "visitor"))


def _entry(lead: Lead, on: dt.date, title: str, says: str, source: str = SOURCE) -> Entry:
    return Entry(on, title, says, source, KIND, PAGE, lead.lead_no)
