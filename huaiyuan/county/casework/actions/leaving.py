"""风险消除, the village's and the visitors' part: nominated, surveyed and signed, or taken back; papers on 三保障和饮水.

From the deliberation on an exit goes the way of the identification; the county's decision clears the cycle.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from huaiyuan.base import access, audit, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.vault import media, pictures
from huaiyuan.base.vault.running import next_number
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy.exits import Exit
from huaiyuan.county.casework import errors, exit_facts, reading, trail
from huaiyuan.county.casework.actions import proofs
from huaiyuan.county.casework.actions.cycles import standing
from huaiyuan.county.casework.actions.opening import Opened
from huaiyuan.county.casework.actions.village import Act
from huaiyuan.county.casework.models import CaseFile, CaseStep, Cycle, ExitRisk, ExitSurvey, SecuredPaper
from huaiyuan.county.casework.moves import NOMINATED, may_of
from huaiyuan.county.casework.transitions import case_for, hand_on, move, record
from huaiyuan.county.casework.types import LIVE, ClearWay, CycleState, Procedure, ProofKind, Secured, State
from huaiyuan.county.registry import queries as households

TOTAL, VISIT = "casework.exit_days", "casework.exit_visit_days"


@transaction.atomic
def nominate(household_no: str, *, by: Account, at: dt.datetime | None = None) -> CaseFile:
    """提名: the village proposes that a family's risk be cleared; what its cycle knows is taken over.

    Raises: CASEWORK_NOT_FOUND, CASEWORK_NOT_MONITORED, CASEWORK_ALREADY_OPEN, CASEWORK_STAYS for a family without
    labour (兜底，继续监测), and CASEWORK_NOT_READY with what is lacking and who mends it.
    """
    moment = at or clock.business_now()
    village = households.village_of(household_no)
    if not access.scope_of(by, P.CASEWORK_VILLAGE).covers(village):
        raise DomainError(errors.NOT_FOUND)
    cycle = standing(household_no)
    if cycle is None or cycle.state != CycleState.OPEN:
        raise DomainError(errors.NOT_MONITORED)
    live = CaseFile.objects.filter(household_no=household_no, state__in=LIVE).first()
    if live is not None:
        raise DomainError(errors.ALREADY_OPEN, case_no=live.case_no)
    today = moment.astimezone(clock.SHANGHAI).date()
    weighed = exit_facts.weigh_one(household_no, today)
    if weighed is None:
        raise DomainError(errors.NOT_MONITORED)
    if weighed.nominable.stays:
        raise DomainError(errors.STAYS, stays=weighed.says)
    if not weighed.nominable.ready:
        raise DomainError(errors.NOT_READY, lacks=weighed.says)
    return opened(cycle, village or "", today, by=by, at=moment)


def nominate_many(household_nos: Iterable[str], *, by: Account, at: dt.datetime | None = None) -> Opened:
    """提名 of several families; those that cannot be are passed over and said why. Raises: CASEWORK_NO_NOMINEES."""
    made, refused = [], []
    for number in household_nos:
        try:
            made.append(nominate(number, by=by, at=at).case_no)
        except DomainError as refusal:
            refused.append((number, str(refusal)))
    if not made and not refused:
        raise DomainError(errors.NO_NOMINEES)
    return Opened(tuple(made), tuple(refused))


def opened(cycle: Cycle, village: str, today: dt.date, *, by: Account, at: dt.datetime, why: str = "") -> CaseFile:
    """The case of a nomination, with its first task; within the caller's transaction, who has looked whether it may be."""
    case = CaseFile.objects.create(
        case_no=next_number(CaseFile, "XC", at, field="case_no"), procedure=Procedure.EXIT, household_no=cycle.household_no, village_code=village,
        found_on=today, opened_at=at, due_on=reference.deadline(TOTAL, at).astimezone(clock.SHANGHAI).date(),
        risks=cycle.risks, category=cycle.category, scheme=cycle.scheme, step_due_at=reference.deadline(VISIT, at),
        earliest_on=today, changed_how=NOMINATED, changed_by=by.display_name, changed_at=at,
    )  # fmt: skip
    CaseStep.objects.create(
        case=case, move=NOMINATED, to_state=State.VISIT, done_on=today, made_by=by, made_at=at,
        reason=why or f"第{cycle.number}周期，{cycle.identified_on}识别",
    )  # fmt: skip
    hand_on(case, None, by, at)
    record(trail.NOMINATED, case, by)
    return case


