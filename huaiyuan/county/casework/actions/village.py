"""What the village does: signatures, the visit, findings, deliberation, the notice, objections, 补正, the entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from huaiyuan.base import reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.vault.running import next_number
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import categories, public_text
from huaiyuan.county.casework import errors, reading, sheets, suggesting, tasks, trail
from huaiyuan.county.casework.actions import proofs
from huaiyuan.county.casework.actions.cycles import refuse_misfit
from huaiyuan.county.casework.machine import Given
from huaiyuan.county.casework.models import (
    Authorisation,
    CaseFile,
    Comparison,
    Cycle,
    Deliberation,
    Objection,
    PublicSheet,
)
from huaiyuan.county.casework.moves import may_of
from huaiyuan.county.casework.transitions import case_for, check, move, move_of, open_task, record, touch
from huaiyuan.county.casework.types import Answer, Finding, Procedure, ProofKind, SheetKind, State
from huaiyuan.county.worklist import actions as worklist

NOTICE_DAYS = "casework.notice_days"
Photos = Sequence[bytes]


@dataclass(frozen=True)
class Act:
    """Who acts when, having seen which version of the case."""

    by: Account
    base_version: int | None = None
    at: dt.datetime | None = None

    @property
    def moment(self) -> dt.datetime:
        """The instant of the act."""
        return self.at or clock.business_now()

    def given(self, on: dt.date | None = None, **more: object) -> Given:
        """What the person brings, for the machine."""
        today = self.moment.astimezone(clock.SHANGHAI).date()
        return Given(by=self.by.username, on=on or today, today=today, **more)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Held:
    """A deliberation as the village held it."""

    on: dt.date
    expected: int
    present: int
    agreed: int
    note: str = ""


@transaction.atomic
def sign(case_no: str, *, person_ids: Sequence[str], photos: Photos, act: Act, by_proxy: bool = False) -> CaseFile:
    """Adult members have signed the 承诺授权书; the photo of the paper is the proof.

    Raises: CASEWORK_NOT_FOUND, CASEWORK_CHANGED, CASEWORK_STAGE, CASEWORK_NOT_MEMBER, CASEWORK_NO_PHOTO.
    """
    case, given = _case(case_no, "sign", act), act.given()
    check(move_of(case, "sign"), case, given, act.base_version)
    waiting = reading.unsigned(case)
    for person in person_ids:
        if person not in waiting:
            raise DomainError(errors.NOT_MEMBER, person_id=person)
    if not person_ids or not proofs.keep(case, ProofKind.AUTHORISATION, photos, by=act.by, at=act.moment):
        raise DomainError(errors.NO_PHOTO, what="签好的《承诺授权书》")
    Authorisation.objects.bulk_create(
        Authorisation(case=case, person_id=person, signed_on=given.on, by_proxy=by_proxy, recorded_by=act.by,
                      recorded_at=act.moment)
        for person in dict.fromkeys(person_ids)
    )  # fmt: skip
    touch(case, "sign", by=act.by, at=act.moment)
    record(trail.SIGNED, case, act.by, persons=len(person_ids))
    return case


@transaction.atomic
def visit(
    case_no: str, *, on: dt.date, companion: str, found: str, act: Act, exempt_ref: str | None = None
) -> CaseFile:  # fmt: skip
    """The family was visited by two and all adults have signed; asks the departments unless 低保 has done so already.

    `exempt_ref` is the paper that shows it: None when the family is to be compared.
    Raises as `sign`, and CASEWORK_NEED_TWO, CASEWORK_NEED_SIGNED, CASEWORK_NEED_EXEMPT, CASEWORK_BAD_DAY.
    """
    name, exempt_ref = ("visit", "") if exempt_ref is None else ("visit_exempt", exempt_ref)
    case = _case(case_no, name, act)
    given = act.given(on, companion=companion, exempt=exempt_ref)
    move(
        name, case, given=given, by=act.by, at=act.moment, base_version=act.base_version, visited_on=on,
        visited_by=act.by, companion=companion.strip()[:60], found=found.strip()[:400],
        exempt_ref=exempt_ref.strip()[:60],
    )  # fmt: skip
    if name == "visit":
        _ask_departments(case)
    return case


def _ask_departments(case: CaseFile) -> None:
    """One line for every authorised person and matter; it goes out with the next list to that department."""
    asked = reading.procedure_of(case).comparisons
    persons = Authorisation.objects.filter(case=case).order_by("pk").values_list("person_id", flat=True)
    Comparison.objects.bulk_create(
        Comparison(case=case, person_id=person, code=one.code) for person in persons for one in asked
    )


@transaction.atomic
def find(
    case_no: str, *, person_id: str, code: str, finding: Finding | None, because: str, act: Act
) -> CaseFile:  # fmt: skip
    """The village's written finding of one suspicion (“属实／不影响，因为……”). Raises as `sign`, CASEWORK_NO_FINDING."""
    case = _case(case_no, "find", act)
    check(move_of(case, "find"), case, act.given(), act.base_version)
    rows = Comparison.objects.filter(case=case, person_id=person_id, code=code, answer=Answer.SUSPICION)
    if finding is None or not because.strip() or not rows.exists():
        raise DomainError(errors.NO_FINDING)
    rows.update(finding=finding, because=because.strip()[:200], found_by=act.by, found_at=act.moment)
    touch(case, "find", by=act.by, at=act.moment)
    record(trail.FOUND, case, act.by, finding=finding.label)
    return case


