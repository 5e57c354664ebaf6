"""要解决的事: raised on a visit, handed to an owner, settled, and looked back at on the next visit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F

from huaiyuan.base import access, audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.vault import vault
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.duty import errors, owners, tasks, trail
from huaiyuan.county.duty.models import HomeVisit, Problem, ProblemCheck
from huaiyuan.county.duty.owners import Owner
from huaiyuan.county.duty.types import ProblemKind, ProblemState
from huaiyuan.county.worklist import actions as worklist

LONGEST, LONGEST_ANSWER, LONGEST_ABOUT = 120, 200, 40


def raise_one(
    visit: HomeVisit, kind: ProblemKind, says: str, owner_key: str, *, by: Account, at: dt.datetime
) -> str:  # fmt: skip
    """Hand a problem of a visit to its owner; returns its number. Raises: DUTY_NO_OWNER."""
    on = at.astimezone(clock.SHANGHAI).date()
    village = visit.village_code
    to = owners.owner(owner_key, village) if owner_key else owners.usual_owner(kind, village, on)
    problem = Problem.objects.create(
        problem_no=number(vault.reserve("duty_problem", 1).start, on), visit=visit, household_no=visit.household_no,
        village_code=visit.village_code, helper=visit.helper, kind=kind, says=says.strip()[:LONGEST],
        owner_area=to.area, owner_post=str(to.post), owner_department=to.department, raised_at=at,
        due_at=worklist.due(tasks.SOLVE[to.post], at),
    )  # fmt: skip
    _hand_out(problem, to, by, at)
    _record(trail.RAISED, problem, by, kind=problem.get_kind_display(), owner=to.key)
    return problem.problem_no


@transaction.atomic
def settle(problem_no: str, *, answer: str, by: Account, at: dt.datetime | None = None) -> Problem:
    """Say how it was settled; the helper is asked to look at it. Raises: DUTY_NOT_FOUND, DUTY_NO_ANSWER, DUTY_PROBLEM_STAGE."""
    problem, moment = problem_for(problem_no, by), at or clock.business_now()
    if not answer.strip():
        raise DomainError(errors.NO_ANSWER)
    rows = Problem.objects.filter(pk=problem.pk, state=ProblemState.OPEN)
    done = rows.update(
        state=ProblemState.DONE, answer=answer.strip()[:LONGEST_ANSWER], answered_by=by, answered_at=moment,
        times=F("times") + 1, version=F("version") + 1,
    )  # fmt: skip
    problem.refresh_from_db()
    if not done:
        raise DomainError(errors.PROBLEM_STAGE, state=problem.get_state_display())
    worklist.finish(tasks.SOLVE.values(), [problem_no], proof=problem.answer, by=by, at=moment)
    helper = problem.helper
    worklist.open_one(
        tasks.REVISIT, problem_no, village_code=problem.village_code, owner_area=helper.unit.area_code,
        household_no=problem.household_no, about=about(problem), owner=helper.account, by=by, at=moment,
    )  # fmt: skip
    _record(trail.SETTLED, problem, by, kind=problem.get_kind_display())
    return problem


@transaction.atomic
def pass_on(problem_no: str, *, to: str, reason: str, by: Account, at: dt.datetime | None = None) -> Problem:
    """Give it to another owner whose it rather is. Raises: DUTY_NOT_FOUND, DUTY_NO_REASON, DUTY_NO_OWNER, DUTY_SAME_OWNER,
    DUTY_PROBLEM_STAGE.
    """  # fmt: skip
    problem, moment = problem_for(problem_no, by), at or clock.business_now()
    if not reason.strip():
        raise DomainError(errors.NO_REASON, what="转给别的单位")
    owner = owners.owner(to, problem.village_code)
    if owner == owner_of(problem):
        raise DomainError(errors.SAME_OWNER, owner=to)
    rows = Problem.objects.filter(pk=problem.pk, state=ProblemState.OPEN)
    moved = rows.update(
        owner_area=owner.area, owner_post=str(owner.post), owner_department=owner.department,
        due_at=worklist.due(tasks.SOLVE[owner.post], moment), version=F("version") + 1,
    )  # fmt: skip
    problem.refresh_from_db()
    if not moved:
        raise DomainError(errors.PROBLEM_STAGE, state=problem.get_state_display())
    worklist.recall(tasks.SOLVE.values(), [problem_no], reason=reason.strip(), by=by, at=moment)
    _hand_out(problem, owner, by, moment)
    _record(trail.PASSED_ON, problem, by, reason=reason.strip(), owner=owner.key)
    return problem


def look_back(visit: HomeVisit, settled: Mapping[str, bool], *, by: Account, at: dt.datetime) -> tuple[str, ...]:
    """What a visit says of earlier problems, one by one; returns those that others had closed meanwhile.

    办了 closes, whoever did it; 没办 sends what was said to be settled back to its owner. Raises: DUTY_STRANGE_PROBLEM.
    """
    own = {p.problem_no: p for p in Problem.objects.filter(household_no=visit.household_no)}
    overtaken = []
    for problem_no, is_settled in settled.items():
        problem = own.get(problem_no)
        if problem is None:
            raise DomainError(errors.STRANGE_PROBLEM, problem_no=problem_no)
        if problem.state == ProblemState.CLOSED:
            overtaken.append(problem_no)
            continue
        ProblemCheck.objects.create(visit=visit, problem=problem, settled=is_settled)
        _close(problem, by, at) if is_settled else _not_yet(problem, by, at)
        _record(trail.CHECKED, problem, by, result="办了" if is_settled else "没办")
    return tuple(overtaken)


def problem_for(problem_no: str, by: Account) -> Problem:
    """A problem that the account's post owns. Raises: DUTY_NOT_FOUND for an absent and a foreign one alike."""
    problem = Problem.objects.select_related("helper__account", "helper__unit").filter(problem_no=problem_no).first()
    if problem is None or not owns(problem, by):
        raise DomainError(errors.NOT_FOUND)
    return problem


