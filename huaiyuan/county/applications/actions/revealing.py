"""Showing what an application keeps sealed, once, with a reason that stands in the audit log."""

from __future__ import annotations

from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel import receipt as receipts
from huaiyuan.county.applications import sealed, trail
from huaiyuan.county.applications.actions.deciding import application_for, reason_given
from huaiyuan.county.applications.models import Application


def reveal_phone(number: str, *, reason: str, by: Account) -> str:
    """The phone that the family gave. The audit record is committed before it is returned: no record, no value.

    Raises: APPLICATION_NOT_FOUND, APPLICATION_NO_REASON.
    """
    row = application_for(by, number, P.PERSONAL_REVEAL)
    _record(trail.REVEALED, row, by, reason_given(reason, "看电话"))
    return sealed.words([row])[row.pk].phone


def reveal_receipt(number: str, *, reason: str, by: Account) -> str:
    """The receipt number for a family that has lost it, as it is printed. Raises as `reveal_phone`."""
    row = application_for(by, number, P.APPLICATION_FILE)
    _record(trail.RECEIPT_SHOWN, row, by, reason_given(reason, "补看回执号"))
    return receipts.shown(sealed.receipt(row))


@transaction.atomic
def _record(action: str, row: Application, by: Account, why: str) -> None:
    audit.record(
        action, by=by, subject=f"application:{row.number}", household_no=row.household_no,
        village_code=row.village_code, reason=why, application=row.number,
    )  # fmt: skip
