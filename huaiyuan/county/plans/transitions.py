"""Running a move of a plan: the pure machine is asked, then one conditional UPDATE must change one row."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q

from huaiyuan.base import access, audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.vault.alone import alone as hold_off
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.plans import errors, machine, tasks
from huaiyuan.county.plans.machine import Given, Standing
from huaiyuan.county.plans.models import Measure, Plan, PlanStep
from huaiyuan.county.plans.moves import DID, MOVES, WRITING, Move, Need
from huaiyuan.county.plans.types import MeasureState, State
from huaiyuan.county.worklist import actions as worklist

TOWNSHIP = 9


@dataclass(frozen=True)
class Act:
    """Who acts when, having seen which version of the plan."""

    by: Account
    base_version: int | None = None
    at: dt.datetime | None = None

    @property
    def moment(self) -> dt.datetime:
        """The instant of the act."""
        return self.at or clock.business_now()

    @property
    def today(self) -> dt.date:
        """The day of the act."""
        return self.moment.astimezone(clock.SHANGHAI).date()


@dataclass(frozen=True)
class Helper:
    """The principal helper of a household, as who knows the pairings hands it in; `limit` None where nobody settled one."""

    number: str
    name: str
    unit: str
    public: bool
    carried: int = 0
    limit: int | None = None

    @property
    def over(self) -> bool:
        """Whether they carry more households than they may."""
        return self.limit is not None and self.carried > self.limit


def plan_for(by: Account, number: str, permission: P) -> Plan:
    """A plan the account may act on. Raises: PLAN_NOT_FOUND for an absent, a foreign and a forbidden one alike."""
    plan = Plan.objects.filter(number=number).first()
    if plan is None or not access.scope_of(by, permission).covers(plan.village_code):
        raise DomainError(errors.NOT_FOUND)
    return plan


def move(
    name: str, plan: Plan, *, act: Act, reason: str = "", helper: Helper | None = None, says: str = "", **changes: Any
) -> Plan:
    """Make a move and return the plan as it is then.

    Raises: PLAN_CHANGED when the plan is not at the version the person saw, PLAN_STAGE where the move does not begin,
    PLAN_NEED_… for what is missing.
    """
    step = MOVES[name]
    check(step, plan, act, reason=reason, helper=helper)
    before = State(plan.state)
    values = _traced(name, act) | changes
    if step.target is not None:
        values["state"] = step.target
    same = Plan.objects.filter(pk=plan.pk, state=before, version=plan.version)
    if same.update(**values, version=F("version") + 1) != 1:
        plan.refresh_from_db()
        raise changed(plan)
    plan.refresh_from_db()
    PlanStep.objects.create(
        plan=plan, move=name, from_state=before, to_state=plan.state, about=(says or reason.strip())[:200],
        made_by=act.by, made_at=act.moment,
    )  # fmt: skip
    if step.target is not None and step.target != before:
        _hand_on(plan, act)
    return plan


def check(step: Move, plan: Plan, act: Act, *, reason: str = "", helper: Helper | None = None) -> None:
    """Whether the move may be made now. Raises as `move`."""
    if act.base_version is not None and act.base_version != plan.version:
        # Before anything else: what is missing may only be missing because the plan has moved on.
        raise changed(plan)
    known, given = standing_of(plan), _given(act, reason, helper)
    try:
        missing = machine.lacking(step, known, given)
    except machine.Misplaced:
        raise DomainError(errors.STAGE, state=plan.get_state_display(), says=step.says) from None
    if missing:
        raise _missing(missing[0], step, plan, known, helper)


def standing_of(plan: Plan) -> Standing:
    """What is known of a plan now. Two queries."""
    counts = Measure.objects.filter(plan=plan).aggregate(
        waiting=Count("id", filter=Q(state=MeasureState.PLANNED)), done=Count("id", filter=Q(state=MeasureState.DONE))
    )
    wrote = PlanStep.objects.filter(plan=plan, move__in=WRITING, made_by__isnull=False)
    return Standing(
        State(plan.state), counts["waiting"], counts["done"], bool(plan.helper_no), plan.helper_public,
        frozenset(wrote.values_list("made_by__username", flat=True)),
    )  # fmt: skip


def changed(plan: Plan) -> DomainError:
    """Somebody was there first: who, what, when."""
    at = plan.changed_at.astimezone(clock.SHANGHAI)
    shown = f"{at:%H:%M}" if at.date() == clock.today() else f"{at:%m-%d %H:%M}"
    return DomainError(errors.CHANGED, who=plan.changed_by or "系统", did=DID.get(plan.changed_how, "改过"), at=shown)


def record(action: str, plan: Plan, by: Account | None, *, reason: str = "", writes: bool = True, **facts: Any) -> None:
    """One audit event about a plan."""
    audit.record(
        action, by=by, subject=f"plan:{plan.number}", household_no=plan.household_no, village_code=plan.village_code,
        writes=writes, reason=reason, plan=plan.number, **facts,
    )  # fmt: skip


def alone() -> None:
    """Hold off other drafts until this transaction ends: numbers and editions follow each other."""
    hold_off(Plan, Measure)


def open_task(kind: str, plan: Plan, act: Act) -> None:
    """A task about a plan, with the post that owns its kind."""
    township = kind in (tasks.REVIEW, tasks.OVERDUE_TOWNSHIP)
    worklist.open_one(
        kind, plan.number, village_code=plan.village_code,
        owner_area=plan.village_code[:TOWNSHIP] if township else plan.village_code, household_no=plan.household_no,
        about=plan.risks.replace(";", "、")[:120] or plan.number, by=act.by, at=act.moment,
    )  # fmt: skip


def settle_overdue(plan: Plan, act: Act) -> None:
    """Close the tasks about a plan's overdue measures, of the village and of the township, where none is left."""
    late = Measure.objects.filter(plan=plan, state=MeasureState.PLANNED, planned_to__lt=act.today)
    owners = set(late.values_list("owner", flat=True)) if plan.state in (State.SET, State.RUNNING) else set()
    done = [kind for kind, whose in tasks.OVERDUE.items() if not owners & whose]
    worklist.finish(done, [plan.number], proof="超期的措施都有结果了", by=act.by, at=act.moment)