def owns(problem: Problem, account: object) -> bool:
    """Whether a post of the account has to settle it."""
    return access.may(account, P.PROBLEM_SOLVE) and any(
        (str(h.role), h.area_code) == (problem.owner_post, problem.owner_area)
        and (h.role is not Role.DEPARTMENT or h.department == problem.owner_department)
        for h in access.standing(account).held
    )


def owner_of(problem: Problem) -> Owner:
    """Whose it is now."""
    return Owner(Role(problem.owner_post), problem.owner_area, problem.owner_department)


def about(problem: Problem) -> str:
    """The few words that tell one problem from another: 报修（水管漏水）."""
    return (
        f"{problem.get_kind_display()}（{problem.says}）"[:LONGEST_ABOUT]
        if problem.says
        else problem.get_kind_display()
    )


def number(key: int, on: dt.date) -> str:
    """The public number of a problem."""
    return f"SX{on.year}-{key:06}"


def _close(problem: Problem, by: Account, at: dt.datetime) -> None:
    Problem.objects.filter(pk=problem.pk).update(state=ProblemState.CLOSED, closed_at=at, version=F("version") + 1)
    kinds = [*tasks.SOLVE.values(), tasks.REVISIT]
    worklist.finish(kinds, [problem.problem_no], proof="回访：办了", by=by, at=at)


def _not_yet(problem: Problem, by: Account, at: dt.datetime) -> None:
    if problem.state != ProblemState.DONE:
        return
    owner = owner_of(problem)
    due_at = worklist.due(tasks.SOLVE[owner.post], at)
    Problem.objects.filter(pk=problem.pk).update(state=ProblemState.OPEN, due_at=due_at, version=F("version") + 1)
    worklist.finish([tasks.REVISIT], [problem.problem_no], proof="回访：没办好", by=by, at=at)
    _hand_out(problem, owner, by, at, again="没办好，再办：")


def _hand_out(problem: Problem, to: Owner, by: Account, at: dt.datetime, *, again: str = "") -> None:
    worklist.open_one(
        tasks.SOLVE[to.post], problem.problem_no, village_code=problem.village_code, owner_area=to.area,
        household_no=problem.household_no, about=f"{again}{about(problem)}", owner_department=to.department, by=by, at=at,
    )  # fmt: skip


def _record(action: str, problem: Problem, by: Account, *, reason: str = "", **facts: Any) -> None:
    facts.setdefault("problem", problem.problem_no)
    audit.record(
        action, by=by, subject=f"problem:{problem.problem_no}", household_no=problem.household_no,
        village_code=problem.village_code, writes=True, reason=reason, **facts,
    )  # fmt: skip
