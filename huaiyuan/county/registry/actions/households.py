"""Households move, close, and their members come and go."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F

from huaiyuan.base import audit, reference
from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.registry import trail
from huaiyuan.county.registry.actions import facts
from huaiyuan.county.registry.errors import (
    CHANGED_MEANWHILE,
    CLOSED,
    NO_HOUSEHOLD,
    NO_PERSON,
    NO_VILLAGE,
    NOT_MEMBER,
    OVERLAP,
    STILL_MEMBER,
)
from huaiyuan.county.registry.models import Household, Membership, Person, Residence
from huaiyuan.county.registry.types import Basis, CloseReason, LeaveReason, SourceKind

REPORTED = Basis(SourceKind.REPORTED)


def open_household(household_no: str) -> Household:
    """The household of a number. Raises REGISTRY_NO_HOUSEHOLD, REGISTRY_CLOSED."""
    household = Household.objects.filter(household_no=household_no).first()
    if household is None:
        raise DomainError(NO_HOUSEHOLD, household_no=household_no)
    if household.closed_on is not None:
        raise DomainError(CLOSED, household_no=household_no, on=household.closed_on, reason=household.close_reason)
    return household


def person_of(person_id: str) -> Person:
    """The person of a public number. Raises REGISTRY_NO_PERSON."""
    person = Person.objects.filter(person_id=person_id).first()
    if person is None:
        raise DomainError(NO_PERSON, person_id=person_id)
    return person


def village_of(household: Household) -> str:
    """The village that a household lives in now; empty when it is not known."""
    residence = facts.current(Residence, household=household)
    return residence.village_code if residence else ""


@transaction.atomic
def move_household(
    household_no: str,
    *,
    village_code: str,
    on: dt.date,
    by: Account,
    group_name: str | None = None,
    walk_order: int | None = None,
    basis: Basis = REPORTED,
) -> Residence:
    """The household lives elsewhere from a day on; its number stays.

    Raises: REGISTRY_NO_VILLAGE, REGISTRY_NO_HOUSEHOLD, REGISTRY_CLOSED, REGISTRY_OVERLAP, REGISTRY_FUTURE.
    """
    household = open_household(household_no)
    place = reference.places_by_code([village_code], on).get(village_code)
    if place is None or place.level != "village":
        raise DomainError(NO_VILLAGE, village_code=village_code)
    values = {"village_code": village_code, "group_name": group_name, "walk_order": walk_order}
    here = facts.current(Residence, household=household)
    moved = (
        facts.succeed(here, on, basis, **values)
        if here
        else facts.begin(Residence, on, basis, household=household, **values)
    )
    audit.record(
        trail.MOVED, by=by, subject=f"household:{household_no}", household_no=household_no, village_code=village_code, writes=True,
        village=place.short_name, on=on,
    )  # fmt: skip
    return moved


@transaction.atomic
def member_leaves(
    person_id: str, *, on: dt.date, reason: LeaveReason, by: Account, basis: Basis = REPORTED
) -> Membership:
    """A person stops being a member of a household; a death is also written on the person.

    Raises: REGISTRY_NO_PERSON, REGISTRY_NOT_MEMBER, REGISTRY_OVERLAP, REGISTRY_FUTURE.
    """
    person = person_of(person_id)
    membership = facts.current(Membership, person=person)
    if membership is None:
        raise DomainError(NOT_MEMBER, person_id=person_id, on=on)
    left = facts.end(membership, on, basis, leave_reason=reason)
    if reason == LeaveReason.DIED:
        Person.objects.filter(pk=person.pk).update(died_on=on, version=F("version") + 1)
    household = membership.household
    audit.record(
        trail.MEMBER_LEFT, by=by, subject=f"household:{household.household_no}", household_no=household.household_no,
        village_code=village_of(household), writes=True, why=reason.label, on=on, person=person_id,
    )  # fmt: skip
    return left


@transaction.atomic
def member_joins(
    person_id: str, *, household_no: str, relation: str, on: dt.date, by: Account, basis: Basis = REPORTED
) -> Membership:
    """A person of the registry becomes a member of a household from a day on.

    Raises: REGISTRY_STILL_MEMBER, REGISTRY_NO_PERSON, REGISTRY_NO_HOUSEHOLD, REGISTRY_CLOSED, REGISTRY_OVERLAP.
    """
    household, person = open_household(household_no), person_of(person_id)
    elsewhere = facts.current(Membership, person=person)
    if elsewhere is not None:
        raise DomainError(STILL_MEMBER, person_id=person_id, household_no=elsewhere.household.household_no)
    joined = facts.begin(Membership, on, basis, person=person, household=household, relation=relation)
    audit.record(
        trail.MEMBER_JOINED, by=by, subject=f"household:{household_no}", household_no=household_no, village_code=village_of(household),
        writes=True, on=on, person=person_id,
    )  # fmt: skip
    return joined


@transaction.atomic
def close_household(
    household_no: str, *, on: dt.date, reason: CloseReason, by: Account, basis: Basis = REPORTED
) -> Household:
    """The household leaves the registry (销户); its members stop being members. What it was stays readable.

    Raises: REGISTRY_NO_HOUSEHOLD, REGISTRY_CLOSED, REGISTRY_OVERLAP for a day before its registration, REGISTRY_FUTURE.
    """
    household = open_household(household_no)
    facts.refuse_future(on)
    if on <= household.registered_on:
        raise DomainError(OVERLAP, fact=Household._meta.verbose_name, since=household.registered_on, on=on)
    same = Household.objects.filter(pk=household.pk, version=household.version, closed_on__isnull=True)
    if same.update(closed_on=on, close_reason=reason, closed_ref=basis.ref, version=F("version") + 1) != 1:
        raise DomainError(CHANGED_MEANWHILE, fact=Household._meta.verbose_name)
    for membership in Membership.objects.filter(household=household, superseded_at__isnull=True, valid_to__gt=on):
        if membership.valid_from < on:
            facts.end(membership, on, basis, leave_reason=LeaveReason.HOUSEHOLD_CLOSED)
        else:
            facts.withdraw(membership, basis)
    audit.record(
        trail.CLOSED, by=by, subject=f"household:{household_no}", household_no=household_no, village_code=village_of(household), writes=True,
        why=reason.label, on=on,
    )  # fmt: skip
    household.refresh_from_db()
    return household
