"""研判会商: the county records a meeting and what it decided; units answer with a proof; the county closes or returns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
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
from huaiyuan.county.oversight import errors, tasks, trail, units
from huaiyuan.county.oversight.models import Consultation, Decision
from huaiyuan.county.oversight.moves import DECISION
from huaiyuan.county.oversight.types import DecisionState, Level, Unit
from huaiyuan.county.worklist import actions as worklist


@dataclass(frozen=True)
class Point:
    """A point as it is written down: what, who by the unit's key (`level/code`), by when."""

    text: str
    unit: str
    due_on: dt.date | None


@dataclass(frozen=True)
class Recorded:
    """A meeting that was recorded, and the numbers of its points."""

    number: str
    decisions: list[str]


def key_of(unit: Unit) -> str:
    """A unit as a form names it."""
    return f"{unit.level.value}/{unit.code}"


def owners() -> list[Unit]:
    """The units that a point can be given to, in their order."""
    return units.of_levels([Level.COUNTY, Level.DEPARTMENT, Level.TOWNSHIP])


@transaction.atomic
def record(
    *, held_on: dt.date, topic: str, chair: str, unit_names: Sequence[str], points: Sequence[Point], by: Account,
    dispatch_on: dt.date | None = None, at: dt.datetime | None = None,
) -> Recorded:  # fmt: skip
    """Write down a meeting; every point becomes a task of its unit.

    Raises: OVERSIGHT_NOT_FOUND, OVERSIGHT_HELD_ON, OVERSIGHT_NO_TOPIC, OVERSIGHT_NO_UNITS, OVERSIGHT_NO_POINTS,
    OVERSIGHT_POINT.
    """
    if not access.may(by, P.RHYTHM_RUN):
        raise DomainError(errors.NOT_FOUND)
    moment = at or clock.business_now()
    if held_on > moment.astimezone(clock.SHANGHAI).date():
        raise DomainError(errors.HELD_ON, on=held_on)
    if not topic.strip() or not chair.strip():
        raise DomainError(errors.NO_TOPIC)
    if not unit_names:
        raise DomainError(errors.NO_UNITS)
    decided = _decided(points, held_on)
    number = next_number(Consultation, "HS", held_on, places=3)
    consultation = Consultation.objects.create(
        number=number, held_on=held_on, topic=topic.strip(), chair=chair.strip(), units=";".join(unit_names),
        dispatch_on=dispatch_on, recorded_by=by, recorded_at=moment,
    )  # fmt: skip
    decisions = [
        Decision.objects.create(
            number=f"{number}-{place}", consultation=consultation, place=place, text=text, level=unit.level,
            unit_code=unit.code, unit_name=unit.name, area_code=unit.area, due_on=due_on,
        )
        for place, (text, unit, due_on) in enumerate(decided, start=1)
    ]  # fmt: skip
    for decision in decisions:
        _hand_out(decision, by, moment)
    audit.record(
        trail.RECORDED, by=by, subject=f"consultation:{number}", writes=True, topic=consultation.topic,
        count=len(decisions),
    )  # fmt: skip
    return Recorded(number, [decision.number for decision in decisions])


@transaction.atomic
def answer(number: str, *, answer: str, proof: str, by: Account, at: dt.datetime | None = None) -> Decision:
    """The unit says what was done and on what proof; the county centre may write it down for a unit (代录).

    Raises: OVERSIGHT_NOT_FOUND, OVERSIGHT_NO_ANSWER, OVERSIGHT_STAGE.
    """
    decision, moment = _find(number), at or clock.business_now()
    mine = (decision.level, decision.unit_code) in units.own(by)
    if not mine and not access.may(by, P.RHYTHM_RUN):
        raise DomainError(errors.NOT_FOUND)
    if not answer.strip() or not proof.strip():
        raise DomainError(errors.NO_ANSWER)
    _move("answer", decision, answer=answer.strip(), proof=proof.strip(), answered_by=by, answered_at=moment,
          on_behalf=not mine)  # fmt: skip
    worklist.finish(tasks.CARRY_OUT.values(), [number], proof=proof.strip(), by=by, at=moment)
    worklist.open_one(
        tasks.CHECK, number, village_code="", owner_area=_county(decision), about=_short(decision), by=by, at=moment
    )
    _record(trail.ANSWERED, decision, by)
    return decision


