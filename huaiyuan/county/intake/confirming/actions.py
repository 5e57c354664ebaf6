"""A person of the department confirms numbers, or says what they should be; nothing is signed for anybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import errors, trail
from huaiyuan.county.intake.confirming.models import Confirmation, ConfirmedNumber
from huaiyuan.county.intake.confirming.queries import Number
from huaiyuan.county.intake.models import Batch, BatchState

MOST = 10**9


@dataclass(frozen=True)
class Difference:
    """What a number should be, as typed, and on what ground."""

    should_be: str
    basis: str


@transaction.atomic
def confirm(
    batch_id: str, numbers: Sequence[Number], differences: Mapping[str, Difference], *, by: Account
) -> Confirmation:
    """Write down that these numbers were looked at; those in `differences` are said to be otherwise.

    Raises: INTAKE_CONFIRM_STAGE, INTAKE_CONFIRM_ALREADY, INTAKE_CONFIRM_NUMBER, INTAKE_CONFIRM_BASIS.
    """
    batch = Batch.objects.select_for_update().filter(batch_id=batch_id, state=BatchState.MERGED).first()
    if batch is None:
        raise DomainError(errors.CONFIRM_STAGE, batch=batch_id[:80])
    if Confirmation.objects.filter(batch_id=batch_id, ended_at=None).exists():
        raise DomainError(errors.CONFIRM_ALREADY)
    said = {one.name: _said(one, differences[one.name]) for one in numbers if one.name in differences}
    made = Confirmation.objects.create(
        batch_id=batch_id, source=batch.source, period=batch.period, differs=len(said), confirmed_by=by,
        confirmed_at=clock.business_now(),
    )  # fmt: skip
    ConfirmedNumber.objects.bulk_create(
        ConfirmedNumber(
            confirmation=made, name=one.name, label=one.label, unit=one.unit, number=one.number,
            should_be=said[one.name][0] if one.name in said else None,
            basis=said[one.name][1] if one.name in said else "",
        )
        for one in numbers
    )  # fmt: skip
    audit.record(
        trail.NUMBERS_CONFIRMED, by=by, subject=f"batch:{batch_id}", writes=True, numbers=len(numbers),
        differs=len(said),
    )  # fmt: skip
    return made


@transaction.atomic
def take_back(batch_id: str, *, by: Account) -> None:
    """The department wants to look again. Raises: INTAKE_CONFIRM_NONE."""
    standing = Confirmation.objects.filter(batch_id=batch_id, ended_at=None)
    if standing.update(ended_at=clock.business_now()) != 1:
        raise DomainError(errors.CONFIRM_NONE)
    audit.record(trail.NUMBERS_TAKEN_BACK, by=by, subject=f"batch:{batch_id}", writes=True)


def _said(number: Number, given: Difference) -> tuple[int, str]:
    typed, basis = given.should_be.replace(",", "").replace("，", "").strip(), given.basis.strip()
    if not (typed.isascii() and typed.isdigit() and int(typed) < MOST) or int(typed) == number.number:
        raise DomainError(errors.CONFIRM_NUMBER, label=number.label, number=number.number)
    if not basis:
        raise DomainError(errors.CONFIRM_BASIS, label=number.label)
    return int(typed), basis[:200]
