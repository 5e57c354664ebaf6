"""Problems that visits raised, as their owners and townships read them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from huaiyuan.base import access, reference
from huaiyuan.base.access import grants
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.scope import Scope
from huaiyuan.core.kernel import clock
from huaiyuan.county.duty.actions import problems as acting
from huaiyuan.county.duty.models import Problem, ProblemCheck
from huaiyuan.county.duty.owners import choices
from huaiyuan.county.duty.queries.mine import owner_words
from huaiyuan.county.duty.types import ProblemState
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.worklist import queries as worklist
from huaiyuan.county.worklist.queries import Urgency


@dataclass(frozen=True)
class Step:
    """Something that was done with a problem."""

    on: dt.date
    says: str
    who: str
    more: str


@dataclass(frozen=True)
class ProblemPage:
    """A problem with its way, and what this account may do with it."""

    problem_no: str
    kind_label: str
    says: str
    state: str
    state_label: str
    household_no: str
    head_name: str
    village_name: str
    township_name: str
    helper_name: str
    owner: str
    urgency: Urgency
    steps: list[Step]
    owners: list[str]
    may_settle: bool
    is_helper: bool


def find_problem(reach: Scope, problem_no: str, account: object) -> str | None:
    """The number itself for its owner, its helper and who reads visits of its village; None for everybody else."""
    row = Problem.objects.select_related("helper").filter(problem_no=problem_no).first()
    if row is None:
        return None
    reads = access.scope_of(account, P.PAIRING_READ).covers(row.village_code) and reach.covers(row.village_code)
    return problem_no if reads or acting.owns(row, account) or _is_helpers(row, account) else None


def problems(account: object) -> QuerySet[Problem]:
    """Problems of the account's area, those that it owns, and those of its own households, the oldest deadline first."""
    owned = Q(pk__in=[])
    for held in access.standing(account).held:
        owned |= Q(owner_area=held.area_code, owner_post=str(held.role), owner_department=held.department)
    within = access.scope_of(account, P.PAIRING_READ).q() if access.may(account, P.PAIRING_READ) else Q(pk__in=[])
    mine = owned if access.may(account, P.PROBLEM_SOLVE) else Q(pk__in=[])
    helped = Q(helper__account=getattr(account, "pk", None), household_no__in=grants.reached(account))
    return Problem.objects.filter(within | mine | helped).select_related("helper").order_by("due_at", "pk")


def by_state(rows: QuerySet[Problem]) -> dict[str, int]:
    """How many problems stand where."""
    found = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    return {str(state): found.get(state, 0) for state in ProblemState}


def problem_page(problem_no: str, account: object) -> ProblemPage:
    """One problem; the caller has looked whether the account may see it."""
    row = Problem.objects.select_related("helper", "answered_by", "visit").get(problem_no=problem_no)
    places = reference.places_by_code({row.village_code, row.village_code[:9]}, clock.today())
    names = {code: place.short_name for code, place in places.items()}
    owns = acting.owns(row, account)
    closed = row.state == ProblemState.CLOSED
    return ProblemPage(
        problem_no=row.problem_no, kind_label=row.get_kind_display(), says=row.says, state=row.state,
        state_label=row.get_state_display(), household_no=row.household_no,
        head_name=registry.heads_seen([row.household_no], account).get(row.household_no, ""),
        village_name=names.get(row.village_code, ""), township_name=names.get(row.village_code[:9], ""),
        helper_name=row.helper.name, owner=owner_words(row),
        urgency=worklist.urgency(None if row.state != ProblemState.OPEN else row.due_at), steps=_steps(row),
        owners=choices() if owns and not closed else [], may_settle=owns and row.state == ProblemState.OPEN,
        is_helper=_is_helpers(row, account),
    )  # fmt: skip


def _is_helpers(row: Problem, account: object) -> bool:
    return row.helper.account_id == getattr(account, "pk", None) and grants.reaches(account, row.household_no)


def _steps(row: Problem) -> list[Step]:
    steps = [Step(_day(row.raised_at), "走访时交办", row.helper.name, row.says)]
    if row.answered_at:
        who = row.answered_by.display_name if row.answered_by else owner_words(row)
        steps.append(Step(_day(row.answered_at), "办结", who, row.answer))
    checks = (
        ProblemCheck.objects.filter(problem=row).select_related("visit__helper").order_by("visit__visited_on", "pk")
    )
    steps += [
        Step(c.visit.visited_on, "回访：办了" if c.settled else "回访：没办", c.visit.helper.name, "") for c in checks
    ]
    return steps[::-1]


def _day(at: dt.datetime) -> dt.date:
    return at.astimezone(clock.SHANGHAI).date()
