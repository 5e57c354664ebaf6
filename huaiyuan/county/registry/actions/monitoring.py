"""Monitoring cycles (监测周期) of a household, as the county decides them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import categories
from huaiyuan.county.registry import trail
from huaiyuan.county.registry.actions import facts
from huaiyuan.county.registry.actions.households import open_household, village_of
from huaiyuan.county.registry.errors import ALREADY_MONITORED, CATEGORY_MISFIT, NO_CHANGE, NOT_MONITORED, STRUCK_OFF
from huaiyuan.county.registry.models import ArchiveType, Household, MonitoringFact
from huaiyuan.county.registry.types import Basis, EntryKind, RiskState, SourceKind

APPROVED = Basis(SourceKind.APPROVED)


@transaction.atomic
def identify(
    household_no: str,
    *,
    category: str,
    risks: Iterable[str],
    on: dt.date,
    by: Account,
    basis: Basis = APPROVED,
) -> MonitoringFact:
    """The county approves a household as monitored: the first cycle, or the next one (再识别) after a clearing.

    Raises: REGISTRY_ALREADY_MONITORED, REGISTRY_CATEGORY_MISFIT, REGISTRY_OVERLAP, REGISTRY_FUTURE and those of the
    household.
    """
    household = open_household(household_no)
    _refuse_misfit(household, category, on)
    last = facts.current(MonitoringFact, household=household)
    if last is not None and last.risk_state == RiskState.OPEN:
        raise DomainError(ALREADY_MONITORED, household_no=household_no)
    if last is not None:
        facts.end(last, on, basis)
    fact = facts.begin(
        MonitoringFact, on, basis, household=household, cycle=last.cycle + 1 if last else 1, category=category,
        risk_state=RiskState.OPEN, approved_on=on, entry_kind=_entry_kind(household), risks=";".join(risks),
    )  # fmt: skip
    _record(trail.IDENTIFIED, fact, by, on)
    return fact


@transaction.atomic
def change_category(
    household_no: str, *, category: str, on: dt.date, by: Account, basis: Basis = APPROVED
) -> MonitoringFact:
    """The category of the current cycle is another from a day on. Raises REGISTRY_NO_CHANGE, REGISTRY_CATEGORY_MISFIT."""
    row = _cycle(household_no)
    if row.category == category:
        raise DomainError(NO_CHANGE, what="监测对象类别", value=category)
    _refuse_misfit(row.household, category, on)
    fact = facts.succeed(row, on, basis, category=category)
    _record(trail.CATEGORY_CHANGED, fact, by, on, before=row.category)
    return fact


@transaction.atomic
def clear_risk(household_no: str, *, on: dt.date, by: Account, basis: Basis = APPROVED) -> MonitoringFact:
    """The county approves that the risk is gone (风险消除). Raises REGISTRY_NO_CHANGE when it is already."""
    row = _turned(_cycle(household_no), RiskState.CLEARED)
    fact = facts.succeed(row, on, basis, risk_state=RiskState.CLEARED, cleared_on=on)
    _record(trail.CLEARED, fact, by, on)
    return fact


@transaction.atomic
def undo_clearing(household_no: str, *, on: dt.date, by: Account, basis: Basis = APPROVED) -> MonitoringFact:
    """A clearing that was wrong or did not last is taken back (消除回退); the cycle goes on, it is no 再识别."""
    row = _turned(_cycle(household_no), RiskState.OPEN)
    fact = facts.succeed(row, on, basis, risk_state=RiskState.OPEN, cleared_on=None)
    _record(trail.CLEARING_UNDONE, fact, by, on)
    return fact


@transaction.atomic
def strike_off(household_no: str, *, on: dt.date, by: Account, basis: Basis = APPROVED) -> MonitoringFact:
    """The cycle was a mistake (识别错误) and leaves every total from a day on (清退)."""
    row = _cycle(household_no)
    fact = facts.succeed(row, on, basis, risk_state=RiskState.STRUCK_OFF)
    _record(trail.STRUCK_OFF, fact, by, on)
    return fact


def _cycle(household_no: str) -> MonitoringFact:
    row = facts.current(MonitoringFact, household=open_household(household_no))
    if row is None:
        raise DomainError(NOT_MONITORED, household_no=household_no)
    if row.risk_state == RiskState.STRUCK_OFF:
        raise DomainError(STRUCK_OFF, household_no=household_no)
    return row


def _turned(row: MonitoringFact, state: RiskState) -> MonitoringFact:
    if row.risk_state == state:
        raise DomainError(NO_CHANGE, what="风险状态", value=state.label)
    return row


def _refuse_misfit(household: Household, category: str, on: dt.date) -> None:
    archive = ArchiveType.objects.on(on).filter(household=household).first()
    # Every scheme that there is or was: a cycle of an older one keeps its category.
    fits = archive is not None and any(s.fits(category, archive.archive_type) for s in categories.load())
    if not fits:
        shown = archive.archive_type if archive else "户类型不明"
        raise DomainError(CATEGORY_MISFIT, household_no=household.household_no, archive=shown, category=category)


def _entry_kind(household: Household) -> EntryKind:
    earlier = MonitoringFact.objects.known().filter(household=household, risk_state=RiskState.CLEARED)
    return EntryKind.AGAIN if earlier.exists() else EntryKind.FIRST


def _record(action: str, fact: MonitoringFact, by: Account, on: dt.date, **more: Any) -> None:
    number = fact.household.household_no
    audit.record(
        action, by=by, subject=f"household:{number}", household_no=number, village_code=village_of(fact.household),
        writes=True, category=fact.category, cycle=fact.cycle, on=on, **more,
    )  # fmt: skip
