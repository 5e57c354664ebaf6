"""Closing a round level by level (本轮完成): village, township, county; and opening a level again with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F

from huaiyuan.base import access, audit, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.rounds import errors, tasks, trail
from huaiyuan.county.rounds.actions import following
from huaiyuan.county.rounds.actions.standing import closing_of, level_of, name_of, round_of
from huaiyuan.county.rounds.models import Closing, Line, Round
from huaiyuan.county.rounds.moves import LINE
from huaiyuan.county.rounds.types import LENGTH_OF, TO_LOOK, ExcuseReason, Level, State
from huaiyuan.county.worklist import actions as worklist

CLOSES = {Level.VILLAGE: P.ROUND_LOOK, Level.TOWNSHIP: P.ROUND_CHECK, Level.COUNTY: P.ROUND_RUN}
REOPENS = {Level.VILLAGE: P.ROUND_CHECK, Level.TOWNSHIP: P.ROUND_RUN, Level.COUNTY: P.ROUND_RUN}
KIND = {Level.VILLAGE: tasks.SCREEN, Level.TOWNSHIP: tasks.CLOSE}
NAMES_MOST = 5
REASON_MOST = 200


@transaction.atomic
def excuse(
    number: str, village_code: str, household_nos: Iterable[str], *, reason: str, by: Account,
    at: dt.datetime | None = None,
) -> int:  # fmt: skip
    """Write why households were not looked at, many at once; returns how many. Those looked at meanwhile are left alone.

    Raises: ROUND_NOT_FOUND, ROUND_CLOSED, ROUND_NO_PICK, ROUND_NO_REASON.
    """
    found, picked = _area_for(number, village_code, P.ROUND_LOOK, by), sorted(set(household_nos))
    if closing_of(found, village_code) is not None:
        raise DomainError(errors.CLOSED, area=name_of(village_code))
    if not picked:
        raise DomainError(errors.NO_PICK)
    if reason not in ExcuseReason.values:
        raise DomainError(errors.NO_REASON)
    label, moment = ExcuseReason(reason).label, at or clock.business_now()
    rows = Line.objects.filter(
        round=found, village_code=village_code, household_no__in=picked, state__in=LINE["excuse"].sources
    )
    count = rows.update(
        state=State.EXCUSED, reason=label, changed_by=by.display_name, changed_at=moment, version=F("version") + 1
    )
    audit.record(
        trail.EXCUSED, by=by, subject=f"round:{number}", village_code=village_code, writes=True, round=number,
        count=count, reason=label,
    )  # fmt: skip
    return count


@transaction.atomic
def close(number: str, area_code: str, *, by: Account, at: dt.datetime | None = None) -> Closing:
    """Say that an area has finished the round. A village needs every household looked at or a reason for it, a township
    all its villages, the county all its townships.

    Raises: ROUND_NOT_FOUND, ROUND_ALREADY, ROUND_WAITING, ROUND_BELOW.
    """
    level = level_of(area_code)
    found = _area_for(number, area_code, CLOSES[level], by)
    # Two who press at once: the second waits here and then finds it closed.
    Round.objects.select_for_update().get(pk=found.pk)
    standing = closing_of(found, area_code)
    if standing is not None:
        raise DomainError(errors.ALREADY, area=name_of(area_code), on=standing.closed_on)
    moment = at or clock.business_now()
    if level == Level.VILLAGE:
        following.follow(found)
        _refuse_waiting(found, area_code)
    else:
        _refuse_below(found, area_code, level)
    made = Closing.objects.create(
        round=found, level=level, area_code=area_code, closed_on=moment.astimezone(clock.SHANGHAI).date(),
        closed_by=by, closed_at=moment,
    )  # fmt: skip
    if level in KIND:
        worklist.finish([KIND[level]], [tasks.key(number, area_code)], proof="本轮完成", by=by, at=moment)
    _record(trail.CLOSED, number, area_code, by)
    return made


@transaction.atomic
def reopen(number: str, area_code: str, *, reason: str, by: Account, at: dt.datetime | None = None) -> Closing:
    """Open a closed area again, by the next level, with a reason; what is above it stands, for it was reported so.

    The county has no level above: there it takes another person. Raises: ROUND_NOT_FOUND, ROUND_NOT_CLOSED,
    ROUND_NO_REASON, ROUND_OTHER_PERSON.
    """
    level = level_of(area_code)
    found = _area_for(number, area_code, REOPENS[level], by)
    said = reason.strip()[:REASON_MOST]
    if not said:
        raise DomainError(errors.NO_REASON)
    standing = closing_of(found, area_code)
    if standing is None:
        raise DomainError(errors.NOT_CLOSED, area=name_of(area_code))
    if level == Level.COUNTY and standing.closed_by == by:
        raise DomainError(errors.OTHER_PERSON)
    moment = at or clock.business_now()
    open_ = Closing.objects.filter(pk=standing.pk, reopened_on__isnull=True)
    if open_.update(reopened_on=moment.astimezone(clock.SHANGHAI).date(), reopened_by=by, reason=said) != 1:
        raise DomainError(errors.NOT_CLOSED, area=name_of(area_code))
    standing.refresh_from_db()
    if level in KIND:
        worklist.open_one(
            KIND[level], tasks.key(number, area_code), village_code=area_code if level == Level.VILLAGE else "",
            owner_area=area_code, about=f"{found.name}（重开：{said[:40]}）", due_at=max(moment, clock.end_of(found.ends_on)),
            by=by, at=moment,
        )  # fmt: skip
    _record(trail.REOPENED, number, area_code, by, reason=said)
    return standing


def _area_for(number: str, area_code: str, permission: P, by: Account) -> Round:
    """The round, when the account may act in the area. Raises: ROUND_NOT_FOUND, ROUND_NOT_READY."""
    found = round_of(number)
    inside = access.scope_of(by, permission).covers(area_code)
    if not inside or not Line.objects.filter(round=found, village_code__startswith=area_code).exists():
        raise DomainError(errors.NOT_FOUND)
    return found


def _refuse_waiting(found: Round, village_code: str) -> None:
    count = Line.objects.filter(round=found, village_code=village_code, state__in=TO_LOOK).count()
    if count:
        raise DomainError(errors.WAITING, area=name_of(village_code), count=count)


def _refuse_below(found: Round, area_code: str, level: Level) -> None:
    below = Level.VILLAGE if level == Level.TOWNSHIP else Level.TOWNSHIP
    rows = Line.objects.filter(round=found, village_code__startswith=area_code).order_by()
    wanted = {code[: LENGTH_OF[below]] for code in rows.values_list("village_code", flat=True).distinct()}
    closed = Closing.objects.filter(round=found, level=below, reopened_on__isnull=True)
    left = sorted(wanted - set(closed.values_list("area_code", flat=True)))
    if left:
        places = reference.places_by_code(left)
        names = [places[code].short_name if code in places else code for code in left[:NAMES_MOST]]
        shown = "、".join(names) + ("等" if len(left) > NAMES_MOST else "")
        raise DomainError(errors.BELOW, area=name_of(area_code), count=len(left), names=shown)


def _record(action: str, number: str, area_code: str, by: Account, **facts: Any) -> None:
    village = area_code if len(area_code) == LENGTH_OF[Level.VILLAGE] else ""
    audit.record(
        action, by=by, subject=f"round:{number}", village_code=village, writes=True, round=number,
        area=name_of(area_code), **facts,
    )  # fmt: skip