@transaction.atomic
def compared(case_no: str, *, act: Act) -> CaseFile:
    """All departments have answered and every suspicion has its finding. Raises as `sign`, CASEWORK_NEED_…"""
    case = _case(case_no, "compared", act)
    return move("compared", case, given=act.given(), by=act.by, at=act.moment, base_version=act.base_version)


@transaction.atomic
def deliberate(
    case_no: str, *, held: Held, category: str, reason: str, photos: Photos, act: Act
) -> CaseFile:  # fmt: skip
    """The village has deliberated: 应到、实到、同意, with the category it proposes; more than half of those present decide.

    A family whose risk is to be cleared keeps its category. What the family's own facts suggested that day is kept beside
    what was decided.

    Raises as `sign`, and CASEWORK_NEED_QUORUM, CASEWORK_NEED_DELIBERATION, CASEWORK_NEED_REASON, CASEWORK_MISFIT.
    """
    quorum = reading.rules_of(_case(case_no, "agree", act)).quorum
    name = "agree" if quorum.is_agreed(held.present, held.agreed) else "disagree"
    case = _case(case_no, name, act)
    proofs.keep(case, ProofKind.DELIBERATION, photos, by=act.by, at=act.moment)
    given = act.given(
        held.on, expected=held.expected, present=held.present, agreed=held.agreed, reason=reason or held.note
    )
    changes: dict[str, Any] = {"ended_why": (reason or held.note).strip()[:200]}
    if name == "agree" and case.procedure == Procedure.EXIT:
        changes = {}
    elif name == "agree":
        refuse_misfit(case.household_no, category, held.on)
        changes = {"category": category, "scheme": categories.in_force(held.on).code}
    hint = suggesting.of_case(case) if case.procedure == Procedure.IDENTIFICATION else None
    says = f"应到{held.expected}人，实到{held.present}人，同意{held.agreed}人"
    move(name, case, given=given, by=act.by, at=act.moment, base_version=act.base_version, says=says, **changes)
    Deliberation.objects.create(
        case=case, held_on=held.on, expected=held.expected, present=held.present, agreed=held.agreed,
        note=(held.note or reason).strip()[:200], recorded_by=act.by, recorded_at=act.moment,
        category=changes.get("category", ""), suggested=(hint.category or "") if hint else "",
        suggested_why=suggesting.said(hint) if hint else "",
    )  # fmt: skip
    return case


@transaction.atomic
def post(case_no: str, *, on: dt.date, near: bytes, far: bytes, act: Act) -> CaseFile:
    """The notice hangs on the village board, with a near and a far photo; it runs the days the county has set.

    Raises as `sign`, and CASEWORK_NEED_NEAR_FAR, CASEWORK_BAD_DAY.
    """
    case = _case(case_no, "post", act)
    proofs.keep(case, ProofKind.NOTICE_NEAR, [near], by=act.by, at=act.moment)
    proofs.keep(case, ProofKind.NOTICE_FAR, [far], by=act.by, at=act.moment)
    move("post", case, given=act.given(on), by=act.by, at=act.moment, base_version=act.base_version)
    ends_on = reference.deadline(NOTICE_DAYS, dt.datetime.combine(on, dt.time(), clock.SHANGHAI)).date()
    PublicSheet.objects.create(
        sheet_no=next_number(PublicSheet, "GS", act.moment, field="sheet_no"), case=case, kind=SheetKind.NOTICE,
        text=sheets.text_of(case, SheetKind.NOTICE, ends_on), posted_on=on, ends_on=ends_on, posted_by=act.by,
        posted_at=act.moment,
    )  # fmt: skip
    worklist.reschedule(
        [tasks.of_step(case.procedure, State.NOTICED)],
        [case_no],
        due_at=reference.deadline("casework.post_days", clock.end_of(ends_on)),
    )
    return case


