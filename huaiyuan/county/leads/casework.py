"""部门落实: a verdict hands a risk to the department of its evidence; it answers, the county closes or returns it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from huaiyuan.base import access, audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.vault import media, pictures
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads import errors, tasks, trail
from huaiyuan.county.leads.models import Case, CaseProof, Lead
from huaiyuan.county.leads.transitions import reason_given
from huaiyuan.county.leads.types import CASE_OPEN, CaseState
from huaiyuan.county.worklist import actions as worklist

COUNTY = 6


@dataclass(frozen=True)
class CaseMove:
    """One permitted step of a case."""

    name: str
    source: CaseState
    target: CaseState
    may: P
    says: str
    needs_reason: bool = False


MOVES = {
    move.name: move
    for move in (
        CaseMove("answer", CaseState.TO_DO, CaseState.ANSWERED, P.CASE_ANSWER, "答复"),
        CaseMove("return_", CaseState.ANSWERED, CaseState.TO_DO, P.LEAD_DISPATCH, "退回重办", needs_reason=True),
        CaseMove("close", CaseState.ANSWERED, CaseState.CLOSED, P.LEAD_DISPATCH, "认可"),
    )
}


def within(account: object) -> QuerySet[Case]:
    """The cases an account may see: a department its own, the county all of them."""
    if access.scope_of(account, P.LEAD_DISPATCH).is_county:
        return Case.objects.all()
    departments = access.departments(account, P.CASE_ANSWER) if access.may(account, P.CASE_ANSWER) else frozenset()
    return Case.objects.filter(department__in=departments or ())


def open_cases(lead: Lead) -> list[Case]:
    """The lead's cases that are not over."""
    return list(Case.objects.filter(lead=lead, state__in=CASE_OPEN).select_related("lead").order_by("id"))


def hand_over(lead: Lead, department: str, risk_types: str, *, by: Account, at: dt.datetime) -> None:
    """Give a lead's risks to a department, unless it has them already or has settled them."""
    cases = Case.objects.filter(lead=lead)
    standing = cases.filter(department=department).exclude(state=CaseState.RECALLED)
    if standing.exists():
        standing.update(risk_types=risk_types)
        return
    case = Case.objects.create(
        case_no=f"{lead.lead_no}-B{cases.count() + 1}", lead=lead, department=department, risk_types=risk_types,
        opened_at=at, due_at=worklist.due(tasks.DEPARTMENT, at),
    )  # fmt: skip
    _task(tasks.DEPARTMENT, case, by, at)
    _record(trail.CASE_OPENED, case, by)


def recall(case: Case, *, reason: str, by: Account, at: dt.datetime) -> None:
    """Take a case back because the verdict asks for it no longer."""
    Case.objects.filter(pk=case.pk).update(state=CaseState.RECALLED, closed_by=by, closed_at=at)
    worklist.recall([tasks.DEPARTMENT, tasks.REVIEW], [case.case_no], reason=reason, by=by, at=at)
    _record(trail.CASE_RECALLED, case, by, reason)


@transaction.atomic
def answer(
    case_no: str, *, says: str, photo: bytes = b"", by: Account, at: dt.datetime | None = None
) -> Case:  # fmt: skip
    """The department says what it did; the county then looks at it.

    Raises: LEAD_NOT_FOUND, LEAD_NO_ANSWER, LEAD_CASE_STAGE, VAULT_NOT_A_PICTURE, VAULT_PICTURE_TOO_LARGE.
    """
    case, moment = _case_for(case_no, by, P.CASE_ANSWER), at or clock.business_now()
    if not says.strip():
        raise DomainError(errors.NO_ANSWER)
    _move("answer", case, answer=says.strip()[:400], answered_by=by, answered_at=moment)
    if photo:
        _keep(case, photo, by, moment)
    worklist.finish([tasks.DEPARTMENT], [case_no], proof=says.strip()[:200], by=by, at=moment)
    _task(tasks.REVIEW, case, by, moment, due_at=worklist.due(tasks.REVIEW, moment))
    _record(trail.CASE_ANSWERED, case, by)
    return case


