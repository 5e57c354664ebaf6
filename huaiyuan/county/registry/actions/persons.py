"""Corrections of a person's own record."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.linkage.initials import initials
from huaiyuan.county.registry import trail
from huaiyuan.county.registry.actions import facts
from huaiyuan.county.registry.actions.households import person_of, village_of
from huaiyuan.county.registry.errors import CHANGED_MEANWHILE, NO_CHANGE, NO_REASON
from huaiyuan.county.registry.models import Membership, Person


@transaction.atomic
def correct_person_name(person_id: str, *, name: str, reason: str, by: Account) -> Person:
    """The name was written wrongly. Raises REGISTRY_NO_PERSON, REGISTRY_NO_REASON, REGISTRY_NO_CHANGE."""
    person, corrected = person_of(person_id), name.strip()
    if not reason.strip():
        raise DomainError(NO_REASON)
    if not corrected or corrected == person.name:
        raise DomainError(NO_CHANGE, what="姓名", value=person.name)
    same = Person.objects.filter(pk=person.pk, version=person.version)
    if same.update(name=corrected, initials=initials(corrected), version=F("version") + 1) != 1:
        raise DomainError(CHANGED_MEANWHILE, fact="姓名")
    membership = facts.current(Membership, person=person)
    audit.record(
        trail.RENAMED, by=by, subject=f"person:{person_id}", reason=reason.strip(), writes=True,
        village_code=village_of(membership.household) if membership else "",
    )  # fmt: skip
    person.refresh_from_db()
    return person