@dataclass(frozen=True)
class Sheet:
    """消除信息采集表 as it was filled in: per risk whether it is settled and on what that rests, risks that are new."""

    on: dt.date
    companion: str
    risks: Mapping[str, tuple[bool, str]]
    contact_id: str
    new_risks: tuple[str, ...] = ()
    way: ClearWay = ClearWay.HELPED
    note: str = ""


@transaction.atomic
def survey(case_no: str, *, sheet: Sheet, survey_photo: bytes, assessment_photo: bytes, act: Act) -> CaseFile:
    """采集表 and 评估表 are signed by two visitors and the head; on to the village's deliberation.

    Raises: CASEWORK_NOT_FOUND, CASEWORK_CHANGED, CASEWORK_STAGE, CASEWORK_NO_RISK_ANSWER, CASEWORK_NO_CONTACT,
    CASEWORK_NEED_TWO, CASEWORK_NEED_SHEETS, CASEWORK_BAD_DAY, and CASEWORK_NEED_SETTLED with the risk that is still there.
    """
    case = case_for(act.by, case_no, may_of("survey"))
    told = _told(case, sheet, act)
    proofs.keep(case, ProofKind.SURVEY, [survey_photo], by=act.by, at=act.moment)
    proofs.keep(case, ProofKind.ASSESSMENT, [assessment_photo], by=act.by, at=act.moment)
    known = replace(reading.standing_of(case), says=told.says)
    given = act.given(sheet.on, companion=sheet.companion, agrees=True, settled=told.ready)
    move(
        "survey", case, given=given, by=act.by, at=act.moment, base_version=act.base_version, standing=known,
        says="户主签字认可", **_visited(sheet.on, sheet.companion, sheet.note, act),
    )  # fmt: skip
    _keep(case, sheet, act)
    return case


@transaction.atomic
def decline(case_no: str, *, on: dt.date, companion: str, reason: str, act: Act) -> CaseFile:
    """The head does not agree that the risk is gone: the case stops, the family stays monitored, with the reason.

    Raises as `survey`, and CASEWORK_NEED_REASON.
    """
    case = case_for(act.by, case_no, may_of("decline"))
    given = act.given(on, companion=companion, reason=reason, agrees=False)
    move(
        "decline", case, given=given, by=act.by, at=act.moment, base_version=act.base_version,
        ended_why=f"户主不认可：{reason.strip()}"[:200], **_visited(on, companion, "", act),
    )  # fmt: skip
    ExitSurvey.objects.create(
        case=case, surveyed_on=on, agrees=False, note=reason.strip()[:400], recorded_by=act.by, recorded_at=act.moment
    )
    record(trail.SURVEYED, case, act.by, agrees="不认可")
    return case


@transaction.atomic
def withdraw(case_no: str, *, reason: str, act: Act) -> CaseFile:
    """撤回提名: the village takes its nomination back; the family stays monitored. Raises as `survey`, CASEWORK_NEED_REASON."""
    case = case_for(act.by, case_no, may_of("withdraw"))
    given = act.given(reason=reason)
    return move(
        "withdraw", case, given=given, by=act.by, at=act.moment, base_version=act.base_version,
        ended_why=f"撤回提名：{reason.strip()}"[:200], suspended_on=None,
    )  # fmt: skip


