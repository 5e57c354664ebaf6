"""The single steps that changes of families are made of; each change writes one audit event, in `changes`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
from django.db.models import F

from huaiyuan.base.vault import vault
from huaiyuan.core.kernel import identity
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.linkage.initials import initials
from huaiyuan.core.policy import kinship
from huaiyuan.county.registry import errors
from huaiyuan.county.registry.actions import facts
from huaiyuan.county.registry.models import Alias, Household, Membership, Person
from huaiyuan.county.registry.types import AliasKind, Basis, CloseReason, IdKind, LeaveReason

TAIL = 4
SEALED = "registry_person"


@dataclass(frozen=True)
class Newcomer:
    """Somebody who enters the registry. Without a number, name, sex and birth date must do."""

    name: str
    sex: str
    birth_on: dt.date
    id_number: str = ""
    phone: str = ""


def members_of(household: Household) -> dict[str, Membership]:
    """The open memberships known now, by person number, head first."""
    rows = Membership.objects.filter(facts.OPEN_AND_KNOWN, household=household).select_related("person")
    return {row.person.person_id: row for row in rows.order_by("-is_head", "person__birth_on", "person__person_id")}


def membership_in(household: Household, person_id: str) -> Membership:
    """One open membership. Raises REGISTRY_NOT_IN_HOUSEHOLD."""
    found = members_of(household).get(person_id)
    if found is None:
        raise DomainError(errors.NOT_IN_HOUSEHOLD, person_id=person_id, household_no=household.household_no)
    return found


def number_of(newcomer: Newcomer) -> str | None:
    """The identity number, checked against itself and what is said beside it. Raises REGISTRY_BAD_ID, REGISTRY_ID_MISFIT."""
    reading = identity.read(newcomer.id_number)
    if reading.number is None and reading.cleaned:
        raise DomainError(errors.BAD_ID)
    number = reading.number
    if number and (identity.birth_of(number), identity.sex_of(number)) != (newcomer.birth_on, newcomer.sex):
        raise DomainError(errors.ID_MISFIT, birth=identity.birth_of(number), sex=identity.sex_of(number))
    return number


def holders(number: str | None) -> list[Person]:
    """Who has this number already; people merged into others are left out."""
    if number is None:
        return []
    merged = Alias.objects.filter(kind=AliasKind.PERSON, withdrawn_at__isnull=True).values("old_no")
    rows = Person.objects.filter(id_index=vault.index_one(number, purpose="id")).exclude(person_id__in=merged)
    return list(rows.order_by("person_id"))


def enter(newcomer: Newcomer, on: dt.date) -> Person:
    """A new person with the next number. Raises REGISTRY_ID_TAKEN and those of `number_of`."""
    facts.refuse_future(on)
    number = number_of(newcomer)
    if taken := holders(number):
        raise DomainError(errors.ID_TAKEN, person_id=taken[0].person_id)
    last = Person.objects.order_by("-person_id").values_list("person_id", flat=True).first() or "P0"
    key = vault.reserve(SEALED, 1).start
    person = Person(
        id=key, person_id=f"P{int(last[1:]) + 1:09}", name=newcomer.name.strip(), initials=initials(newcomer.name),
        sex=newcomer.sex, birth_on=newcomer.birth_on, id_kind=IdKind.ID_CARD if number else IdKind.NONE,
        **sealed_number(number, key), **_sealed_phone(newcomer.phone.strip() or None, key),
    )  # fmt: skip
    person.save(force_insert=True)
    return person


def sealed_number(number: str | None, key: int) -> dict[str, object]:
    """The columns that hold an identity number for the row of a key."""
    if number is None:
        return {"id_sealed": None, "id_index": None, "id_lake": None, "id_tail": None}
    return {
        "id_sealed": vault.seal_one(number, column=f"{SEALED}.id_sealed", id=key),
        "id_index": vault.index_one(number, purpose="id"),
        "id_lake": vault.index_many(pa.array([number]), purpose="lake")[0].as_py(),
        "id_tail": vault.index_one(number[-TAIL:], purpose="id_tail"),
    }


def _sealed_phone(phone: str | None, key: int) -> dict[str, object]:
    if phone is None:
        return {"phone_sealed": None, "phone_tail": None}
    return {
        "phone_sealed": vault.seal_one(phone, column=f"{SEALED}.phone_sealed", id=key),
        "phone_tail": vault.index_one(phone[-TAIL:], purpose="phone_tail"),
    }


def leave(membership: Membership, on: dt.date, reason: LeaveReason, basis: Basis) -> None:
    """The person is a member no longer; one who came that very day was none."""
    if membership.valid_from == on:
        facts.withdraw(membership, basis)
    else:
        facts.end(membership, on, basis, leave_reason=reason)


def rearrange(household: Household, new_head: str, relations: Mapping[str, str], on: dt.date, basis: Basis) -> None:
    """Somebody else is the head from a day on, and everybody is what they are to the new head.

    A member whose relation is not given is what `kinship` proposes. Raises REGISTRY_NOT_IN_HOUSEHOLD.
    """
    rows = members_of(household)
    if new_head not in rows:
        raise DomainError(errors.NOT_IN_HOUSEHOLD, person_id=new_head, household_no=household.household_no)
    proposed = proposal(list(rows.values()), new_head)
    for person_id, row in rows.items():
        is_head = person_id == new_head
        relation = kinship.HEAD if is_head else relations.get(person_id) or proposed[person_id]
        if (row.relation, row.is_head) != (relation, is_head):
            _turn(row, on, basis, relation=relation, is_head=is_head)


def proposal(rows: list[Membership], new_head: str) -> dict[str, str]:
    """What everybody would be to a new head."""
    head = next(row for row in rows if row.person.person_id == new_head)
    return {
        row.person.person_id: kinship.HEAD if row is head
        else kinship.under_new_head(head.relation, head.person.sex, row.relation, row.person.sex)
        for row in rows
    }  # fmt: skip


def hand_on(household: Household, new_head: str, relations: Mapping[str, str], on: dt.date, basis: Basis) -> None:
    """After somebody left: a household with members and without a head gets one. Raises REGISTRY_HEAD_NEEDED."""
    rows = members_of(household)
    if rows and not any(row.is_head for row in rows.values()):
        if new_head not in rows:
            raise DomainError(errors.HEAD_NEEDED)
        rearrange(household, new_head, relations, on, basis)


def shut(household: Household, on: dt.date, reason: CloseReason, basis: Basis) -> None:
    """The household leaves the registry. Raises REGISTRY_OVERLAP, REGISTRY_CHANGED_MEANWHILE."""
    if on <= household.registered_on:
        raise DomainError(errors.OVERLAP, fact=Household._meta.verbose_name, since=household.registered_on, on=on)
    same = Household.objects.filter(pk=household.pk, version=household.version, closed_on__isnull=True)
    changes = {"closed_on": on, "close_reason": reason, "closed_ref": basis.ref}
    if same.update(**changes, version=F("version") + 1) != 1:
        raise DomainError(errors.CHANGED_MEANWHILE, fact=Household._meta.verbose_name)


def _turn(row: Membership, on: dt.date, basis: Basis, **changes: object) -> None:
    if row.valid_from < on:
        facts.succeed(row, on, basis, **changes)
    else:
        facts.withdraw(row, basis)
        facts.restate(row, basis, **changes)