@transaction.atomic
def close(number: str, *, by: Account, at: dt.datetime | None = None) -> Decision:
    """The county finds it done (办结). Raises: OVERSIGHT_NOT_FOUND, OVERSIGHT_STAGE."""
    decision, moment = _countys(number, by), at or clock.business_now()
    _move("close", decision, closed_by=by, closed_at=moment)
    worklist.finish([tasks.CHECK], [number], proof="已办结", by=by, at=moment)
    _record(trail.CLOSED, decision, by)
    return decision


@transaction.atomic
def return_(
    number: str, *, reason: str, by: Account, due_on: dt.date | None = None, at: dt.datetime | None = None
) -> Decision:
    """Back to the unit (退回重办), with another day if one is given; a closed one is opened again.

    Raises: OVERSIGHT_NOT_FOUND, OVERSIGHT_NO_REASON, OVERSIGHT_STAGE.
    """
    decision, moment = _countys(number, by), at or clock.business_now()
    why = _reason(reason, "退回")
    _move(
        "return_", decision, returned_why=why, returns=decision.returns + 1, closed_by=None, closed_at=None,
        due_on=due_on or decision.due_on,
    )  # fmt: skip
    worklist.recall([tasks.CHECK], [number], reason=why, by=by, at=moment)
    _hand_out(decision, by, moment)
    _record(trail.RETURNED, decision, by, why)
    return decision


@transaction.atomic
def cancel(number: str, *, reason: str, by: Account, at: dt.datetime | None = None) -> Decision:
    """A point that is no longer to be done (撤销). Raises: OVERSIGHT_NOT_FOUND, OVERSIGHT_NO_REASON, OVERSIGHT_STAGE."""
    decision, moment = _countys(number, by), at or clock.business_now()
    why = _reason(reason, "撤销")
    _move("cancel", decision, returned_why=why, closed_by=by, closed_at=moment)
    worklist.recall([*tasks.CARRY_OUT.values(), tasks.CHECK], [number], reason=why, by=by, at=moment)
    _record(trail.CANCELLED, decision, by, why)
    return decision


def _decided(points: Sequence[Point], held_on: dt.date) -> list[tuple[str, Unit, dt.date]]:
    """The points that are written down, each whole; empty lines of the form are left out."""
    known = {key_of(unit): unit for unit in owners()}
    found = []
    for place, point in enumerate((p for p in points if p.text.strip() or p.unit), start=1):
        unit = known.get(point.unit)
        if not point.text.strip() or unit is None or point.due_on is None or point.due_on < held_on:
            raise DomainError(errors.POINT, place=place)
        found.append((point.text.strip(), unit, point.due_on))
    if not found:
        raise DomainError(errors.NO_POINTS)
    return found


def _hand_out(decision: Decision, by: Account, moment: dt.datetime) -> None:
    by_department = decision.level == Level.DEPARTMENT
    worklist.open_one(
        tasks.CARRY_OUT[Level(decision.level)], decision.number, village_code="",
        owner_area=decision.area_code, owner_department=decision.unit_code if by_department else "",
        about=_short(decision), due_at=clock.end_of(decision.due_on), by=by, at=moment,
    )  # fmt: skip


def _county(decision: Decision) -> str:
    return decision.area_code[:6]


def _short(decision: Decision) -> str:
    most = 40
    return decision.text if len(decision.text) <= most else f"{decision.text[:most]}…"


def _find(number: str) -> Decision:
    decision = Decision.objects.filter(number=number).first()
    if decision is None:
        raise DomainError(errors.NOT_FOUND)
    return decision


def _countys(number: str, by: Account) -> Decision:
    if not access.may(by, P.RHYTHM_RUN):
        raise DomainError(errors.NOT_FOUND)
    return _find(number)


def _reason(reason: str, what: str) -> str:
    if not reason.strip():
        raise DomainError(errors.NO_REASON, what=what)
    return reason.strip()


def _move(name: str, decision: Decision, **changes: Any) -> None:
    """One conditional UPDATE that must change one row, else somebody was there first."""
    step = DECISION[name]
    rows = Decision.objects.filter(pk=decision.pk, state__in=step.sources, version=decision.version)
    done = rows.update(state=step.target, version=F("version") + 1, **changes)
    decision.refresh_from_db()
    if done != 1:
        raise DomainError(errors.STAGE, state=DecisionState(decision.state).label, says=step.says)


def _record(action: str, decision: Decision, by: Account, reason: str = "") -> None:
    audit.record(
        action, by=by, subject=f"decision:{decision.number}", writes=True, reason=reason, unit=decision.unit_name
    )
