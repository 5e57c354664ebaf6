"""换人: households go from one helper to another in one act, day-exact, with everything that is still to be done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.access import grants
from huaiyuan.base.access.models import Account
from huaiyuan.base.vault import vault
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.duty import errors, tasks, trail
from huaiyuan.county.duty.actions.pairing import begin, check, helper_of, household_for, principal_of
from huaiyuan.county.duty.models import Handover, Helper, HomeVisit, Pairing, Problem
from huaiyuan.county.duty.types import EndReason, Part, ProblemState
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

    Who made a pairing today and picked the wrong one corrects it by handing over today. Raises: DUTY_NO_PRINCIPAL,
    DUTY_NO_REASON for 其他 without a note, and what pairing refuses.
    """
    moment = at or clock.business_now()
    today = moment.astimezone(clock.SHANGHAI).date()
    taker, day = helper_of(to), on or today
    if reason == EndReason.OTHER and not note.strip():
        raise DomainError(errors.NO_REASON, what="换人")
    work = [_before(number, taker, day, today, len(household_nos), by) for number in household_nos]
    made, sheets, moved, open_problems, corrected = [], [], 0, 0, 0
    for household, old in work:
        new = _swap(household, old, taker, day, reason, by, moment)
        made.append(new.pairing_no)
        went = worklist.pass_on(household.household_no, owner=old.helper.account, to=taker.account)
        problems = _problems_follow(household.household_no, taker)
        moved, open_problems = moved + went, open_problems + problems
        if old.pk is None:
            corrected += 1
            _record_replaced(household, old, taker, by)
            continue
        sheet = _sheet(household, old, new, (went, problems), note, by, moment)
        sheets.append(sheet.handover_no)
    return Handed(tuple(made), tuple(sheets), moved, open_problems, corrected)


@transaction.atomic
def accept_handover(handover_no: str, *, by: Account, at: dt.datetime | None = None) -> Handover:
    """Say that one has given, or taken, what the sheet lists (点认). Raises: DUTY_NOT_FOUND, DUTY_NOT_YOUR_HANDOVER,
    DUTY_ACCEPTED_ALREADY.
    """  # fmt: skip
    rows = Handover.objects.select_related("ended__helper__account", "begun__helper__account")
    sheet, moment = rows.filter(handover_no=handover_no).first(), at or clock.business_now()
    if sheet is None:
        raise DomainError(errors.NOT_FOUND)
    sides = {sheet.ended.helper.account_id: ("given_at", "交出", tasks.ACCEPT_GIVING),
             sheet.begun.helper.account_id: ("taken_at", "接手", tasks.ACCEPT_TAKING)}  # fmt: skip
    if by.pk not in sides:
        who = "、".join((sheet.ended.helper.name, sheet.begun.helper.name))
        raise DomainError(errors.NOT_YOUR_HANDOVER, who=who)
    field, side, kind = sides[by.pk]
    if Handover.objects.filter(pk=sheet.pk, **{f"{field}__isnull": True}).update(**{field: moment}) != 1:
        raise DomainError(errors.ACCEPTED_ALREADY)
    worklist.finish([kind], [handover_no], proof=f"{side}人已点认", by=by, at=moment)
    audit.record(
        trail.HANDOVER_ACCEPTED, by=by, subject=f"handover:{handover_no}", household_no=sheet.begun.household_no,
        writes=True, handover=handover_no, side=side,
    )  # fmt: skip
    sheet.refresh_from_db()
    return sheet


def _before(
    household_no: str, taker: Helper, day: dt.date, today: dt.date, more: int, by: Account
) -> tuple[Followed, Pairing]:
    household, old = household_for(household_no, by), principal_of(household_no)
    if old is None:
        raise DomainError(errors.NO_PRINCIPAL)
    if not old.valid_from <= day <= today:
        raise DomainError(errors.HANDOVER_DATE, on=day, earliest=old.valid_from, today=today)
    check(taker, household, part=Part.PRINCIPAL, more=more)
    return household, old


def _swap(
    household: Followed, old: Pairing, taker: Helper, day: dt.date, reason: EndReason, by: Account, at: dt.datetime
) -> Pairing:
    grants.end(old.pairing_no, on=day)
    if old.valid_from == day:
        # A pairing that ends before it began never was one; the log keeps that it was written.
        old.delete()
    else:
        Pairing.objects.filter(pk=old.pk).update(valid_to=day, end_reason=reason)
    return begin(household.household_no, taker, part=Part.PRINCIPAL, on=day, by=by, at=at)


def _problems_follow(household_no: str, taker: Helper) -> int:
    rows = Problem.objects.filter(household_no=household_no).exclude(state=ProblemState.CLOSED)
    return rows.update(helper=taker)


def _sheet(
    household: Followed, old: Pairing, new: Pairing, moved: tuple[int, int], note: str, by: Account, at: dt.datetime
) -> Handover:
    number = f"JJ{vault.reserve('duty_handover', 1).start:06}"
    sheet = Handover.objects.create(
        handover_no=number, ended=old, begun=new, on=new.valid_from, reason=note.strip()[:200], tasks=moved[0],
        problems=moved[1], gaps="、".join(_gaps(household.household_no)), made_by=by, made_at=at,
    )  # fmt: skip
    for kind, helper in ((tasks.ACCEPT_GIVING, old.helper), (tasks.ACCEPT_TAKING, new.helper)):
        worklist.open_one(
            kind, number, village_code=household.village_code, owner_area=helper.unit.area_code,
            household_no=household.household_no, about=f"{old.helper.name}交给{new.helper.name}", owner=helper.account,
            by=by, at=at,
        )  # fmt: skip
    audit.record(
        trail.HANDED_OVER, by=by, subject=f"handover:{number}", household_no=household.household_no,
        village_code=household.village_code, writes=True, handover=number, before=old.helper.helper_no,
        after=new.helper.helper_no, on=new.valid_from, tasks=moved[0],
    )  # fmt: skip
    return sheet


def _record_replaced(household: Followed, old: Pairing, taker: Helper, by: Account) -> None:
    audit.record(
        trail.REPLACED, by=by, subject=f"household:{household.household_no}", household_no=household.household_no,
        village_code=household.village_code, writes=True, before=old.helper.helper_no, after=taker.helper_no,
    )  # fmt: skip


def _gaps(household_no: str) -> list[str]:
    """What is not there to be handed over, in words."""
    visits = HomeVisit.objects.filter(household_no=household_no)
    if not visits.exists():
        return [NO_VISIT]
    return [] if visits.filter(photos_due__gt=0).exists() else [NO_PHOTO]
