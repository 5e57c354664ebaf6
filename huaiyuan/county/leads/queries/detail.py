"""One lead with everything under it: evidence, risks, visits, the way it went, and what may be done now."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Value
from django.db.models.functions import Concat

from huaiyuan.base import access, reference
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.scope import Scope
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads.models import Case, Correction, Forwarding, Lead, Remark, Risk, Visit, VisitPhoto
from huaiyuan.county.leads.moves import DID, MOVES
from huaiyuan.county.leads.queries import evidence, lists
from huaiyuan.county.leads.queries.cases import of_lead
from huaiyuan.county.leads.queries.evidence import Evidence
from huaiyuan.county.leads.types import DECIDED, Grade, State, Verdict
from huaiyuan.county.worklist import queries as worklist


@dataclass(frozen=True)
class RiskShown:
    """A risk with its verdict, empty while nobody has judged it. `may_correct` (its author) and `may_amend` (the
    county, later) are told for the account that looks, today.
    """

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
    may_amend: bool


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
    moves: list[str]
    groundless: bool = False
    cases: tuple[Case, ...] = ()


def lead_line(lead_no: str, account: object) -> lists.Listed | None:
    """A lead as a line of a list, where its whole page is not wanted; None when the account may not see it."""
    return next(iter(lists.listed(list(lists.within(account).filter(lead_no=lead_no)), account)), None)


def lines_of(lead_nos: Iterable[str], account: object) -> dict[str, lists.Listed]:
    """Leads as lines, by number; those that the account may not see are left out."""
    rows = list(lists.within(account).filter(lead_no__in=list(lead_nos)))
    return {line.lead_no: line for line in lists.listed(rows, account)}


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
    went = _way(lead)
    told = lists.told([lead], account, also={code for _, *codes, _, _ in went for code in codes if code})
    groundless = lead.state != State.WITHDRAWN and _all_struck(told.hits.get(lead.pk, []))
    return LeadPage(
        line=told.lines[0], version=lead.version, sent_at=lead.sent_at,
        first_visit_on=lead.first_visit_on, decided_at=lead.decided_at, closed_why=lead.closed_why if clear else "",
        last_step=f"{lead.changed_by}{DID.get(lead.changed_how, '')}" if lead.changed_how else "",
        risks=_risks(lead, told, account), visits=visits_of(lead, clear=clear),
        steps=_steps(went, told.names, clear=clear), moves=_moves(lead, account, groundless),
        groundless=groundless, cases=_cases(lead, told.risks.get(lead.pk, [])) if clear else (),
    )  # fmt: skip


def _risks(lead: Lead, told: lists.Told, account: object) -> list[RiskShown]:
    hits, risks = told.hits.get(lead.pk, []), told.risks.get(lead.pk, [])
    clear, author = evidence.sees_evidence(account), getattr(account, "pk", None)
    in_time = _in_time(lead, account, mine=any(risk.judged_by_id == author for risk in risks))
    open_, amends = (
        in_time is True and access.may(account, P.LEAD_VERIFY),
        in_time is False and access.may(account, P.LEAD_CORRECT),
    )
    return [
        RiskShown(
            risk_type=risk.risk_type, grade=risk.grade, grade_label=Grade(risk.grade).label, verdict=risk.verdict,
            verdict_label=risk.get_verdict_display() if risk.verdict else "", reason=risk.reason if clear else "",
            judged_by=risk.judged_by.display_name if risk.judged_by else "", judged_at=risk.judged_at,
            by_phone=risk.by_phone, signed=risk.signed, cool_down_until=risk.cool_down_until,
            hits=[hit for hit in hits if hit.risk_type == risk.risk_type],
            may_correct=open_ and risk.judged_by_id == author, may_amend=amends and risk.judged_by_id is not None,
        )
        for risk in risks
    ]  # fmt: skip


def _in_time(lead: Lead, account: object, *, mine: bool) -> bool | None:
    """Whether verdicts are still their author's to correct; None where nobody who looks could correct them anyhow."""
    if lead.state not in DECIDED or lead.decided_at is None or not (mine or access.may(account, P.LEAD_CORRECT)):
        return None
    try:
        return clock.business_now() <= reference.deadline(MOVES["confirm"].undo, lead.decided_at)
    except DomainError:
        # The county has not said how long; until it does, a verdict stands.
        return None


def shows_photo(lead_no: str, photo: uuid.UUID, account: object) -> bool:
    """Whether a photo is one of this lead's, and the account may see what was found at all."""
    rows = VisitPhoto.objects.filter(client_uuid=photo, visit__lead__lead_no=lead_no)
    return evidence.sees_evidence(account) and rows.exists()


