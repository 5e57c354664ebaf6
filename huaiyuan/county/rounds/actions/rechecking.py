"""Re-checks (抽查复核): drawn from what closed villages have looked at, reproducibly, and recorded one by one."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from huaiyuan.base import access, audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import draw as lots
from huaiyuan.county.rounds import errors, tasks, trail
from huaiyuan.county.rounds.actions.standing import line_for, name_of, round_of
from huaiyuan.county.rounds.models import Closing, Draw, Line, Recheck, Round
from huaiyuan.county.rounds.moves import LINE
from huaiyuan.county.rounds.types import Level, State, Verdict
from huaiyuan.county.worklist import actions as worklist

TOWNSHIP = 9
FOUND_MOST = 200


@dataclass(frozen=True)
class Drawn:
    """What was drawn: in how many villages, how many households."""

    villages: int
    households: int


@transaction.atomic
def draw(number: str, township_code: str, *, by: Account, at: dt.datetime | None = None) -> Drawn:
    """Draw in every closed village of a township that has not been drawn in yet; each becomes a task of the township.

    Raises: ROUND_NOT_FOUND, ROUND_NOTHING_TO_DRAW.
    """
    found = round_of(number)
    if len(township_code) != TOWNSHIP or not access.scope_of(by, P.ROUND_CHECK).covers(township_code):
        raise DomainError(errors.NOT_FOUND)
    Round.objects.select_for_update().get(pk=found.pk)
    looked_at = _looked_at(found, township_code)
    if not looked_at:
        raise DomainError(errors.NOTHING_TO_DRAW)
    moment = at or clock.business_now()
    households = sum(_in_village(found, code, lines, by, moment) for code, lines in sorted(looked_at.items()))
    audit.record(
        trail.DRAWN, by=by, subject=f"round:{number}", writes=True, round=number, villages=len(looked_at),
        households=households,
    )  # fmt: skip
    return Drawn(len(looked_at), households)


def _looked_at(found: Round, township_code: str) -> dict[str, dict[str, int]]:
    """(household → line) of what was looked at, by village that is closed and has had no draw."""
    closed = Closing.objects.filter(round=found, level=Level.VILLAGE, reopened_on__isnull=True)
    drawn = set(Draw.objects.filter(round=found).values_list("village_code", flat=True))
    villages = set(closed.filter(area_code__startswith=township_code).values_list("area_code", flat=True)) - drawn
    rows = Line.objects.filter(round=found, village_code__in=villages, state=State.DONE)
    by_village: dict[str, dict[str, int]] = defaultdict(dict)
    for village, household_no, key in rows.values_list("village_code", "household_no", "id"):
        by_village[village][household_no] = key
    return by_village


def _in_village(found: Round, village_code: str, lines: dict[str, int], by: Account, at: dt.datetime) -> int:
    chosen = lots.take(found.seed, lines, found.recheck_percent)
    made = Draw.objects.create(
        round=found, village_code=village_code, drawn_on=at.astimezone(clock.SHANGHAI).date(), drawn_by=by,
        population=len(lines), taken=len(chosen),
    )  # fmt: skip
    Recheck.objects.bulk_create(
        Recheck(draw=made, line_id=lines[household_no], place=place) for place, household_no in enumerate(chosen, 1)
    )
    worklist.open_one(
        tasks.RECHECK, tasks.key(found.number, village_code), village_code=village_code,
        owner_area=village_code[:TOWNSHIP], about=f"{name_of(village_code)}{len(chosen)}户", by=by, at=at,
    )  # fmt: skip
    return len(chosen)


@transaction.atomic
def record_recheck(
    number: str, household_no: str, *, verdict: Verdict, found: str = "", by: Account, at: dt.datetime | None = None
) -> Recheck:
    """Record what a re-check found; 不一致 sends the household back to the village to look again.

    Raises: ROUND_NOT_FOUND, ROUND_CHECKED, ROUND_NO_FOUND.
    """
    line = line_for(by, number, household_no, P.ROUND_CHECK)
    row = Recheck.objects.filter(line=line).select_related("draw").first()
    if row is None:
        raise DomainError(errors.NOT_FOUND)
    said, moment = found.strip()[:FOUND_MOST], at or clock.business_now()
    if verdict == Verdict.DIFFERENT and not said:
        raise DomainError(errors.NO_FOUND)
    waiting = Recheck.objects.filter(pk=row.pk, verdict="")
    day = moment.astimezone(clock.SHANGHAI).date()
    if waiting.update(verdict=verdict, found=said, checked_on=day, checked_by=by) != 1:
        row.refresh_from_db()
        raise DomainError(errors.CHECKED, on=row.checked_on)
    if verdict == Verdict.DIFFERENT:
        _send_back(line, by, moment)
    if not Recheck.objects.filter(draw=row.draw, verdict="").exists():
        key = tasks.key(number, row.draw.village_code)
        worklist.finish([tasks.RECHECK], [key], proof="每户都有复核结果", by=by, at=moment)
    audit.record(
        trail.CHECKED, by=by, subject=f"round:{number}", household_no=household_no, village_code=line.village_code,
        writes=True, round=number, verdict=verdict.label,
    )  # fmt: skip
    row.refresh_from_db()
    return row


def _send_back(line: Line, by: Account, at: dt.datetime) -> None:
    rows = Line.objects.filter(pk=line.pk, state__in=LINE["differ"].sources)
    rows.update(
        state=State.AGAIN, again_at=at, changed_by=by.display_name, changed_at=at, version=F("version") + 1
    )  # fmt: skip
    worklist.open_one(
        tasks.AGAIN, tasks.key(line.round.number, line.village_code), village_code=line.village_code,
        owner_area=line.village_code, about=line.round.name, by=by, at=at,
    )  # fmt: skip