def _hand_on(plan: Plan, act: Act) -> None:
    """Close the task of what is over and open that of what is next."""
    said = plan.get_state_display()
    if plan.state == State.REVIEW:
        worklist.finish([tasks.DRAFT], [plan.household_no], proof=said, by=act.by, at=act.moment)
        worklist.finish([tasks.MEND], [plan.number], proof=said, by=act.by, at=act.moment)
        open_task(tasks.REVIEW, plan, act)
        return
    worklist.finish([tasks.REVIEW], [plan.number], proof=said, by=act.by, at=act.moment)
    if plan.state == State.RETURNED:
        open_task(tasks.MEND, plan, act)
    if plan.state in (State.DRAFT, State.DONE, State.STOPPED):
        settle_overdue(plan, act)
    if plan.state == State.STOPPED:
        worklist.recall([tasks.MEND], [plan.number], reason=said, by=act.by, at=act.moment)


def _given(act: Act, reason: str, helper: Helper | None) -> Given:
    if helper is None:
        return Given(act.by.username, reason)
    return Given(act.by.username, reason, helper=True, public=helper.public, over=helper.over)


def _traced(name: str, act: Act) -> dict[str, Any]:
    return {"changed_how": name, "changed_by": act.by.display_name, "changed_at": act.moment}


def _missing(need: Need, step: Move, plan: Plan, known: Standing, helper: Helper | None) -> DomainError:
    return DomainError(
        errors.NEEDED[need], says=step.says, helper=helper.name if helper else plan.helper_name,
        carried=helper.carried if helper else 0, limit=helper.limit if helper else 0, waiting=known.waiting,
    )  # fmt: skip
