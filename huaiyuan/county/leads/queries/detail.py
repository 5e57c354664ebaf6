"""One lead with everything under it: evidence, risks, visits, the way it went, and what may be done now."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from huaiyuan.base import access, reference
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.scope import Scope
from huaiyuan.core.kernel import clock
from huaiyuan.county.leads.models import Forwarding, Lead, Remark, Risk, Visit
from huaiyuan.county.leads.moves import DID, MOVES
from huaiyuan.county.leads.queries import evidence, lists
from huaiyuan.county.leads.queries.evidence import Evidence
from huaiyuan.county.leads.types import DECIDED, Grade
from huaiyuan.county.worklist import queries as worklist
from huaiyuan.county.worklist.queries import Todo


@dataclass(frozen=True)
class RiskShown:
    """A risk with its verdict, empty while nobody has judged it. `may_correct` for the account that looks, today."""

    risk_type: str
    grade: str
    grade_label: str
    verdict: str
    verdict_label: str
    reason: str
    judged_by: str
    judged_at: dt.datetime | None
    by_phone: bool
    signed: bool
    cool_down_until: dt.date | None
    hits: list[Evidence]
    may_correct: bool


@dataclass(frozen=True)
class FindingShown:
    """What a visit found of one risk."""

    risk_type: str
    verdict_label: str
    found: str
    reason: str


@dataclass(frozen=True)
class VisitShown:
    """A verification: who, when, how, what. `photos` are their public numbers."""

    client_uuid: uuid.UUID
    visited_on: dt.date
    way_label: str
    by: str
    companion: str
    note: str
    signature_label: str
    signature_due_words: str
    signed_on: dt.date | None
    findings: list[FindingShown]
    photos: list[uuid.UUID]


@dataclass(frozen=True)
class Step:
    """A step of the way a lead went: 改派, 退回, 批注."""

    at: dt.datetime
    says: str
    by: str
    reason: str


@dataclass(frozen=True)
class LeadPage:
    """Everything about a lead. `moves` are the steps open to the account that looks; `version` goes back with a report."""

    line: lists.Listed
    version: int
    sent_at: dt.datetime | None
    first_visit_on: dt.date | None
    decided_at: dt.datetime | None
    closed_why: str
    last_step: str
    risks: list[RiskShown]
    visits: list[VisitShown]
    steps: list[Step]
    tasks: list[Todo]
    moves: list[str]


def find_lead(scope: Scope, lead_no: str) -> str | None:
    """The number itself when the lead lies within the scope; None alike for a foreign and an absent one."""
    village = Lead.objects.filter(lead_no=lead_no).values_list("village_code", flat=True).first()
    return lead_no if scope.covers(village) else None


def lead_page(lead_no: str, account: object) -> LeadPage | None:
    """A lead as the account may see it; None when it may not."""
    lead = lists.within(account).filter(lead_no=lead_no).first()
    if lead is None:
        return None
    clear = evidence.sees_evidence(account)
    return LeadPage(
        line=lists.listed([lead], account)[0], version=lead.version, sent_at=lead.sent_at,
        first_visit_on=lead.first_visit_on, decided_at=lead.decided_at, closed_why=lead.closed_why if clear else "",
        last_step=f"{lead.changed_by}{DID.get(lead.changed_how, '')}" if lead.changed_how else "",
        risks=_risks(lead, account), visits=_visits(lead, clear=clear), steps=_steps(lead, clear=clear),
        tasks=worklist.of_subject("lead", lead_no), moves=_moves(lead, account),
    )  # fmt: skip


def _risks(lead: Lead, account: object) -> list[RiskShown]:
    hits, clear = evidence.of_leads([lead.pk], account).get(lead.pk, []), evidence.sees_evidence(account)
    risks = Risk.objects.filter(lead=lead).select_related("judged_by").order_by("risk_type")
    open_ = _may_correct(lead, account)
    return [
        RiskShown(
            risk_type=risk.risk_type, grade=risk.grade, grade_label=Grade(risk.grade).label, verdict=risk.verdict,
            verdict_label=risk.get_verdict_display() if risk.verdict else "", reason=risk.reason if clear else "",
            judged_by=risk.judged_by.display_name if risk.judged_by else "", judged_at=risk.judged_at,
            by_phone=risk.by_phone, signed=risk.signed, cool_down_until=risk.cool_down_until,
            hits=[hit for hit in hits if hit.risk_type == risk.risk_type],
            may_correct=open_ and risk.judged_by_id == getattr(account, "pk", None),
        )
        for risk in risks
    ]  # fmt: skip


def _may_correct(lead: Lead, account: object) -> bool:
    if lead.state not in DECIDED or lead.decided_at is None or not access.may(account, P.LEAD_VERIFY):
        return False
    limit = MOVES["confirm"].undo
    if reference.parameter(limit, lead.decided_at.astimezone(clock.SHANGHAI).date()) is None:
        return False
    return clock.business_now() <= reference.deadline(limit, lead.decided_at)


def _visits(lead: Lead, *, clear: bool) -> list[VisitShown]:
    rows = Visit.objects.filter(lead=lead).select_related("recorded_by").order_by("-visited_on", "-id")
    shown = rows.prefetch_related("findings__risk", "photos")
    return [
        VisitShown(
            client_uuid=visit.client_uuid, visited_on=visit.visited_on, way_label=visit.get_way_display(),
            by=visit.recorded_by.display_name, companion=visit.companion, note=visit.note if clear else "",
            signature_label=visit.get_signature_display(),
            signature_due_words=worklist.urgency(visit.signature_due_at).words if not visit.signed_on else "",
            signed_on=visit.signed_on,
            findings=[
                FindingShown(f.risk.risk_type, f.get_verdict_display(), f.found, f.reason)
                for f in sorted(visit.findings.all(), key=lambda f: f.risk.risk_type)
                if clear
            ],
            photos=[photo.client_uuid for photo in visit.photos.all()] if clear else [],
        )
        for visit in shown
    ]  # fmt: skip


def _steps(lead: Lead, *, clear: bool) -> list[Step]:
    forwardings = list(Forwarding.objects.filter(lead=lead).select_related("forwarded_by"))
    codes = {code for f in forwardings for code in (f.from_village, f.to_village) if code}
    places = reference.places_by_code(codes) if codes else {}
    names = {code: place.short_name for code, place in places.items()}
    went = [
        Step(f.forwarded_at, _went(f, names), f.forwarded_by.display_name, f.reason if clear else "")
        for f in forwardings
    ]
    remarks = Remark.objects.filter(lead=lead).select_related("written_by") if clear else ()
    written = [Step(r.written_at, "批注", r.written_by.display_name, r.text) for r in remarks]
    return sorted([*went, *written], key=lambda step: step.at, reverse=True)


def _went(forwarding: Forwarding, names: dict[str, str]) -> str:
    before = names.get(forwarding.from_village, forwarding.from_village)
    if not forwarding.to_village:
        return f"{before}退回县里"
    return f"{before}改派到{names.get(forwarding.to_village, forwarding.to_village)}"


def _moves(lead: Lead, account: object) -> list[str]:
    scopes = {may: access.scope_of(account, may) for may in {move.may for move in MOVES.values()}}
    return [
        name
        for name, move in MOVES.items()
        if lead.state in move.sources and scopes[move.may].covers(lead.village_code)
    ]
