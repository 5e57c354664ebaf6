"""Two entries that are one person: one number is kept, the other lives on in it. Nothing is deleted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.registry import errors, trail
from huaiyuan.county.registry.actions import facts
from huaiyuan.county.registry.actions.households import person_of, village_of
from huaiyuan.county.registry.actions.members import members_of, shut
from huaiyuan.county.registry.bitemporal import Fact
from huaiyuan.county.registry.models import Alias, HealthFact, LabourFact, Membership, Person
from huaiyuan.county.registry.types import AliasKind, Basis, CloseReason

OF_A_PERSON = (Membership, HealthFact, LabourFact)


@dataclass(frozen=True)
class United:
    """What became of two entries: the households each belonged to, empty when to none."""

    kept_household: str
    gone_household: str
    village_code: str


@transaction.atomic
def one_person(kept_no: str, gone_no: str, *, by: Account, basis: Basis) -> United:
    """Two numbers are one person. What is known of the one that goes is known of the kept one where that had nothing.

    Raises: REGISTRY_NO_PERSON, REGISTRY_GONE_IS_HEAD when the one that goes heads a family that goes on.
    """
    kept, gone = person_of(kept_no), person_of(gone_no)
    there = facts.current(Membership, person=gone)
    _refuse_head(there)
    for model in OF_A_PERSON:
        _carry_over(model, gone, kept, basis)
    if there is not None and not members_of(there.household):
        shut(there.household, clock.today(), CloseReason.DUPLICATE, basis)
    Person.objects.filter(pk__in=[kept.pk, gone.pk]).update(version=F("version") + 1)
    Alias.objects.create(
        kind=AliasKind.PERSON, old_no=gone_no, new_no=kept_no, source_ref=basis.ref, recorded_at=clock.now()
    )
    now = facts.current(Membership, person=kept)
    village = village_of(now.household) if now else ""
    audit.record(
        trail.ONE_PERSON, by=by, subject=f"person:{kept_no}", household_no=now.household.household_no if now else "",
        village_code=village, writes=True, kept=kept_no, gone=gone_no, change=basis.ref,
    )  # fmt: skip
    return United(now.household.household_no if now else "", there.household.household_no if there else "", village)


def _refuse_head(there: Membership | None) -> None:
    if there is not None and there.is_head and len(members_of(there.household)) > 1:
        raise DomainError(
            errors.GONE_IS_HEAD, person_id=there.person.person_id, household_no=there.household.household_no
        )


def _carry_over(model: type[Fact], gone: Person, kept: Person, basis: Basis) -> None:
    rows: Any = model._default_manager
    held = list(rows.filter(person=kept, superseded_at__isnull=True))
    for row in rows.filter(person=gone, superseded_at__isnull=True).order_by("valid_from"):
        facts.withdraw(row, basis)
        if not any(one.valid_from < row.valid_to and row.valid_from < one.valid_to for one in held):
            held.append(facts.restate(row, basis, person_id=kept.pk))
