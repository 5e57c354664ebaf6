"""Putting right what was registered of a member: relation to the head, health, ability to work."""

from __future__ import annotations

from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.registry import errors, trail
from huaiyuan.county.registry.actions import facts
from huaiyuan.county.registry.actions.households import open_household, village_of
from huaiyuan.county.registry.actions.members import membership_in
from huaiyuan.county.registry.models import HealthFact, LabourFact, Membership
from huaiyuan.county.registry.types import CORRECT_TO, Basis, Correctable, SourceKind

UNKNOWN = "没有登记"


@transaction.atomic
def correct_fact(
    person_id: str, what: Correctable, value: str, *, household_no: str, ref: str, by: Account
) -> str:  # fmt: skip
    """A member's registered fact is put right. Returns what was done, in words.

    A relation was written wrongly and is known otherwise for all its days; health and ability to work hold from today.
    Raises: REGISTRY_NO_HOUSEHOLD, REGISTRY_CLOSED, REGISTRY_NOT_IN_HOUSEHOLD, REGISTRY_BAD_VALUE, REGISTRY_NO_CHANGE,
    REGISTRY_IS_HEAD, REGISTRY_CHANGED_MEANWHILE.
    """
    household = open_household(household_no)
    membership = membership_in(household, person_id)
    if value not in CORRECT_TO[what]:
        raise DomainError(errors.BAD_VALUE, what=what.label, value=value[:20])
    before = _relation(membership, value, ref) if what is Correctable.RELATION else _own(membership, what, value, ref)
    audit.record(
        trail.CORRECTED, by=by, subject=f"person:{person_id}", household_no=household_no,
        village_code=village_of(household), writes=True, reason=ref, what=what.label,
    )  # fmt: skip
    return f"{what.label}由“{_said(before)}”改为“{_said(value)}”"


def _relation(membership: Membership, value: str, ref: str) -> str:
    if membership.is_head:
        raise DomainError(errors.IS_HEAD)
    _refuse_same(Correctable.RELATION, membership.relation, value)
    basis = Basis(SourceKind.CORRECTED, ref)
    facts.withdraw(membership, basis)
    facts.restate(membership, basis, relation=value)
    return membership.relation


def _own(membership: Membership, what: Correctable, value: str, ref: str) -> str:
    model = HealthFact if what is Correctable.HEALTH else LabourFact
    today, basis = clock.today(), Basis(SourceKind.REPORTED, ref)
    row = facts.current(model, person=membership.person)
    if row is None:
        facts.begin(model, today, basis, person=membership.person, **{what.value: value})
        return UNKNOWN
    before = str(getattr(row, what.value))
    _refuse_same(what, before, value)
    if row.valid_from < today:
        facts.succeed(row, today, basis, **{what.value: value})
    else:
        facts.withdraw(row, basis)
        facts.restate(row, basis, **{what.value: value})
    return before


def _refuse_same(what: Correctable, before: str, value: str) -> None:
    if before == value:
        raise DomainError(errors.NO_CHANGE, what=what.label, value=_said(value))


def _said(value: str) -> str:
    return value.replace(";", "、")
