"""Cases with departments (部门落实) as lists and as one page; a department sees of a family what stands in its case."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Count, Q

from huaiyuan.base import access, audit, reference
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.vault import mask
from huaiyuan.county.leads import casework, trail
from huaiyuan.county.leads.models import Case, Finding, Hit, Lead
from huaiyuan.county.leads.types import CASE_OPEN, CaseState, Channel, Verdict
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.worklist import queries as worklist

PAGE = 50
# The view tabs in their order, with the words on them.
TABS: dict[str, str] = {
    CaseState.TO_DO: "待落实", CaseState.ANSWERED: "待县里看", CaseState.CLOSED: "已落实", CaseState.RECALLED: "已收回",
    "all": "全部",
}  # fmt: skip


@dataclass(frozen=True)
class CaseLine:
    """A case as a line of a list. `head_name` is masked where the account may not see names."""

    case_no: str
    lead_no: str
    department: str
    risk_types: str
    state: str
    state_label: str
    head_name: str
    village_name: str
    township_name: str
    opened_at: dt.datetime
    due_words: str
    colour: str
    answer: str
    answered_by: str
    answered_at: dt.datetime | None
    returned_because: str


@dataclass(frozen=True)
class CasePage:
    """A case whole: why it came (`says`: the department's own evidence), what the village found, what may be done."""

    line: CaseLine
    household_no: str
    says: list[str]
    findings: list[str]
    proofs: list[uuid.UUID]
    moves: list[str]


def find_case(_reach: Scope, case_no: str, account: object) -> str | None:
    """The number itself when the case is the account's to see; None alike for a foreign and an absent one."""
    return casework.within(account).filter(case_no=case_no).values_list("case_no", flat=True).first()


def cases(
    account: object, tab: str = CaseState.TO_DO, *, after: int = 0, limit: int = PAGE, rough: bool = False
) -> list[CaseLine]:  # fmt: skip
    """The account's cases under a tab, soonest due first; `after` lines are left out. `rough` deadlines take no query."""
    rows = casework.within(account).select_related("lead", "answered_by").order_by("due_at", "case_no")
    rows = rows if tab == "all" else rows.filter(state=tab)
    return _lines(list(rows[after : after + limit]), account, rough=rough)


def tab_counts(account: object) -> dict[str, int]:
    """How many cases every tab shows. One query."""
    counts = {f"n_{tab}": Count("id", filter=Q(state=tab)) for tab in TABS if tab != "all"}
    found = casework.within(account).aggregate(n_all=Count("id"), **counts)
    return {tab: found[f"n_{tab}"] for tab in TABS}


def of_lead(lead: Lead) -> list[Case]:
    """The cases of a lead, for those who may read the lead."""
    return list(Case.objects.filter(lead=lead).exclude(state=CaseState.RECALLED).select_related("answered_by"))


def case_page(case_no: str, account: object) -> CasePage | None:
    """A case as the account may see it; None when it may not. That a department looked is recorded."""
    case = casework.within(account).filter(case_no=case_no).select_related("lead", "answered_by").first()
    if case is None:
        return None
    lead = case.lead
    if access.may(account, P.CASE_ANSWER):
        audit.record(
            trail.CASE_READ, by=account, subject=f"lead:{lead.lead_no}", household_no=lead.household_no,  # type: ignore[arg-type]
            village_code=lead.village_code, department=case.department, case=case.case_no,
        )  # fmt: skip
    told = Q(department=case.department) | Q(
        ~Q(channel=Channel.DEPARTMENT), risk__risk_type__in=case.risk_types.split("、")
    )
    own = Hit.objects.filter(told, lead=lead, risk__verdict=Verdict.DEPARTMENT)
    findings = Finding.objects.filter(
        visit__lead=lead, verdict=Verdict.DEPARTMENT, risk__risk_type__in=case.risk_types.split("、")
    ).select_related("risk")
    [line] = _lines([case], account)
    return CasePage(
        line=line, household_no=lead.household_no, says=[f"{says}（依据已撤回）" if struck else says for says, struck in own.order_by("hit_no").values_list("says", "struck")],
        findings=[f"{f.risk.risk_type}：{f.found or f.get_verdict_display()}" for f in findings.order_by("id")],
        proofs=list(case.proofs.order_by("id").values_list("proof_no", flat=True)),
        moves=[m.name for m in casework.MOVES.values() if m.source == case.state and access.may(account, m.may)],
    )  # fmt: skip


def _lines(rows: list[Case], account: object, *, rough: bool = False) -> list[CaseLine]:
    heads = registry.heads([case.lead.household_no for case in rows])
    codes = {case.lead.village_code for case in rows}
    names = {code: p.short_name for code, p in reference.places_by_code(codes | {c[:9] for c in codes}).items()}
    due_ats = [case.due_at for case in rows]
    dues = worklist.rough_urgencies(due_ats) if rough else worklist.urgencies(due_ats)
    clear = access.sees_clear(account, Field.NAME)
    return [
        CaseLine(
            case_no=case.case_no, lead_no=case.lead.lead_no, department=case.department, risk_types=case.risk_types,
            state=case.state, state_label=case.get_state_display(),
            head_name=_name(heads.get(case.lead.household_no, ""), clear=clear),
            village_name=names.get(case.lead.village_code, case.lead.village_code),
            township_name=names.get(case.lead.village_code[:9], ""), opened_at=case.opened_at,
            due_words=due.words if case.state in CASE_OPEN else "", colour=str(due.colour), answer=case.answer,
            answered_by=case.answered_by.display_name if case.answered_by else "", answered_at=case.answered_at,
            returned_because=case.returned_because,
        )
        for case, due in zip(rows, dues, strict=True)
    ]  # fmt: skip


def _name(name: str, *, clear: bool) -> str:
    return name if clear or not name else mask.name(name)
