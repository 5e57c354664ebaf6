"""Monitoring cycles: identified, category changed, cleared, clearing taken back, struck off. All decided by the county.

Every act writes the cycle, its event and the registry's fact in one transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from huaiyuan.base import access, audit
from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import categories
from huaiyuan.county.casework import errors, trail
from huaiyuan.county.casework.actions import caring
from huaiyuan.county.casework.models import Cycle, CycleEvent
from huaiyuan.county.casework.moves import CYCLE_MOVES, CycleMove
from huaiyuan.county.casework.types import ClearWay, CycleEventKind, CycleState
from huaiyuan.county.registry import actions as registry
from huaiyuan.county.registry import queries as households
from huaiyuan.county.registry.errors import OVERLAP
from huaiyuan.county.registry.types import Basis, EntryKind, SourceKind

MOST_RISKS = 5


@dataclass(frozen=True)
class Decided:
    """A decision of the county: on which day, on what paper, why."""

    on: dt.date
    doc_no: str
    reason: str = ""


@transaction.atomic
def identify(
    household_no: str, *, category: str, risks: Sequence[str], decided: Decided, by: Account, case_no: str = "",
    at: dt.datetime | None = None,
) -> Cycle:  # fmt: skip
    """The household is monitored from a day on: its first cycle, or the next one (再识别).

    Raises: CASEWORK_NO_RISK, CASEWORK_MISFIT and the registry's own refusals.
    """
    if not 1 <= len(risks) <= MOST_RISKS:
        raise DomainError(errors.NO_RISK, most=MOST_RISKS)
    scheme = categories.in_force(decided.on)
    refuse_misfit(household_no, category, decided.on)
    basis = Basis(SourceKind.APPROVED, decided.doc_no)
    fact = registry.identify(household_no, category=category, risks=risks, on=decided.on, by=by, basis=basis)
    again = fact.entry_kind == EntryKind.AGAIN
    cycle = Cycle.objects.create(
        household_no=household_no, number=next_number(household_no), scheme=scheme.code, category=category,
        risks=";".join(risks), again=again, identified_on=decided.on, case_no=case_no,
    )  # fmt: skip
    kind = CycleEventKind.AGAIN if again else CycleEventKind.FIRST
    _happened(cycle, kind, decided, by, at)
    for earlier in Cycle.objects.filter(household_no=household_no, state=CycleState.CLEARED, void=False):
        caring.end(earlier, reason=kind.label, by=by, at=at or clock.business_now())
    _record(trail.IDENTIFIED, cycle, by, decided, how=kind.label, category=category, number=cycle.number)
    return cycle


@transaction.atomic
def change_category(household_no: str, *, category: str, decided: Decided, by: Account) -> Cycle:
    """The category of the standing cycle is another from a day on. Raises: CASEWORK_SAME_CATEGORY and as `undo_clearing`."""
    cycle, step = _standing(household_no, by), CYCLE_MOVES["change_category"]
    _refuse(cycle, step, decided)
    if cycle.category == category:
        raise DomainError(errors.SAME_CATEGORY, category=category)
    refuse_misfit(household_no, category, decided.on)
    before = cycle.category
    with _later_than_before(decided):
        registry.change_category(household_no, category=category, on=decided.on, by=by, basis=_basis(decided))
    _move(cycle, step, category=category)
    _happened(cycle, CycleEventKind.CATEGORY, decided, by)
    _record(trail.CATEGORY_CHANGED, cycle, by, decided, before=before, category=category)
    return cycle


@transaction.atomic
def clear(household_no: str, *, way: ClearWay, decided: Decided, by: Account, at: dt.datetime | None = None) -> Cycle:
    """The risk is gone from a day on (风险消除); the family is looked at once a period from then on.

    Whether the conditions hold, the caller has looked: it is the last step of an exit. Raises: CASEWORK_CYCLE_STATE and
    as `undo_clearing`.
    """
    cycle, step = _standing(household_no, by), CYCLE_MOVES["clear"]
    _refuse(cycle, step, decided)
    with _later_than_before(decided):
        registry.clear_risk(household_no, on=decided.on, by=by, basis=_basis(decided))
    _move(cycle, step, cleared_on=decided.on, clear_way=way)
    _happened(cycle, CycleEventKind.CLEARED, decided, by, at, way=way)
    caring.begin(cycle, by=by, at=at or clock.business_now())
    _record(trail.CLEARED, cycle, by, decided, way=way.label)
    return cycle


@transaction.atomic
def undo_clearing(household_no: str, *, decided: Decided, by: Account) -> Cycle:
    """A clearing that was marked wrongly is taken back (消除回退): the old cycle goes on, it is no 再识别.

    Raises: CASEWORK_NOT_FOUND, CASEWORK_NO_CYCLE, CASEWORK_CYCLE_STATE, CASEWORK_CYCLE_CHANGED, CASEWORK_NO_REASON,
    CASEWORK_NO_DOC, CASEWORK_SAME_DAY and the registry's own refusals.
    """
    cycle, step = _standing(household_no, by), CYCLE_MOVES["undo"]
    _refuse(cycle, step, decided)
    with _later_than_before(decided):
        registry.undo_clearing(household_no, on=decided.on, by=by, basis=_basis(decided))
    _move(cycle, step, cleared_on=None, clear_way="")
    _happened(cycle, CycleEventKind.UNDONE, decided, by)
    _nothing_goes_on(cycle, step, by)
    _record(trail.UNDONE, cycle, by, decided)
    return cycle


@transaction.atomic
def strike_off(household_no: str, *, decided: Decided, by: Account) -> Cycle:
    """The cycle was a mistake and leaves every total from a day on (识别错误清退). Raises as `undo_clearing`."""
    cycle, step = _standing(household_no, by), CYCLE_MOVES["strike"]
    _refuse(cycle, step, decided)
    with _later_than_before(decided):
        registry.strike_off(household_no, on=decided.on, by=by, basis=_basis(decided))
    _move(cycle, step, struck_off_on=decided.on, cleared_on=None, clear_way="")
    _happened(cycle, CycleEventKind.STRUCK_OFF, decided, by)
    _nothing_goes_on(cycle, step, by)
    _record(trail.STRUCK_OFF, cycle, by, decided)
    return cycle


@contextmanager
def _later_than_before(decided: Decided) -> Iterator[None]:
    """What holds from a day on cannot change again before the next: said in casework's words."""
    try:
        yield
    except DomainError as refusal:
        if refusal.code != OVERLAP.code:
            raise
        raise DomainError(errors.SAME_DAY, since=refusal.facts["since"], on=decided.on) from refusal