def visits_of(lead: Lead, *, clear: bool) -> list[VisitShown]:
    """The verifications of a lead, newest first; what was found only in `clear`. At most three queries."""
    if lead.first_visit_on is None:
        return []
    visits, findings = _with_findings(lead)
    photos: dict[int, list[uuid.UUID]] = {}
    for photo in VisitPhoto.objects.filter(visit__lead=lead).order_by("id"):
        photos.setdefault(photo.visit_id, []).append(photo.client_uuid)
    return [
        VisitShown(
            client_uuid=visit.client_uuid, visited_on=visit.visited_on, way_label=visit.get_way_display(),
            by=visit.recorded_by.display_name, companion=visit.companion, note=visit.note if clear else "",
            signature_label=visit.get_signature_display(), 
            signature_due_words="" if visit.signed_on else worklist.due_words(visit.signature_due_at),
            signed_on=visit.signed_on, findings=findings[visit.pk] if clear else [],
            photos=photos.get(visit.pk, []) if clear else [],
        )
        for visit in visits
    ]  # fmt: skip


def _with_findings(lead: Lead) -> tuple[list[Visit], dict[int, list[FindingShown]]]:
    """The visits, newest first, and what each found, by its key: one query, a row for every finding."""
    rows = Visit.objects.filter(lead=lead).select_related("recorded_by").annotate(
        risk_type=F("findings__risk__risk_type"), verdict=F("findings__verdict"), found=F("findings__found"),
        why=F("findings__reason"),
    )  # fmt: skip
    visits: dict[int, Visit] = {}
    findings: dict[int, list[FindingShown]] = {}
    for row in rows.order_by("-visited_on", "-id", "risk_type"):
        visits.setdefault(row.pk, row)
        found = findings.setdefault(row.pk, [])
        if row.risk_type:
            found.append(FindingShown(row.risk_type, Verdict(row.verdict).label, row.found, row.why))
    return list(visits.values()), findings


def _way(lead: Lead) -> list[tuple[dt.datetime, str, str, str, str]]:
    """(when, from village, to village, text, by whom) of forwardings, remarks (批注) and corrections (更正). One query.

    Without a village, the place of the next village says which verdict became which.
    """
    forwarded = Forwarding.objects.filter(lead=lead).values_list(
        "forwarded_at", "from_village", "to_village", "reason", "forwarded_by__display_name"
    )
    remarks = Remark.objects.filter(lead=lead).annotate(nowhere=Value("")).values_list(
        "written_at", "nowhere", "nowhere", "text", "written_by__display_name"
    )  # fmt: skip
    corrected = Correction.objects.filter(lead=lead).annotate(nowhere=Value("")).values_list(
        "corrected_at", "nowhere", Concat("risk__risk_type", Value("|"), "before", Value("|"), "after"), "reason",
        "corrected_by__display_name",
    )  # fmt: skip
    return list(forwarded.union(remarks, corrected, all=True))


def _steps(
    way: list[tuple[dt.datetime, str, str, str, str]], names: dict[str, str], *, clear: bool
) -> list[Step]:  # fmt: skip
    steps = [
        Step(at, _went(before, after, names), who, text if clear else "")
        for at, before, after, text, who in way
        if before or clear
    ]
    return sorted(steps, key=lambda step: step.at, reverse=True)


def _went(before: str, after: str, names: dict[str, str]) -> str:
    if not before and after:
        risk_type, was, is_ = after.split("|")
        return f"更正结论（{risk_type}）：由“{Verdict(was).label}”改为“{Verdict(is_).label}”"
    if not before:
        return "批注"
    return (
        f"{names.get(before, before)}改派到{names.get(after, after)}"
        if after
        else f"{names.get(before, before)}退回县里"
    )


def _cases(lead: Lead, risks: list[Risk]) -> tuple[Case, ...]:
    return tuple(of_lead(lead)) if any(risk.verdict == Verdict.DEPARTMENT for risk in risks) else ()


def _all_struck(hits: list[Evidence]) -> bool:
    return bool(hits) and all(hit.struck for hit in hits)


def _moves(lead: Lead, account: object, groundless: bool) -> list[str]:
    scopes = {may: access.scope_of(account, may) for may in {move.may for move in MOVES.values()}}
    return [
        name
        for name, move in MOVES.items()
        if lead.state in move.sources
        and not move.follows
        and scopes[move.may].covers(lead.village_code)
        and (groundless or not move.groundless)
    ]