@transaction.atomic
def expire(case_no: str, *, act: Act) -> CaseFile:
    """The notice has run and nothing stands against it: to the township. Raises as `sign`, CASEWORK_NEED_DAYS and others."""
    case = _case(case_no, "expire", act)
    return move("expire", case, given=act.given(), by=act.by, at=act.moment, base_version=act.base_version)


@transaction.atomic
def raise_objection(case_no: str, *, text: str, on: dt.date, act: Act) -> Objection:
    """Somebody objects; nothing is decided until the village has answered. Raises as `sign`, CASEWORK_PERSONAL_TEXT."""
    case = _case(case_no, "object", act)
    check(move_of(case, "object"), case, act.given(on), act.base_version)
    if not text.strip():
        raise DomainError(errors.NO_OBJECTION)
    refuse_personal(text)
    made = Objection.objects.create(
        case=case, raised_on=on, text=text.strip()[:400], recorded_by=act.by, recorded_at=act.moment
    )
    touch(case, "object", by=act.by, at=act.moment)
    open_task(tasks.of_objection(case.procedure), case, act.by, act.moment, None)
    record(trail.OBJECTED, case, act.by)
    return made


@transaction.atomic
def answer_objection(case_no: str, objection: int, *, answer: str, act: Act) -> CaseFile:
    """How an objection was answered. Raises as `sign`, CASEWORK_NO_ANSWER, CASEWORK_OBJECTION_ANSWERED."""
    case = _case(case_no, "answer", act)
    check(move_of(case, "answer"), case, act.given(), act.base_version)
    if not answer.strip():
        raise DomainError(errors.NO_ANSWER)
    refuse_personal(answer)
    before = case.changed_by
    # The case first: of two who answer at once the second is told who was there and when, as everywhere.
    touch(case, "answer", by=act.by, at=act.moment)
    open_ = Objection.objects.filter(pk=objection, case=case, answer="")
    if open_.update(answer=answer.strip()[:400], answered_by=act.by, answered_at=act.moment) != 1:
        raise DomainError(errors.OBJECTION_ANSWERED, who=before)
    if not Objection.objects.filter(case=case, answer="").exists():
        worklist.finish([tasks.of_objection(case.procedure)], [case_no], proof="已答复", by=act.by, at=act.moment)
    record(trail.OBJECTION_ANSWERED, case, act.by)
    return case


@transaction.atomic
def mend(case_no: str, *, what: str, photos: Photos, act: Act) -> CaseFile:
    """What was missing has been brought (补正), back to whoever returned it. Raises as `sign`, CASEWORK_NEED_REASON."""
    case = case_for(act.by, case_no, P.CASEWORK_VILLAGE)
    name = "mend_county" if case.state == State.MEND_COUNTY else "mend_township"
    proofs.keep(case, ProofKind.MENDED, photos, by=act.by, at=act.moment)
    return move(name, case, given=act.given(reason=what), by=act.by, at=act.moment, base_version=act.base_version)


@transaction.atomic
def enter(case_no: str, *, act: Act, national_no: str = "") -> CaseFile:
    """The family stands in the national system under a number (已录), or its risk as cleared (已标): that asks for none.

    Raises as `sign`, CASEWORK_NEED_NATIONAL_NO.
    """
    case, number = _case(case_no, "enter", act), national_no.strip()[:40]
    given = act.given(national_no=number)
    if case.procedure == Procedure.EXIT:
        return move("enter", case, given=given, by=act.by, at=act.moment, base_version=act.base_version)
    move("enter", case, given=given, by=act.by, at=act.moment, base_version=act.base_version, national_no=number)
    Cycle.objects.filter(case_no=case_no).update(national_no=number)
    return case


def refuse_personal(text: str) -> None:
    """Raises CASEWORK_PERSONAL_TEXT for a text with a number or an illness that nobody may read on a wall."""
    found = public_text.findings(text, risk_words=False)
    if found:
        raise DomainError(errors.PERSONAL_TEXT, says=found[0].says)


def category_choices(archive_type: str, on: dt.date) -> list[categories.Category]:
    """The categories that a family of a 户类型 may be identified under on a day."""
    return categories.in_force(on).fitting(archive_type)


def _case(case_no: str, name: str, act: Act) -> CaseFile:
    return case_for(act.by, case_no, may_of(name))