def refuse_misfit(household_no: str, category: str, on: dt.date) -> None:
    """Raises CASEWORK_MISFIT when the scheme in force has no such category for a household of this 户类型."""
    archive = households.archive_type_of(household_no, on)
    if not categories.in_force(on).fits(category, archive):
        raise DomainError(errors.MISFIT, archive=archive or "户类型不明", category=category)


def next_number(household_no: str) -> int:
    """The number of a household's next cycle."""
    last = Cycle.objects.filter(household_no=household_no).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def standing(household_no: str) -> Cycle | None:
    """The household's last cycle, None when it never had one."""
    return Cycle.objects.filter(household_no=household_no, void=False).order_by("-identified_on", "-number").first()


def _standing(household_no: str, by: Account) -> Cycle:
    village = households.village_of(household_no)
    if not access.scope_of(by, CYCLE_MOVES["undo"].may).covers(village):
        raise DomainError(errors.NOT_FOUND)
    cycle = standing(household_no)
    if cycle is None:
        raise DomainError(errors.NO_CYCLE)
    return cycle


def _refuse(cycle: Cycle, step: CycleMove, decided: Decided) -> None:
    if cycle.state not in step.sources:
        raise DomainError(errors.CYCLE_STATE, state=cycle.get_state_display(), says=step.says)
    if step.needs_reason and not decided.reason.strip():
        raise DomainError(errors.NO_REASON, what=step.says)
    if not decided.doc_no.strip():
        raise DomainError(errors.NO_DOC, what=step.says)


def _move(cycle: Cycle, step: CycleMove, **changes: Any) -> None:
    """One conditional UPDATE: somebody who was quicker is seen, nothing of his is overwritten."""
    same = Cycle.objects.filter(pk=cycle.pk, state__in=step.sources, version=cycle.version, void=False)
    if same.update(state=step.target, version=F("version") + 1, **changes) != 1:
        raise DomainError(errors.CYCLE_CHANGED)
    cycle.refresh_from_db()


def _nothing_goes_on(cycle: Cycle, step: CycleMove, by: Account) -> None:
    """An exit under way and the looks after it are over with the cycle that they were about."""
    at = clock.business_now()
    caring.overtake(cycle.household_no, reason=step.says, by=by, at=at)
    caring.end(cycle, reason=step.says, by=by, at=at)


def _happened(
    cycle: Cycle, kind: CycleEventKind, decided: Decided, by: Account | None, at: dt.datetime | None = None,
    way: str = "",
) -> None:  # fmt: skip
    CycleEvent.objects.create(
        cycle=cycle, kind=kind, happened_on=decided.on, state=cycle.state, category=cycle.category, clear_way=way,
        reason=decided.reason.strip()[:200], doc_no=decided.doc_no.strip()[:120], recorded_by=by,
        recorded_at=at or clock.business_now(),
    )  # fmt: skip


def _basis(decided: Decided) -> Basis:
    return Basis(SourceKind.APPROVED, decided.doc_no.strip()[:120])


def _record(action: str, cycle: Cycle, by: Account, decided: Decided, **facts: Any) -> None:
    audit.record(
        action, by=by, subject=f"household:{cycle.household_no}", household_no=cycle.household_no,
        village_code=households.village_of(cycle.household_no) or "", writes=True, reason=decided.reason,
        on=decided.on, doc_no=decided.doc_no, **facts,
    )  # fmt: skip
