"""A plan goes its way: submitted, taken back, reviewed by another person, started, revised, finished, stopped."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from huaiyuan.county.plans import trail
from huaiyuan.county.plans.actions.opening import named
from huaiyuan.county.plans.models import Plan
from huaiyuan.county.plans.moves import MOVES
from huaiyuan.county.plans.transitions import Act, Helper, move, plan_for, record

REASON_MOST = 200


@transaction.atomic
def submit(plan_no: str, *, act: Act, helper: Helper | None = None) -> Plan:
    """Hand the plan to the township, with the helper the family has today.

    Raises: PLAN_NOT_FOUND, PLAN_CHANGED, PLAN_STAGE, PLAN_NEED_MEASURES, PLAN_NEED_HELPER, PLAN_NEED_PUBLIC,
    PLAN_NEED_WITHIN_LIMIT.
    """
    return _move("submit", plan_no, act, helper=helper, returned_why="", **named(helper))


@transaction.atomic
def take_back(plan_no: str, *, act: Act) -> Plan:
    """The village wants to write on before anybody has reviewed it. Raises: PLAN_NOT_FOUND, PLAN_CHANGED, PLAN_STAGE."""
    return _move("take_back", plan_no, act)


@transaction.atomic
def accept(plan_no: str, *, act: Act) -> Plan:
    """The township agrees; another person than any who wrote it. Raises: as `take_back`, PLAN_NEED_NOT_WRITER."""
    return _move(
        "accept", plan_no, act, reviewed_by=act.by, reviewed_at=act.moment, set_on=act.today, returned_why=""
    )  # fmt: skip


@transaction.atomic
def send_back(plan_no: str, *, reason: str, act: Act) -> Plan:
    """The township returns it with the reason. Raises: as `accept`, PLAN_NEED_REASON."""
    why = reason.strip()[:REASON_MOST]
    return _move("return_", plan_no, act, reason=why, reviewed_by=act.by, reviewed_at=act.moment, returned_why=why)


@transaction.atomic
def start(plan_no: str, *, act: Act) -> Plan:
    """The plan is being carried out. Raises: as `take_back`."""
    return _move("start", plan_no, act)


@transaction.atomic
def revise(plan_no: str, *, reason: str, act: Act) -> Plan:
    """Take an approved plan back to be changed; it is reviewed again. Raises: as `take_back`, PLAN_NEED_REASON."""
    return _move("revise", plan_no, act, reason=reason, reviewed_by=None, reviewed_at=None, set_on=None)


@transaction.atomic
def finish(plan_no: str, *, act: Act) -> Plan:
    """Everything planned is settled. Raises: as `take_back`, PLAN_NEED_SETTLED, PLAN_NEED_SOMETHING_DONE."""
    return _move("finish", plan_no, act, ended_on=act.today)


@transaction.atomic
def stop(plan_no: str, *, reason: str, act: Act) -> Plan:
    """The plan ends without being finished (moved away, cleared, drawn up by mistake). Raises: as `send_back`."""
    return _move("stop", plan_no, act, reason=reason, ended_on=act.today, ended_why=reason.strip()[:REASON_MOST])


def _move(name: str, plan_no: str, act: Act, *, reason: str = "", helper: Helper | None = None, **changes: Any) -> Plan:
    plan = plan_for(act.by, plan_no, MOVES[name].may)
    move(name, plan, act=act, reason=reason, helper=helper, **changes)
    record(trail.MOVED, plan, act.by, reason=reason.strip(), did=MOVES[name].did)
    return plan