@transaction.atomic
def return_(case_no: str, *, reason: str, by: Account, at: dt.datetime | None = None) -> Case:
    """The county is not content: the department's time starts anew. Raises: LEAD_NOT_FOUND, LEAD_NO_REASON, LEAD_CASE_STAGE."""
    case, moment = _case_for(case_no, by, P.LEAD_DISPATCH), at or clock.business_now()
    why = reason_given(reason, "退回")
    _move("return_", case, returned_because=why, due_at=worklist.due(tasks.DEPARTMENT, moment))
    worklist.finish([tasks.REVIEW], [case_no], proof=f"退回重办：{why}", by=by, at=moment)
    _task(tasks.DEPARTMENT, case, by, moment)
    _record(trail.CASE_RETURNED, case, by, why)
    return case


@transaction.atomic
def close(case_no: str, *, by: Account, at: dt.datetime | None = None) -> Case:
    """The county accepts the answer. Raises: LEAD_NOT_FOUND, LEAD_CASE_STAGE."""
    case, moment = _case_for(case_no, by, P.LEAD_DISPATCH), at or clock.business_now()
    _move("close", case, closed_by=by, closed_at=moment)
    worklist.finish([tasks.REVIEW], [case_no], proof="已认可", by=by, at=moment)
    _record(trail.CASE_CLOSED, case, by)
    return case


@transaction.atomic
def open_proof(proof_no: uuid.UUID, *, by: Account) -> bytes:
    """The JPEG of a proof, for those who see its case; that it was looked at is recorded. Raises: LEAD_NOT_FOUND."""
    proof = CaseProof.objects.filter(proof_no=proof_no, case__in=within(by)).select_related("case__lead").first()
    if proof is None:
        raise DomainError(errors.NOT_FOUND)
    _record(trail.PROOF_SHOWN, proof.case, by, writes=False)
    return media.opened(proof.file_name)


def _case_for(case_no: str, by: Account, permission: P) -> Case:
    """A case that the account may act on. Raises: LEAD_NOT_FOUND for an absent, a foreign and a forbidden one alike."""
    case = within(by).filter(case_no=case_no).select_related("lead").first()
    if case is None or not access.may(by, permission):
        raise DomainError(errors.NOT_FOUND)
    return case


def _move(name: str, case: Case, **changes: Any) -> None:
    step = MOVES[name]
    if Case.objects.filter(pk=case.pk, state=step.source).update(state=step.target, **changes) != 1:
        case.refresh_from_db()
        raise DomainError(errors.CASE_STAGE, state=case.get_state_display(), says=step.says)
    case.refresh_from_db()


def _keep(case: Case, photo: bytes, by: Account, at: dt.datetime) -> None:
    picture = pictures.tidy(photo)
    CaseProof.objects.create(
        proof_no=uuid.uuid4(),
        case=case,
        file_name=media.keep(picture.data),
        size=len(picture.data),
        added_by=by,
        added_at=at,
    )


def _task(kind: str, case: Case, by: Account, at: dt.datetime, due_at: dt.datetime | None = None) -> None:
    lead = case.lead
    worklist.open_one(
        kind, case.case_no, village_code=lead.village_code, owner_area=lead.village_code[:COUNTY],
        household_no=lead.household_no, about=f"{case.department}（{case.risk_types}）", grade=lead.grade,
        due_at=due_at or case.due_at, by=by, at=at,
        owner_department=case.department if kind == tasks.DEPARTMENT else "",
    )  # fmt: skip


def _record(action: str, case: Case, by: Account, reason: str = "", *, writes: bool = True) -> None:
    lead = case.lead
    audit.record(
        action, by=by, subject=f"lead:{lead.lead_no}", household_no=lead.household_no, village_code=lead.village_code,
        writes=writes, reason=reason, department=case.department, case=case.case_no,
    )  # fmt: skip
