"""A plan is drafted (起草): proposed measures from risks, labour and what is given already, for people to write on."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.db.models import Max

from huaiyuan.base import access, reference
from huaiyuan.base.access.permissions import P
from huaiyuan.base.vault.running import next_number, next_numbers
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.kernel.period import months_after
from huaiyuan.core.policy.measures.drafting import Proposal
from huaiyuan.county.plans import drafting, errors, trail
from huaiyuan.county.plans.drafting import Ground
from huaiyuan.county.plans.models import Measure, Plan, PlanStep
from huaiyuan.county.plans.moves import DRAFTED
from huaiyuan.county.plans.owners import read
from huaiyuan.county.plans.transitions import Act, Helper, alone, record
from huaiyuan.county.plans.types import LIVE, DraftedFrom, State

LIMIT = "plan.draft_days"


@transaction.atomic
def draft(household_no: str, *, act: Act, helper: Helper | None = None) -> Plan:
    """Draft a family's plan; a second one in the same cycle is its next edition.

    Raises: PLAN_NOT_FOUND, PLAN_NOT_TO_HELP, PLAN_EXISTS.
    """
    alone()
    ground = drafting.ground_of(household_no, act.today)
    village = ground.village_code if ground else None
    if ground is None and access.scope_of(act.by, P.PLAN_WRITE).covers(drafting.village_of(household_no)):
        raise DomainError(errors.NOT_TO_HELP)
    if ground is None or not access.scope_of(act.by, P.PLAN_WRITE).covers(village):
        raise DomainError(errors.NOT_FOUND)
    standing = Plan.objects.filter(household_no=household_no, state__in=LIVE).first()
    if standing is not None:
        raise DomainError(errors.EXISTS, number=standing.number)
    plan = _plan(ground, act, helper)
    made = ground.draft()
    _propose(plan, made.proposals, act)
    told = "；".join([*made.standing, *(lack.because for lack in made.lacking)])
    PlanStep.objects.create(
        plan=plan, move=DRAFTED, to_state=State.DRAFT, about=told[:200], made_by=act.by, made_at=act.moment
    )
    record(trail.DRAFTED, plan, act.by, measures=len(made.proposals))
    return plan


def due_on(identified_on: dt.date | None) -> dt.date | None:
    """By when a plan must be drawn up: so many days from the day the county approved the family; None where nobody settled
    how many.
    """  # fmt: skip
    if identified_on is None or reference.parameter(LIMIT, identified_on) is None:
        return None
    start = dt.datetime.combine(identified_on, dt.time(), clock.SHANGHAI)
    return reference.deadline(LIMIT, start).astimezone(clock.SHANGHAI).date()


def _plan(ground: Ground, act: Act, helper: Helper | None) -> Plan:
    edition = Plan.objects.filter(household_no=ground.household_no, cycle=ground.cycle).aggregate(n=Max("edition"))["n"]
    return Plan.objects.create(
        number=next_number(Plan, "JH", act.moment, places=6), household_no=ground.household_no,
        village_code=ground.village_code, cycle=ground.cycle, identified_on=ground.identified_on,
        edition=(edition or 0) + 1, drafted_from=DraftedFrom.EARLIER if edition else DraftedFrom.FACTS,
        drafted_on=act.today, risks=";".join(ground.risks), labour=ground.labour, due_on=None if edition else due_on(ground.identified_on),
        changed_how=DRAFTED, changed_by=act.by.display_name, changed_at=act.moment, **named(helper),
    )  # fmt: skip


def named(helper: Helper | None) -> dict[str, Any]:
    """The helper as a plan keeps them."""
    if helper is None:
        return {}
    return {
        "helper_no": helper.number, "helper_name": helper.name, "helper_unit": helper.unit,
        "helper_public": helper.public,
    }  # fmt: skip


def _propose(plan: Plan, proposals: tuple[Proposal, ...], act: Act) -> None:
    numbers = next_numbers(Measure, "CS", act.moment, len(proposals), places=6)
    Measure.objects.bulk_create(
        Measure(
            number=number, client_uuid=uuid.uuid4(), plan=plan, kind=one.kind, risk=one.risk, says=one.says, why=one.why,
            planned_from=act.today, planned_to=months_after(act.today, one.months), **read(one.owner).fields,
        )
        for number, one in zip(numbers, proposals, strict=True)
    )  # fmt: skip
