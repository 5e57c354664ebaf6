"""Changes of families with what they do to monitoring: upkeep's acts, then the cycles brought into line, in one transaction."""

from __future__ import annotations

import uuid

from django.db import transaction

from huaiyuan.base.access.models import Account
from huaiyuan.county.casework.actions.following import follow, follow_cases
from huaiyuan.county.registry import queries as households
from huaiyuan.county.upkeep import actions as upkeep
from huaiyuan.county.upkeep.actions import Change, Filing


@transaction.atomic
def file_change(household_no: str, filing: Filing, *, by: Account, client_uuid: uuid.UUID) -> Change:
    """`upkeep.file_change`, with the cycles."""
    return _followed(upkeep.file_change(household_no, filing, by=by, client_uuid=client_uuid), by)


@transaction.atomic
def confirm_change(number: str, *, by: Account) -> Change:
    """`upkeep.confirm_change`, with the cycles."""
    return _followed(upkeep.confirm_change(number, by=by), by)


@transaction.atomic
def undo_change(number: str, *, reason: str, by: Account) -> Change:
    """`upkeep.undo_change`, with the cycles."""
    return _followed(upkeep.undo_change(number, reason=reason, by=by), by)


def _followed(change: Change, by: Account) -> Change:
    touched = households.monitored_through(change.number)
    households_changed = {change.household_no, *filter(None, [change.other_no]), *touched}
    follow(households_changed, by=by)
    follow_cases(households_changed, because=f"{change.get_kind_display()}（{change.number}）", by=by)
    return change
