"""What the registry itself does to monitoring (a family split, united, or that undone) is taken over into the cycles.

The registry lies below and cannot ask upwards; whoever called it calls this afterwards, in the same request.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel import clock
from huaiyuan.core.policy import categories
from huaiyuan.county.casework import tasks, trail
from huaiyuan.county.casework.actions import caring
from huaiyuan.county.casework.actions.cycles import next_number
from huaiyuan.county.casework.machine import Given
from huaiyuan.county.casework.models import CaseFile, Cycle, CycleEvent
from huaiyuan.county.casework.transitions import hand_on, move, move_of, touch
from huaiyuan.county.casework.types import LIVE, CycleEventKind, CycleState, State
from huaiyuan.county.registry import queries as households
from huaiyuan.county.registry.queries import Stretch
from huaiyuan.county.registry.types import EntryKind
from huaiyuan.county.worklist import actions as worklist

TURNED = {
    CycleState.OPEN: CycleEventKind.UNDONE,
    CycleState.CLEARED: CycleEventKind.CLEARED,
    CycleState.STRUCK_OFF: CycleEventKind.STRUCK_OFF,
}


@transaction.atomic
def follow(household_nos: Iterable[str], *, by: Account | None) -> int:
    """Bring the cycles of households into line with what the registry knows now; returns how many changed."""
    return sum(_follow(number, by) for number in sorted(set(household_nos)))


@transaction.atomic
def follow_cases(household_nos: Iterable[str], *, because: str, by: Account) -> None:
    """Cases under way go with their households: to another village with its tasks, or to an end with a closed number."""
    at, household_nos = clock.business_now(), set(household_nos)
    caring.go_along(household_nos, because=because, by=by, at=at)
    for case in CaseFile.objects.filter(household_no__in=household_nos, state__in=LIVE).select_related("visited_by"):
        village = households.village_of(case.household_no) or case.village_code
        if not households.is_open(case.household_no):
            _end(case, because, by, at)
        elif village != case.village_code:
            CaseFile.objects.filter(pk=case.pk).update(village_code=village)
            touch(case, "moved", by=by, at=at)
            open_tasks = [
                tasks.of_step(case.procedure, State(case.state)),
                *([tasks.LISTS] if case.state == State.COMPARE else []),
            ]
            worklist.recall(open_tasks, [case.case_no], reason=because, by=by, at=at)
            hand_on(case, None, by, at)


def _end(case: CaseFile, because: str, by: Account, at: dt.datetime) -> None:
    if case.state not in move_of(case, "absorb").sources:
        return
    today = at.astimezone(clock.SHANGHAI).date()
    given = Given(by=by.username, on=max(today, case.earliest_on), today=max(today, case.earliest_on))
    move("absorb", case, given=given, by=by, at=at, says=because, ended_why=because[:200], suspended_on=None)


def _follow(household_no: str, by: Account | None) -> int:
    known: dict[object, list[Stretch]] = {}
    for stretch in households.stretches(household_no):
        known.setdefault(stretch.approved_on, []).append(stretch)
    cycles = {cycle.identified_on: cycle for cycle in Cycle.objects.filter(household_no=household_no)}
    changed = [f"第{cycle.number}周期不算" for on, cycle in cycles.items() if on not in known and _void(cycle)]
    for on, stretches in known.items():
        cycle = cycles.get(on)  # type: ignore[call-overload]
        what = _add(household_no, stretches) if cycle is None else _align(cycle, stretches[-1])
        changed += [what] if what else []
    if changed:
        audit.record(
            trail.FOLLOWED, by=by, subject=f"household:{household_no}", household_no=household_no,
            village_code=households.village_of(household_no) or "", writes=True, what="，".join(changed),
        )  # fmt: skip
    return len(changed)


def _void(cycle: Cycle) -> bool:
    return Cycle.objects.filter(pk=cycle.pk, void=False).update(void=True, version=F("version") + 1) == 1


def _add(household_no: str, stretches: list[Stretch]) -> str:
    first, last = stretches[0], stretches[-1]
    cycle = Cycle.objects.create(
        household_no=household_no, number=next_number(household_no), category=last.category, risks=last.risks,
        scheme=categories.in_force(first.approved_on).code, again=first.entry_kind == EntryKind.AGAIN,
        state=last.risk_state, identified_on=first.approved_on, cleared_on=_cleared_on(last),
        struck_off_on=last.valid_from if last.risk_state == CycleState.STRUCK_OFF else None,
    )  # fmt: skip
    before: Stretch | None = None
    for stretch in stretches:
        _told(cycle, before, stretch)
        before = stretch
    return f"新增第{cycle.number}周期"


def _align(cycle: Cycle, last: Stretch) -> str:
    differs = (cycle.state, cycle.category) != (last.risk_state, last.category)
    if not differs and not cycle.void:
        return ""
    Cycle.objects.filter(pk=cycle.pk).update(
        state=last.risk_state, category=last.category, cleared_on=_cleared_on(last), void=False,
        struck_off_on=last.valid_from if last.risk_state == CycleState.STRUCK_OFF else None, version=F("version") + 1,
    )  # fmt: skip
    if differs:
        kind = CycleEventKind.CATEGORY if cycle.state == last.risk_state else TURNED[CycleState(last.risk_state)]
        _event(cycle, kind, last)
    return f"第{cycle.number}周期改为{last.category}（{last.risk_state}）"


def _cleared_on(stretch: Stretch) -> dt.date | None:
    return stretch.cleared_on if stretch.risk_state == CycleState.CLEARED else None


def _told(cycle: Cycle, before: Stretch | None, stretch: Stretch) -> None:
    if before is None:
        kind = CycleEventKind.AGAIN if cycle.again else CycleEventKind.FIRST
    elif before.risk_state != stretch.risk_state:
        kind = TURNED[CycleState(stretch.risk_state)]
    else:
        kind = CycleEventKind.CATEGORY
    _event(cycle, kind, stretch)


def _event(cycle: Cycle, kind: CycleEventKind, stretch: Stretch) -> None:
    CycleEvent.objects.create(
        cycle=cycle, kind=kind, happened_on=stretch.valid_from, state=stretch.risk_state, category=stretch.category, reason="随户的变更",
        recorded_at=clock.business_now(),
    )  # fmt: skip
