"""换人、请假: one act hands over everything that a person holds, for good or while away, to one or several successors."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction

from huaiyuan.base import access, audit
from huaiyuan.base.access import actions as accounts
from huaiyuan.base.access import grants
from huaiyuan.base.access import queries as people
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.duty import errors, trail
from huaiyuan.county.duty.actions.handing import checked, pass_household
from huaiyuan.county.duty.actions.pairing import begin, check, helper_of, household_for
from huaiyuan.county.duty.actions.sheets import Occasion, Sheets
from huaiyuan.county.duty.gaps import Gap, Plan, gaps
from huaiyuan.county.duty.holdings import Holdings, holdings, principal_of
from huaiyuan.county.duty.models import Handover, Pairing
from huaiyuan.county.duty.types import EndReason, HandoverKind, Held, Part
from huaiyuan.county.worklist import actions as worklist
from huaiyuan.county.worklist import queries as inbox


@dataclass(frozen=True)
class Arranged:
    """The sheets that were made, and what still stands without a successor."""

    handovers: tuple[str, ...]
    gaps: tuple[Gap, ...] = field(default=())


@transaction.atomic
def arrange(
    giver: Account, plan: Plan, *, kind: HandoverKind, why: EndReason, by: Account, on: dt.date | None = None,
    until: dt.date | None = None, note: str = "", gaps_seen: bool = False, at: dt.datetime | None = None,
) -> Arranged:  # fmt: skip
    """Hand over everything that the plan names; what it leaves open is the gap report, and must have been seen.

    A move takes effect by a day up to today, an absence from any day until the day of coming back (not included).
    Raises: DUTY_NOT_FOUND, DUTY_HANDOVER_DAYS, DUTY_NO_REASON for 其他 without a note, DUTY_TO_ONESELF,
    DUTY_GAPS (with how many), and what pairing refuses.
    """
    moment = at or clock.business_now()
    today = moment.astimezone(clock.SHANGHAI).date()
    told = _occasion(kind, why, note, on or today, until, today, by, moment)
    held = holdings(giver, by)
    # What goes by name knows no area: whoever holds nothing within reach is out of reach with all of it.
    if not access.may(by, P.HANDOVER_WRITE) or not (held.posts or held.households):
        raise DomainError(errors.NOT_FOUND)
    if by.pk in {account.pk for account in plan.takers.values()} or giver.pk in {a.pk for a in plan.takers.values()}:
        raise DomainError(errors.TO_ONESELF)
    left = gaps(held, plan, kind=kind)
    if left and not gaps_seen:
        raise DomainError(errors.GAPS, count=len(left))
    sheets = Sheets(told)
    _posts(held, plan, sheets)
    _households(held, plan, sheets, {gap.household_no for gap in left})
    _named(held, plan, sheets)
    made = sheets.close()
    if not made:
        raise DomainError(errors.NOTHING_HANDED)
    return Arranged(made, tuple(left))


@transaction.atomic
def come_back(handover_no: str, *, by: Account, on: dt.date | None = None, at: dt.datetime | None = None) -> Handover:
    """End an absence earlier than it would by itself: everything is the giver's again from a day.

    The giver may say so themselves. Raises: DUTY_NOT_FOUND, DUTY_BACK_ALREADY.
    """
    moment = at or clock.business_now()
    day = on or moment.astimezone(clock.SHANGHAI).date()
    sheet = (
        Handover.objects.select_related("giver", "taker")
        .filter(handover_no=handover_no, kind=HandoverKind.AWAY)
        .first()
    )
    if sheet is None or not (by.pk == sheet.giver_id or access.scope_of(by, P.HANDOVER_WRITE).covers(sheet.area_code)):
        raise DomainError(errors.NOT_FOUND)
    if sheet.until <= day:
        raise DomainError(errors.BACK_ALREADY, on=sheet.until)
    for line in sheet.lines.select_related("begun"):
        if line.posting:
            accounts.end_posting(posting_id=line.posting, by=by, on=day)
        if line.begun:
            _let_back(line.begun, day)
    worklist.stand_in_ends(handover_no, on=day)
    Handover.objects.filter(pk=sheet.pk).update(until=max(day, sheet.on + dt.timedelta(days=1)))
    audit.record(trail.CAME_BACK, by=by, subject=f"handover:{handover_no}", village_code=sheet.area_code, writes=True,
                 handover=handover_no, on=day)  # fmt: skip
    sheet.refresh_from_db()
    return sheet


def _occasion(
    kind: HandoverKind, why: EndReason, note: str, on: dt.date, until: dt.date | None, today: dt.date, by: Account,
    moment: dt.datetime,
) -> Occasion:  # fmt: skip
    if why == EndReason.OTHER and not note.strip():
        raise DomainError(errors.NO_REASON, what="交接")
    if kind == HandoverKind.MOVE:
        if on > today:
            raise DomainError(errors.MOVE_LATER, on=on)
        return Occasion(kind, on, why, note, by, moment)
    if until is None or until <= max(on, today) or on < today:
        raise DomainError(errors.AWAY_DAYS, today=today)
    return Occasion(kind, on, EndReason.AWAY, note, by, moment, until)


def _posts(held: Holdings, plan: Plan, sheets: Sheets) -> None:
    told = sheets.occasion
    for one in held.posts:
        taker = plan.posts.get(one.post.posting_id)
        if taker is None:
            continue
        account, post = plan.takers[taker], one.post
        already = any(
            (p.post_code, p.area_code, p.department) == (post.post_code, post.area_code, post.department)
            for p in people.posts_of(account)
        )
        lent = None
        if not already:
            lent = accounts.start_posting(
                account=account, post_code=post.post_code, area_code=post.area_code, area_name=post.area_name, by=told.by,
                valid_from=told.on, valid_to=told.until, department=post.department,
            ).pk  # fmt: skip
        if told.kind == HandoverKind.MOVE:
            accounts.end_posting(posting_id=post.posting_id, by=told.by, on=told.on)
        sheet = sheets.of(held.account, account, held.area_code)
        sheets.add(
            sheet,
            Held.POST,
            words=post.words,
            posting=lent if told.kind == HandoverKind.AWAY else None,
            tasks=one.count,
        )


def _households(held: Holdings, plan: Plan, sheets: Sheets, refused: set[str]) -> None:
    """Each household to the helper chosen; one that this helper may not take stays, as the gap report said."""
    told = sheets.occasion
    wanted: dict[str, list[str]] = {}
    for household_no in (one.household_no for one in held.households):
        if household_no in plan.households and household_no not in refused:
            wanted.setdefault(plan.households[household_no], []).append(household_no)
    today = told.at.astimezone(clock.SHANGHAI).date()
    for helper_no, numbers in wanted.items():
        taker = helper_of(helper_no)
        for number in numbers:
            household = household_for(number, told.by)
            if told.kind == HandoverKind.MOVE:
                pass_household(household, checked(household, taker, told.on, today, 1), taker, sheets)
                continue
            check(taker, household, part=Part.ASSISTANT, more=1)
            begun = begin(number, taker, part=Part.ASSISTANT, on=told.on, by=told.by, at=told.at, until=told.until)
            sheet = sheets.of(held.account, taker.account, held.area_code)
            sheets.add(sheet, Held.HOUSEHOLD, household_no=number, village_code=household.village_code, begun=begun)


def _named(held: Holdings, plan: Plan, sheets: Sheets) -> None:
    """What goes by name, after the households took theirs along; a household that stays keeps its own."""
    told = sheets.occasion
    kept = set(principal_of(held.helper)) if held.helper else set()
    left = sum(n for number, n in inbox.by_name(held.account).items() if number not in kept)
    if not plan.named or (not left and told.kind == HandoverKind.MOVE):
        return
    account = plan.takers[plan.named]
    sheet = sheets.of(held.account, account, held.area_code)
    if told.kind == HandoverKind.MOVE:
        worklist.pass_on_named(owner=held.account, to=account, but=kept)
    else:
        worklist.stand_in(
            account, stands_for=held.account, ground=sheet.handover_no, valid_from=told.on, valid_to=told.until
        )
    sheets.add(sheet, Held.TASKS, tasks=left)


def _let_back(begun: Pairing, day: dt.date) -> None:
    grants.end(begun.pairing_no, on=day)
    if begun.valid_from >= day:
        # It would end before it began; the sheet keeps that it was meant.
        Pairing.objects.filter(pk=begun.pk).update(
            valid_to=begun.valid_from + dt.timedelta(days=1), end_reason=EndReason.AWAY
        )
    else:
        Pairing.objects.filter(pk=begun.pk, valid_to__gt=day).update(valid_to=day, end_reason=EndReason.AWAY)
