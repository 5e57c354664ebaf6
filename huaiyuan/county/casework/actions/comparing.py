"""信息比对, the outgoing half: lists for departments of authorised persons only, and what the departments answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from huaiyuan.base import access, audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.vault.running import next_number
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import procedures
from huaiyuan.county.casework import errors, trail
from huaiyuan.county.casework.actions.opening import PROCEDURE
from huaiyuan.county.casework.models import CaseFile, Comparison, ComparisonList
from huaiyuan.county.casework.transitions import hand_on_answered
from huaiyuan.county.casework.types import Answer, State
from huaiyuan.county.registry import queries as households


@dataclass(frozen=True)
class ListLine:
    """One person of a list as it leaves the house: the identity number stands in clear."""

    name: str
    sex: str
    id_number: str


@dataclass(frozen=True)
class Taken:
    """A list ready to be handed to its department."""

    made: ComparisonList
    lines: tuple[ListLine, ...]


@transaction.atomic
def make_list(code: str, *, purpose: str, by: Account, at: dt.datetime | None = None) -> ComparisonList:
    """Put everybody who waits for a matter on one list to its department.

    Only those whose authorisation is on file have such a line at all. Raises: CASEWORK_NOT_FOUND, CASEWORK_NO_PURPOSE,
    CASEWORK_NOBODY.
    """
    _county(by)
    moment = at or clock.business_now()
    matter = _matter(code, moment)
    if not purpose.strip():
        raise DomainError(errors.NO_PURPOSE)
    waiting = Comparison.objects.filter(code=code, listed=None, case__state=State.COMPARE, case__suspended_on=None)
    keys = list(waiting.values_list("pk", "case_id"))
    if not keys:
        raise DomainError(errors.NOBODY, department=matter.department)
    made = ComparisonList.objects.create(
        list_no=next_number(ComparisonList, "BD", moment, field="list_no"), code=code, department=matter.department,
        matter=matter.matter, purpose=purpose.strip()[:200], persons=len(keys), made_by=by, made_at=moment,
    )  # fmt: skip
    waiting.filter(pk__in=[key for key, _ in keys]).update(listed=made)
    _touch({case for _, case in keys}, "listed", by, moment)
    _record(trail.LISTED, made, by, writes=True, reason=made.purpose, list=made.list_no, persons=len(keys))
    return made


@transaction.atomic
def take_list(list_no: str, *, by: Account) -> Taken:
    """The persons of a list with names and numbers in clear, for its department only; each taking is recorded.

    Raises: CASEWORK_NOT_FOUND, CASEWORK_NO_LIST.
    """
    _county(by)
    made = _list(list_no)
    persons = list(made.lines.order_by("pk").values_list("person_id", flat=True))
    people = households.identified(persons)
    lines = tuple(ListLine(p.name, p.sex, p.id_number) for n in persons if (p := people.get(n)) is not None)
    _record(trail.LIST_TAKEN, made, by, reason=made.purpose, list=list_no, persons=len(lines))
    return Taken(made, lines)


@transaction.atomic
def record_answers(
    list_no: str, *, suspicions: Mapping[str, str], by: Account, only: Sequence[str] | None = None,
    at: dt.datetime | None = None,
) -> int:  # fmt: skip
    """What the department answered: who of the list has a suspicion and which, everybody else has none.

    `only` names the persons answered so far, when not all are. Returns the suspicions.
    Raises: CASEWORK_NOT_FOUND, CASEWORK_NO_LIST, CASEWORK_ANSWERED, CASEWORK_NO_SUSPICION.
    """
    _county(by)
    made, moment = _list(list_no), at or clock.business_now()
    lines = list(made.lines.filter(answer=Answer.WAITING).select_related("case").order_by("pk"))
    lines = [line for line in lines if only is None or line.person_id in only]
    persons = {line.person_id for line in lines}
    if not lines or set(suspicions) - persons:
        raise DomainError(errors.ANSWERED)
    names = households.names_of(suspicions)
    for person, says in suspicions.items():
        if not says.strip():
            raise DomainError(errors.NO_SUSPICION, who=names.get(person, person))
    for line in lines:
        line.says = suspicions.get(line.person_id, "").strip()[:200]
        line.answer = Answer.SUSPICION if line.says else Answer.CLEAR
        line.answered_at, line.answered_by = moment, by
    Comparison.objects.bulk_update(lines, ["says", "answer", "answered_at", "answered_by"], batch_size=500)
    cases = {line.case_id: line.case for line in lines}
    _touch(set(cases), "answered", by, moment)
    waiting = set(Comparison.objects.filter(case__in=cases, answer=Answer.WAITING).values_list("case_id", flat=True))
    for key, case in cases.items():
        if key not in waiting:
            hand_on_answered(case, by, moment)
    _record(trail.ANSWERED, made, by, writes=True, list=list_no, persons=len(lines), suspicions=len(suspicions))
    return len(suspicions)


def _county(by: Account) -> None:
    if not access.scope_of(by, P.CASEWORK_COMPARE).is_county:
        raise DomainError(errors.NOT_FOUND)


def _matter(code: str, moment: dt.datetime) -> procedures.Comparison:
    asked = procedures.in_force(PROCEDURE, moment.astimezone(clock.SHANGHAI).date()).comparisons
    found = next((one for one in asked if one.code == code), None)
    if found is None:
        raise DomainError(errors.NOBODY, department="这个部门")
    return found


def _list(list_no: str) -> ComparisonList:
    made = ComparisonList.objects.filter(list_no=list_no).first()
    if made is None:
        raise DomainError(errors.NO_LIST, list_no=list_no)
    return made


def _touch(cases: set[int], how: str, by: Account, at: dt.datetime) -> None:
    rows = CaseFile.objects.filter(pk__in=cases)
    rows.update(changed_how=how, changed_by=by.display_name, changed_at=at, version=F("version") + 1)


def _record(
    action: str, made: ComparisonList, by: Account, *, writes: bool = False, reason: str = "", **facts: Any
) -> None:
    audit.record(
        action, by=by, subject=f"list:{made.list_no}", writes=writes, reason=reason, department=made.department, **facts
    )
