"""Showing one sealed value of one person, once, with a reason that stands in the audit log."""

from __future__ import annotations

from enum import StrEnum

from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.access import grants
from huaiyuan.base.access import queries as access
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.vault import vault
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.registry import trail
from huaiyuan.county.registry.errors import NO_PHONE, NO_REASON, NOT_YOURS, NOTHING_STORED
from huaiyuan.county.registry.models import Membership, Person


class SealedField(StrEnum):
    """What may be revealed; the value is the column that holds it."""

    ID_NUMBER = "id_sealed"
    PHONE = "phone_sealed"
    CARD = "card_sealed"


LABELS = {SealedField.ID_NUMBER: "证件号码", SealedField.PHONE: "电话", SealedField.CARD: "银行卡号"}


def reveal(person_id: str, field: SealedField, *, reason: str, by: Account) -> str:
    """The value in clear. The audit record is committed before the value is returned: no record, no value.

    Raises: REGISTRY_NO_REASON, REGISTRY_NOT_YOURS for a person outside the account's area or a missing permission,
    REGISTRY_NOTHING_STORED.
    """
    if not reason.strip():
        raise DomainError(NO_REASON)
    person = Person.objects.filter(person_id=person_id).first()
    village_code = last_village(person) if person else ""
    if person is None or not access.scope_of(by, P.PERSONAL_REVEAL).covers(village_code):
        raise DomainError(NOT_YOURS)
    sealed = getattr(person, field)
    if sealed is None:
        raise DomainError(NOTHING_STORED, name=person_id, field=LABELS[field])
    with transaction.atomic():
        audit.record(
            trail.REVEALED, by=by, subject=f"person:{person_id}", village_code=village_code, reason=reason.strip(),
            field=LABELS[field],
        )  # fmt: skip
    return vault.open_one(bytes(sealed), column=f"registry_person.{field}", id=person.pk)


def call(household_no: str, *, by: Account) -> str:
    """The phone number of a household granted to the caller, to be rung at once; the log says who asked for it.

    The head's own, else the first one that anybody at home has. Raises: REGISTRY_NOT_YOURS, REGISTRY_NO_PHONE.
    """
    if not grants.reaches(by, household_no):
        raise DomainError(NOT_YOURS)
    rows = Membership.objects.on(clock.today()).filter(
        household__household_no=household_no, person__phone_sealed__isnull=False, person__died_on__isnull=True
    )
    row = rows.select_related("person").order_by("-is_head", "person__birth_on", "person_id").first()
    if row is None or row.person.phone_sealed is None:
        raise DomainError(NO_PHONE)
    with transaction.atomic():
        audit.record(
            trail.RUNG, by=by, subject=f"person:{row.person.person_id}", household_no=household_no,
            village_code=last_village(row.person),
        )  # fmt: skip
    return vault.open_one(bytes(row.person.phone_sealed), column="registry_person.phone_sealed", id=row.person_id)


def last_village(person: Person) -> str:
    """The village of the household that the person belongs to, or belonged to last."""
    rows = Membership.objects.known().filter(person=person, household__residence__superseded_at__isnull=True)
    rows = rows.order_by("-valid_from", "-household__residence__valid_from")
    return rows.values_list("household__residence__village_code", flat=True).first() or ""
