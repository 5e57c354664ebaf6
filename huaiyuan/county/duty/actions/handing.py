"""换人: households go from one helper to another in one act, day-exact, with everything that is still to be done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.access import grants
from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.duty import errors, trail
from huaiyuan.county.duty.actions.pairing import begin, check, helper_of, household_for, principal_of
from huaiyuan.county.duty.actions.sheets import Occasion, Sheets
from huaiyuan.county.duty.models import HandoverLine, Helper, HomeVisit, Pairing, Problem
from huaiyuan.county.duty.types import EndReason, HandoverKind, Held, Part, ProblemState
from huaiyuan.county.registry.queries import Followed
from huaiyuan.county.worklist import actions as worklist

NO_VISIT, NO_PHOTO = "还没有走访记录", "走访没有照片"


@dataclass(frozen=True)
class Handed:
    """What went over: pairings begun, tasks and open problems that went with them; `corrected` were made only today."""

    pairings: tuple[str, ...]
    handovers: tuple[str, ...]
    tasks: int
    problems: int
    corrected: int


@transaction.atomic
def hand_over(
    household_nos: Sequence[str], *, to: str, reason: EndReason, by: Account, on: dt.date | None = None,
    note: str = "", at: dt.datetime | None = None,
) -> Handed:  # fmt: skip
    """Give households to another principal from a day on, all of them or none: no household is without one for a day.

    What goes from one helper to another stands on one sheet. Who made a pairing today and picked the wrong one corrects
    it by handing over today. Raises: DUTY_NO_PRINCIPAL, DUTY_NO_REASON for 其他 without a note, and what pairing refuses.
    """
    moment = at or clock.business_now()
    today = moment.astimezone(clock.SHANGHAI).date()
    if reason == EndReason.OTHER and not note.strip():
        raise DomainError(errors.NO_REASON, what="换人")
    sheets = Sheets(Occasion(HandoverKind.MOVE, on or today, reason, note, by, moment))
    taker, work = helper_of(to), []
    for number in household_nos:
        household = household_for(number, by)
        work.append((household, checked(household, taker, sheets.occasion.on, today, len(household_nos))))
    handed = [pass_household(household, old, taker, sheets) for household, old in work]
    return Handed(
        tuple(one.pairing.pairing_no for one in handed), sheets.close(), sum(one.tasks for one in handed),
        sum(one.problems for one in handed), sum(one.corrected for one in handed),
    )  # fmt: skip


@dataclass(frozen=True)
class Passed:
    """One household that went over."""

    pairing: Pairing
    tasks: int
    problems: int
    corrected: bool


def checked(household: Followed, taker: Helper, day: dt.date, today: dt.date, more: int) -> Pairing:
    """The pairing that ends when this helper takes the household that day. Raises what pairing refuses."""
    old = principal_of(household.household_no)
    if old is None:
        raise DomainError(errors.NO_PRINCIPAL)
    if not old.valid_from <= day <= today:
        raise DomainError(errors.HANDOVER_DATE, on=day, earliest=old.valid_from, today=today)
    check(taker, household, part=Part.PRINCIPAL, more=more)
    return old


def pass_household(household: Followed, old: Pairing, taker: Helper, sheets: Sheets) -> Passed:
    """End one pairing and begin the next on the same day, with tasks and open problems; checked by the caller."""
    told, number = sheets.occasion, household.household_no
    new = _swap(household, old, taker, told)
    tasks = worklist.pass_on(number, owner=old.helper.account, to=taker.account)
    problems = _problems_follow(number, taker)
    if old.pk is None:
        _record_replaced(household, old, taker, told.by)
        return Passed(new, tasks, problems, corrected=True)
    sheet = sheets.of(old.helper.account, taker.account, old.helper.unit.area_code)
    sheets.add(
        sheet, Held.HOUSEHOLD, lacks=tuple(_lacks(number)), problems=problems, household_no=number,
        village_code=household.village_code, ended=old, begun=new, tasks=tasks,
    )  # fmt: skip
    return Passed(new, tasks, problems, corrected=False)


def _swap(household: Followed, old: Pairing, taker: Helper, told: Occasion) -> Pairing:
    grants.end(old.pairing_no, on=told.on)
    if old.valid_from == told.on:
        # A pairing that ends before it began never was one; the log and the sheet keep that it was written.
        HandoverLine.objects.filter(begun=old).update(begun=None)
        old.delete()
    else:
        Pairing.objects.filter(pk=old.pk).update(valid_to=told.on, end_reason=told.why)
    return begin(household.household_no, taker, part=Part.PRINCIPAL, on=told.on, by=told.by, at=told.at)


def _problems_follow(household_no: str, taker: Helper) -> int:
    rows = Problem.objects.filter(household_no=household_no).exclude(state=ProblemState.CLOSED)
    return rows.update(helper=taker)


def _record_replaced(household: Followed, old: Pairing, taker: Helper, by: Account) -> None:
    audit.record(
        trail.REPLACED, by=by, subject=f"household:{household.household_no}", household_no=household.household_no,
        village_code=household.village_code, writes=True, before=old.helper.helper_no, after=taker.helper_no,
    )  # fmt: skip


def _lacks(household_no: str) -> list[str]:
    """What is not there to be handed over, in words."""
    visits = HomeVisit.objects.filter(household_no=household_no)
    if not visits.exists():
        return [NO_VISIT]
    return [] if visits.filter(photos_due__gt=0).exists() else [NO_PHOTO]
