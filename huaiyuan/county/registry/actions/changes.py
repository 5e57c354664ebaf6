"""What happens to families: births, deaths, arrivals, departures, splits, unions, a new head.

Every act is one transaction and one audit event; `basis.ref` is the number of the change that it rests on, by which
`undoing.undo` finds again what it did. Leads are not known here: whoever calls tells them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.vault import vault
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import categories, kinship
from huaiyuan.county.registry import errors, trail
from huaiyuan.county.registry.actions import facts
from huaiyuan.county.registry.actions.households import open_household, person_of, village_of
from huaiyuan.county.registry.actions.members import (
    Newcomer,
    enter,
    hand_on,
    leave,
    members_of,
    membership_in,
    rearrange,
    shut,
)
from huaiyuan.county.registry.models import (
    Alias,
    ArchiveType,
    Household,
    Membership,
    MonitoringFact,
    Person,
    Residence,
)
from huaiyuan.county.registry.types import (
    AliasKind,
    Archive,
    Basis,
    CloseReason,
    LeaveReason,
    RiskState,
)

Relations = Mapping[str, str]
NOTHING: Relations = {}


@transaction.atomic
def enters(
    household_no: str, *, newcomer: Newcomer, relation: str, on: dt.date, born: bool, by: Account, basis: Basis
) -> Person:
    """A child is born into a household, or somebody comes who was never registered in the county.

    Raises: REGISTRY_ID_TAKEN, REGISTRY_BAD_ID, REGISTRY_ID_MISFIT, REGISTRY_FUTURE and those of the household.
    """
    household = open_household(household_no)
    person = enter(newcomer, on)
    facts.begin(Membership, on, basis, person=person, household=household, relation=_not_head(relation))
    _record(trail.BORN if born else trail.CAME, household, by, on, person=person.person_id, change=basis.ref)
    return person


@transaction.atomic
def joins(
    household_no: str, *, person_id: str, relation: str, on: dt.date, reason: LeaveReason, new_head: str = "",
    by: Account, basis: Basis,
) -> str:  # fmt: skip
    """Somebody of the registry comes into a household; where they belonged until then they leave.

    Returns the number of the household left, empty when there was none. A household that nobody is left in is closed.
    Raises: REGISTRY_HEAD_NEEDED, REGISTRY_NO_CHANGE and those of the household.
    """
    household, person = open_household(household_no), person_of(person_id)
    before, left = facts.current(Membership, person=person), ""
    if before is not None and before.household_id == household.pk:
        raise DomainError(errors.NO_CHANGE, what="所在户", value=household_no)
    if before is not None:
        left = before.household.household_no
        _goes(before.household, before, on, reason, CloseReason.REGROUPED, new_head, basis)
    facts.begin(Membership, on, basis, person=person, household=household, relation=_not_head(relation))
    _record(trail.JOINED, household, by, on, person=person_id, left=left, change=basis.ref)
    return left


@transaction.atomic
def goes(
    household_no: str, *, person_id: str, on: dt.date, reason: LeaveReason, by: Account, basis: Basis,
    new_head: str = "", relations: Relations = NOTHING,
) -> bool:  # fmt: skip
    """Somebody dies or leaves; says whether the household is closed because nobody is left.

    Raises: REGISTRY_NOT_IN_HOUSEHOLD, REGISTRY_HEAD_NEEDED when the head goes and others stay, REGISTRY_OVERLAP.
    """
    household = open_household(household_no)
    membership = membership_in(household, person_id)
    died = reason == LeaveReason.DIED
    closes = CloseReason.DIED_OUT if died else CloseReason.MOVED_AWAY
    closed = _goes(household, membership, on, reason, closes, new_head, basis, relations)
    if died:
        Person.objects.filter(pk=membership.person_id).update(died_on=on)
    _record(trail.DIED if died else trail.WENT, household, by, on, person=person_id, why=reason.label, change=basis.ref)
    return closed


@transaction.atomic
def takes_over(
    household_no: str, *, new_head: str, relations: Relations, on: dt.date, by: Account, basis: Basis
) -> None:
    """Somebody else of the household becomes its head. Raises: REGISTRY_NOT_IN_HOUSEHOLD, REGISTRY_NO_CHANGE."""
    household = open_household(household_no)
    facts.refuse_future(on)
    if membership_in(household, new_head).is_head:
        raise DomainError(errors.NO_CHANGE, what="户主", value=new_head)
    rearrange(household, new_head, relations, on, basis)
    _record(trail.TOOK_OVER, household, by, on, person=new_head, change=basis.ref)


@transaction.atomic
def splits(
    household_no: str, *, people: Relations, new_head: str, on: dt.date, keep_monitored: bool, by: Account, basis: Basis
) -> Household:
    """Some members become a household of their own, in the same village and group, with the same 户类型.

    `people` are those who go, with what they are to the new head. A household under monitoring stays so; the new one
    goes on in the same cycle when `keep_monitored`. Raises: REGISTRY_HEAD_STAYS, REGISTRY_NOBODY_STAYS,
    REGISTRY_NOT_IN_HOUSEHOLD and those of the household.
    """
    household = open_household(household_no)
    facts.refuse_future(on)
    rows = members_of(household)
    going = {person_id: membership_in(household, person_id) for person_id in people}
    if any(row.is_head for row in going.values()):
        raise DomainError(errors.HEAD_STAYS)
    if not going or len(going) == len(rows) or new_head not in going:
        raise DomainError(errors.NOBODY_STAYS)
    made = _open_beside(household, on, basis, keep_monitored=keep_monitored)
    for person_id, row in going.items():
        leave(row, on, LeaveReason.SPLIT, basis)
        relation = kinship.HEAD if person_id == new_head else _not_head(people[person_id])
        facts.begin(
            Membership, on, basis, person=row.person, household=made, relation=relation, is_head=person_id == new_head
        )
    _record(trail.SPLIT, household, by, on, opened=made.household_no, people=len(going), change=basis.ref)
    return made


@transaction.atomic
def unites(
    household_no: str, *, other_no: str, relations: Relations, on: dt.date, by: Account, basis: Basis
) -> list[str]:
    """The members of another household come into this one; the other closes and its number lives on in this one's.

    脱贫户 prevails over 一般农户, and a cycle of monitoring that is open in either goes on. Returns who came.
    Raises: REGISTRY_SAME_HOUSEHOLD, REGISTRY_TYPES_MISFIT and those of the households.
    """
    household, other = open_household(household_no), open_household(other_no)
    facts.refuse_future(on)
    if household.pk == other.pk:
        raise DomainError(errors.SAME_HOUSEHOLD)
    coming = members_of(other)
    for person_id, row in coming.items():
        leave(row, on, LeaveReason.UNITED, basis)
        relation = _not_head(relations.get(person_id) or kinship.OTHER)
        facts.begin(Membership, on, basis, person=row.person, household=household, relation=relation)
    _join_states(household, other, on, basis)
    shut(other, on, CloseReason.REGROUPED, basis)
    Alias.objects.create(
        kind=AliasKind.HOUSEHOLD, old_no=other_no, new_no=household_no, source_ref=basis.ref, recorded_at=clock.now()
    )
    _record(trail.UNITED, household, by, on, other=other_no, people=len(coming), change=basis.ref)
    return list(coming)


def _goes(
    household: Household, membership: Membership, on: dt.date, reason: LeaveReason, closes: CloseReason, new_head: str,
    basis: Basis, relations: Relations = NOTHING,
) -> bool:  # fmt: skip
    facts.refuse_future(on)
    leave(membership, on, reason, basis)
    hand_on(household, new_head, relations, on, basis)
    if members_of(household):
        return False
    shut(household, on, closes, basis)
    return True


def _open_beside(household: Household, on: dt.date, basis: Basis, *, keep_monitored: bool) -> Household:
    here = facts.current(Residence, household=household)
    if here is None:
        raise DomainError(errors.NO_HOUSEHOLD, household_no=household.household_no)
    made = Household.objects.create(
        id=vault.reserve("registry_household", 1).start, household_no=_next_number(here.village_code), registered_on=on,
        rural=household.rural, source_ref=basis.ref,
    )  # fmt: skip
    facts.begin(Residence, on, basis, household=made, village_code=here.village_code, group_name=here.group_name)
    archive = facts.current(ArchiveType, household=household)
    if archive is not None:
        facts.begin(ArchiveType, on, basis, household=made, archive_type=archive.archive_type)
    state = facts.current(MonitoringFact, household=household)
    if keep_monitored and state is not None and state.risk_state == RiskState.OPEN:
        _carry_on(state, made, on, basis)
    return made


def _carry_on(state: MonitoringFact, household: Household, on: dt.date, basis: Basis) -> None:
    facts.begin(
        MonitoringFact, on, basis, household=household, cycle=state.cycle, category=state.category,
        risk_state=state.risk_state, approved_on=state.approved_on, entry_kind=state.entry_kind, risks=state.risks,
    )  # fmt: skip


def _join_states(household: Household, other: Household, on: dt.date, basis: Basis) -> None:
    here, there = (facts.current(ArchiveType, household=one) for one in (household, other))
    if here and there and there.archive_type == Archive.LIFTED != here.archive_type:
        facts.succeed(here, on, basis, archive_type=Archive.LIFTED)
    own, theirs = (facts.current(MonitoringFact, household=one) for one in (household, other))
    if theirs is not None and theirs.risk_state == RiskState.OPEN and (own is None or own.risk_state != RiskState.OPEN):
        if own is not None:
            facts.end(own, on, basis)
        _carry_on(theirs, household, on, basis)
    _refuse_misfit(household)


def _refuse_misfit(household: Household) -> None:
    archive = facts.current(ArchiveType, household=household)
    state = facts.current(MonitoringFact, household=household)
    if state is None or archive is None or state.risk_state != RiskState.OPEN:
        return
    if not any(scheme.fits(state.category, archive.archive_type) for scheme in categories.load()):
        raise DomainError(errors.TYPES_MISFIT, archive=archive.archive_type, category=state.category)


def _next_number(village_code: str) -> str:
    numbers = Household.objects.filter(household_no__gte=f"{village_code}-", household_no__lt=f"{village_code}.")
    last = max((int(no.rpartition("-")[2]) for no in numbers.values_list("household_no", flat=True)), default=0)
    return f"{village_code}-{last + 1:04}"


def _not_head(relation: str) -> str:
    return relation if relation in kinship.RELATIONS and relation != kinship.HEAD else kinship.OTHER


def _record(action: str, household: Household, by: Account, on: dt.date, **more: Any) -> None:
    audit.record(
        action, by=by, subject=f"household:{household.household_no}", household_no=household.household_no,
        village_code=village_of(household), writes=True, on=on, **more,
    )  # fmt: skip
