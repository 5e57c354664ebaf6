"""Deciding a filed change, and taking back one that was wrong."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from huaiyuan.base import access
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads import actions as leads
from huaiyuan.county.registry import actions as registry
from huaiyuan.county.upkeep import errors, tasks, trail
from huaiyuan.county.upkeep.actions.carrying import carry_out
from huaiyuan.county.upkeep.actions.filing import record
from huaiyuan.county.upkeep.models import Change
from huaiyuan.county.upkeep.types import State
from huaiyuan.county.worklist import actions as worklist

ASKED = (tasks.BY_TOWNSHIP, tasks.BY_COUNTY)


@transaction.atomic
def confirm_change(number: str, *, by: Account, at: dt.datetime | None = None) -> Change:
    """Agree: the change takes effect. Raises: UPKEEP_NOT_FOUND, UPKEEP_NOT_PENDING and what the registry refuses."""
    change, moment = _to_decide(number, by), at or clock.business_now()
    _decide(change, State.DONE, by, moment)
    carry_out(change, by=by, at=moment)
    worklist.finish(ASKED, [number], proof="已同意", by=by, at=moment)
    change.refresh_from_db()
    record(trail.CONFIRMED, change, by)
    return change


@transaction.atomic
def refuse_change(number: str, *, reason: str, by: Account, at: dt.datetime | None = None) -> Change:
    """Disagree, with a reason; nothing happens. Raises: UPKEEP_NOT_FOUND, UPKEEP_NO_REASON, UPKEEP_NOT_PENDING."""
    change, moment, why = _to_decide(number, by), at or clock.business_now(), _reason(reason, "不同意")
    _decide(change, State.REFUSED, by, moment, why)
    worklist.finish(ASKED, [number], proof=f"不同意：{why}"[:200], by=by, at=moment)
    record(trail.REFUSED, change, by, reason=why)
    return change


@transaction.atomic
def undo_change(number: str, *, reason: str, by: Account, at: dt.datetime | None = None) -> Change:
    """Take back a change that was wrong: registry and leads are as before it. What was judged meanwhile stays.

    Who decides such changes may, and who filed one that needed nobody else. Raises: UPKEEP_NOT_FOUND, UPKEEP_NO_REASON,
    UPKEEP_NOT_DONE, UPKEEP_NOT_YOURS_TO_UNDO, REGISTRY_UNDO_LATER.
    """
    moment, why = at or clock.business_now(), _reason(reason, "撤销")
    change = _of(number, by, P.HOUSEHOLD_CHANGE)
    if not may_undo(change, by):
        who = change.decided_by or change.filed_by
        raise DomainError(errors.NOT_YOURS_TO_UNDO, who=who.display_name)
    same = Change.objects.filter(pk=change.pk, state=State.DONE)
    if same.update(state=State.UNDONE, undone_by=by, undone_at=moment, undone_why=why) != 1:
        raise DomainError(errors.NOT_DONE, state=change.get_state_display())
    registry.undo(
        number, people=[p for p in change.people.values_list("person_id", flat=True) if p],
        households=[change.household_no, *filter(None, [change.other_no])], reason=why, by=by,
        village_code=change.village_code,
    )  # fmt: skip
    leads.undo_following(leads.Change(number, f"撤销{change.get_kind_display()}（{number}）", by, moment))
    change.refresh_from_db()
    record(trail.UNDONE, change, by, reason=why)
    return change


def may_undo(change: Change, account: Account) -> bool:
    """Whether the account may take it back."""
    if access.scope_of(account, P.HOUSEHOLD_CONFIRM).covers(change.owner_area):
        return True
    return change.decided_by_id is None and change.filed_by_id == account.pk


def _of(number: str, by: Account, permission: P) -> Change:
    change = Change.objects.filter(number=number).select_related("filed_by", "decided_by").first()
    if change is None or not access.scope_of(by, permission).covers(change.village_code):
        raise DomainError(errors.NOT_FOUND)
    return change


def _to_decide(number: str, by: Account) -> Change:
    change = Change.objects.filter(number=number).first()
    if change is None or not access.scope_of(by, P.HOUSEHOLD_CONFIRM).covers(change.owner_area):
        raise DomainError(errors.NOT_FOUND)
    return change


def _decide(change: Change, state: State, by: Account, moment: dt.datetime, why: str = "") -> None:
    same = Change.objects.filter(pk=change.pk, state=State.PENDING)
    if same.update(state=state, decided_by=by, decided_at=moment, decided_why=why) != 1:
        change.refresh_from_db()
        raise DomainError(errors.NOT_PENDING, state=change.get_state_display())
    change.refresh_from_db()


def _reason(reason: str, what: str) -> str:
    if not reason.strip():
        raise DomainError(errors.NO_REASON, what=what)
    return reason.strip()
