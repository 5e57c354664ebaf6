"""Taking a wrong change back: what it added is known no longer, what it replaced is known anew. Nothing is deleted."""

from __future__ import annotations

from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.registry import errors, trail
from huaiyuan.county.registry.actions import facts
from huaiyuan.county.registry.bitemporal import Fact
from huaiyuan.county.registry.models import DATED, Alias, Household, Membership, Person
from huaiyuan.county.registry.types import Basis, CloseReason, LeaveReason, SourceKind

UNDONE = "撤销"


@transaction.atomic
def undo(
    ref: str, *, people: Collection[str], households: Collection[str], reason: str, by: Account, village_code: str = ""
) -> None:
    """Take back everything that rests on a change, among these people and households.

    Raises: REGISTRY_NO_REASON; REGISTRY_UNDO_LATER when something was changed again since.
    """
    if not reason.strip():
        raise DomainError(errors.NO_REASON)
    try:
        with transaction.atomic():
            died = _died(ref, people)
            for model in DATED:
                _restore(model, _about(model, people, households), ref)
            _reopen(ref, households)
    except IntegrityError as clash:
        raise DomainError(errors.UNDO_LATER, fact="同一事实") from clash
    Person.objects.filter(pk__in=died).update(died_on=None, version=F("version") + 1)
    Alias.objects.filter(source_ref=ref, withdrawn_at__isnull=True).update(withdrawn_at=clock.now())
    first = next(iter(households), "")
    audit.record(
        trail.UNDONE, by=by, subject=f"change:{ref}", household_no=first, village_code=village_code, writes=True,
        reason=reason.strip(), change=ref,
    )  # fmt: skip


def _about(model: type[Fact], people: Collection[str], households: Collection[str]) -> Q:
    """The model's rows about these; members of the households are among them, whoever they are."""
    names, which = {field.name for field in model._meta.concrete_fields}, Q(pk__in=[])
    if "person" in names:
        which |= Q(person__person_id__in=list(people))
    if "household" in names:
        which |= Q(household__household_no__in=list(households))
    return which


def _died(ref: str, people: Collection[str]) -> list[int]:
    rows = Membership.objects.known().filter(source_ref=ref, leave_reason=LeaveReason.DIED)
    return list(rows.filter(person__person_id__in=list(people)).values_list("person_id", flat=True))


def _restore(model: type[Fact], which: Q, ref: str) -> None:
    rows = model._default_manager.filter(which)
    for row in rows.filter(source_ref=ref, superseded_at__isnull=False).exclude(superseded_ref=ref):
        # Changed again since; harmless only where that later change was itself taken back.
        if not rows.filter(source_ref=ref, superseded_at__isnull=True, **facts.said(row)).exists():
            raise DomainError(errors.UNDO_LATER, fact=model._meta.verbose_name)
    mark = Basis(SourceKind.CORRECTED, f"{UNDONE}{ref}")
    for row in rows.filter(source_ref=ref, superseded_at__isnull=True):
        facts.withdraw(row, mark)
    for row in rows.filter(superseded_ref=ref).exclude(source_ref=ref):
        facts.restate(row, Basis(SourceKind(row.source_kind), row.source_ref))


def _reopen(ref: str, households: Collection[str]) -> None:
    rows = Household.objects.filter(household_no__in=list(households))
    rows.filter(closed_ref=ref).update(closed_on=None, close_reason="", closed_ref="", version=F("version") + 1)
    made = rows.filter(source_ref=ref, closed_on__isnull=True)
    made.update(
        closed_on=F("registered_on"),
        close_reason=CloseReason.MISTAKE,
        closed_ref=f"{UNDONE}{ref}",
        version=F("version") + 1,
    )
