"""问一问: somebody asks at a step, the township's guide answers, and the answer stays at that step for others."""

from __future__ import annotations

import datetime as dt
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
from huaiyuan.core.policy import guidance
from huaiyuan.county.guiding import errors, guarding, tasks, trail
from huaiyuan.county.guiding.actions.guides import guide_of, hand_out
from huaiyuan.county.guiding.models import Question
from huaiyuan.county.guiding.moves import QUESTION, Move
from huaiyuan.county.guiding.types import QuestionState
from huaiyuan.county.registry import queries as households
from huaiyuan.county.worklist import actions as worklist

TOWNSHIP, COUNTY = 9, 6
MOST_TEXT, MOST_ANSWER, MOST_BASIS = 200, 600, 120


@dataclass(frozen=True)
class Asked:
    """At which step a question arises, and about which thing: its number, page and household, for asker and guide alone."""

    stage: str
    step: str
    about: str = ""
    about_page: str = ""
    household_no: str = ""


@transaction.atomic
def ask(where: Asked, *, text: str, by: Account, at: dt.datetime | None = None) -> Question:
    """Ask at a step; it becomes a task of the township's guide, of the county centre where there is none.

    Raises: GUIDING_NOT_FOUND, GUIDING_NO_STEP, GUIDING_NO_QUESTION, GUIDING_PERSONAL, GUIDING_NAMED.
    """
    moment = at or clock.business_now()
    area = _area_of(by, where.household_no)
    lines = guidance.lines(where.stage, where.step, moment.astimezone(clock.SHANGHAI).date())
    if lines is None:
        raise DomainError(errors.NO_STEP, step=f"{where.stage}.{where.step}")
    said = text.strip()[:MOST_TEXT]
    if not said:
        raise DomainError(errors.NO_QUESTION)
    guarding.refuse(where.household_no, **{guarding.ASKED: said})
    question = Question.objects.create(
        number=next_number(Question, "WD", moment), stage=where.stage, step=where.step,
        area_code=area, township_code=area[:TOWNSHIP], about=where.about, about_page=where.about_page,
        household_no=where.household_no, text=said, due_at=worklist.due(tasks.ANSWER, moment), asked_by=by,
        asked_at=moment,
    )  # fmt: skip
    hand_out(question, guide_of(question.township_code, moment.astimezone(clock.SHANGHAI).date()), by, moment)
    _record(trail.ASKED, question, by)
    return question


@transaction.atomic
def answer(
    number: str, *, answer: str, basis: str, by: Account, shown: str = "", public: bool = True,
    base_version: int | None = None, at: dt.datetime | None = None,
) -> Question:  # fmt: skip
    """Answer a question; the asker is told. `shown` is how the question reads to others, as it was asked when empty.

    An answer may be bettered later; the asker is told again. Raises: GUIDING_NOT_FOUND, GUIDING_NO_ANSWER,
    GUIDING_PERSONAL, GUIDING_NAMED, GUIDING_STAGE, GUIDING_CHANGED.
    """
    question, moment = _find(number), at or clock.business_now()
    if not access.scope_of(by, P.GUIDE_ANSWER).covers(question.township_code):
        raise DomainError(errors.NOT_FOUND)
    said, paper, read_as = answer.strip(), basis.strip(), shown.strip() or question.text
    if not said or not paper:
        raise DomainError(errors.NO_ANSWER)
    guarding.refuse(
        question.household_no, **{guarding.ASKED: read_as, guarding.ANSWERED: said, guarding.BASIS: paper}
    )  # fmt: skip
    _move(
        QUESTION["answer"], question, base_version, shown=read_as[:MOST_TEXT], answer=said[:MOST_ANSWER],
        basis=paper[:MOST_BASIS], is_public=public, answered_by=by, answered_at=moment,
    )  # fmt: skip
    worklist.finish([tasks.ANSWER], [number], proof="已答复", by=by, at=moment)
    _tell(question, by, moment)
    _record(trail.ANSWERED, question, by)
    return question


@transaction.atomic
def withdraw(number: str, *, by: Account, at: dt.datetime | None = None) -> Question:
    """Take back a question that nobody has answered yet; only who asked it may. Raises: GUIDING_NOT_FOUND, GUIDING_STAGE."""
    question = _own(number, by)
    _move(QUESTION["withdraw"], question, None)
    worklist.recall([tasks.ANSWER], [number], reason="问的人撤回了", by=by, at=at)
    _record(trail.WITHDRAWN, question, by)
    return question


@transaction.atomic
def read(number: str, *, by: Account, at: dt.datetime | None = None) -> Question:
    """The asker has read the answer. Raises: GUIDING_NOT_FOUND."""
    question = _own(number, by)
    worklist.finish(tasks.READ.values(), [number], proof="看过答复", by=by, at=at)
    return question


def _tell(question: Question, by: Account, at: dt.datetime) -> None:
    """The asker finds the answer among his own tasks, wherever he is posted by now."""
    held = access.standing(question.asked_by).main
    if held is None or held.role not in tasks.READ:
        return
    worklist.open_one(
        tasks.READ[held.role], question.number, village_code="", owner_area=held.area_code, owner=question.asked_by,
        about=question.text[:40], by=by, at=at,
    )  # fmt: skip


def _area_of(by: Account, household_no: str) -> str:
    """Where the asker works, and so whose guide is asked; a helper asks the guide of where the family lives."""
    held = [one for one in access.standing(by).held if P.GUIDE_ASK in one.definition.permissions]
    if not held:
        raise DomainError(errors.NOT_FOUND)
    own = max((one.area_code for one in held), key=len)
    if len(own) >= TOWNSHIP:
        return own
    return (households.village_of(household_no) if household_no else None) or own


def _find(number: str) -> Question:
    found = Question.objects.filter(number=number).select_related("asked_by").first()
    if found is None:
        raise DomainError(errors.NOT_FOUND)
    return found


def _own(number: str, by: Account) -> Question:
    question = _find(number)
    if question.asked_by_id != by.pk:
        raise DomainError(errors.NOT_FOUND)
    return question


def _move(step: Move, question: Question, base_version: int | None, **changes: Any) -> None:
    """One conditional UPDATE: somebody who was quicker is seen, nothing of his is overwritten."""
    if base_version is not None and base_version != question.version:
        raise DomainError(errors.CHANGED)
    rows = Question.objects.filter(pk=question.pk, state__in=step.sources, version=question.version)
    done = rows.update(state=step.target, version=F("version") + 1, **changes)
    question.refresh_from_db()
    if done != 1:
        raise DomainError(errors.STAGE, state=QuestionState(question.state).label, says=step.says)


def _record(action: str, question: Question, by: Account) -> None:
    lines = guidance.lines(question.stage, question.step, question.asked_at.astimezone(clock.SHANGHAI).date())
    audit.record(
        action, by=by, subject=f"question:{question.number}", writes=True, number=question.number,
        step=f"{lines.stage_title}·{lines.title}" if lines else question.step,
    )  # fmt: skip