def _told(case: CaseFile, sheet: Sheet, act: Act) -> Exit:
    """What the two conditions that the visit finds out come to. Raises: CASEWORK_NO_RISK_ANSWER, CASEWORK_NO_CONTACT."""
    today = act.moment.astimezone(clock.SHANGHAI).date()
    weighed = exit_facts.weigh_one(case.household_no, today)
    if weighed is None:
        raise DomainError(errors.NOT_MONITORED)
    unanswered = [risk for risk in weighed.facts.risks or {} if risk not in sheet.risks]
    if unanswered:
        raise DomainError(errors.NO_RISK_ANSWER, risks="、".join(unanswered))
    if sheet.contact_id not in households.adults_of(case.household_no, today):
        raise DomainError(errors.NO_CONTACT)
    return exit_facts.with_survey(weighed, sheet.risks, sheet.new_risks)


def _visited(on: dt.date, companion: str, note: str, act: Act) -> dict[str, Any]:
    return {"visited_on": on, "visited_by": act.by, "companion": companion.strip()[:60], "found": note.strip()[:400]}


def _keep(case: CaseFile, sheet: Sheet, act: Act) -> None:
    made = ExitSurvey.objects.create(
        case=case, surveyed_on=sheet.on, agrees=True, way=sheet.way, contact_id=sheet.contact_id,
        note=sheet.note.strip()[:400], recorded_by=act.by, recorded_at=act.moment,
    )  # fmt: skip
    ExitRisk.objects.bulk_create(
        ExitRisk(survey=made, risk=risk, settled=settled, says=says.strip()[:120])
        for risk, (settled, says) in sheet.risks.items()
    )
    record(trail.SURVEYED, case, act.by, agrees="认可")


@dataclass(frozen=True)
class Paper:
    """A paper on one of 三保障和饮水: what it says, of which day, with its photo."""

    what: Secured
    holds: bool
    says: str
    on: dt.date
    photo: bytes


@transaction.atomic
def add_paper(household_no: str, paper: Paper, *, by: Account, at: dt.datetime | None = None) -> SecuredPaper:
    """补凭据: the township or the county puts a department's paper on file (鉴定单, 在校证明, 参保记录, 饮水认定).

    A village does not certify for itself. Raises: CASEWORK_NOT_FOUND, CASEWORK_NO_PAPER, CASEWORK_BAD_PAPER_DAY,
    CASEWORK_NO_PHOTO.
    """
    moment, village = at or clock.business_now(), households.village_of(household_no)
    if not any(access.scope_of(by, may).covers(village) for may in (P.CASEWORK_TOWNSHIP, P.CASEWORK_COUNTY)):
        raise DomainError(errors.NOT_FOUND)
    if not paper.says.strip():
        raise DomainError(errors.NO_PAPER)
    if paper.on > moment.astimezone(clock.SHANGHAI).date():
        raise DomainError(errors.BAD_PAPER_DAY, on=paper.on)
    if not paper.photo:
        raise DomainError(errors.NO_PHOTO, what="这张单")
    made = SecuredPaper.objects.create(
        household_no=household_no, village_code=village or "", what=paper.what, holds=paper.holds,
        says=paper.says.strip()[:120], dated_on=paper.on, file_name=media.keep(pictures.tidy(paper.photo).data),
        recorded_by=by, recorded_at=moment,
    )  # fmt: skip
    audit.record(
        trail.PAPER_ADDED, by=by, subject=f"household:{household_no}", household_no=household_no,
        village_code=made.village_code, writes=True, what=paper.what.label, holds="已解决" if paper.holds else "没有解决",
    )  # fmt: skip
    return made


@transaction.atomic
def open_paper(household_no: str, number: int, *, by: Account) -> bytes:
    """The photo of a paper, for those who may read of its family; that it was looked at is recorded. Raises: CASEWORK_NOT_FOUND."""
    found = SecuredPaper.objects.filter(pk=number, household_no=household_no).first()
    if found is None or not access.scope_of(by, P.CASEWORK_READ).covers(households.village_of(household_no)):
        raise DomainError(errors.NOT_FOUND)
    audit.record(
        trail.PAPER_SHOWN, by=by, subject=f"household:{household_no}", household_no=household_no,
        village_code=found.village_code, what=Secured(found.what).label,
    )  # fmt: skip
    return media.opened(found.file_name)
