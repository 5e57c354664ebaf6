"""Lines follow the registry while a round runs: who is new is to be looked at, who is gone is not, who moved is there."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F

from huaiyuan.base import audit
from huaiyuan.core.kernel import clock
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.rounds import trail
from huaiyuan.county.rounds.actions.opening import running
from huaiyuan.county.rounds.models import Line, Round
from huaiyuan.county.rounds.moves import LINE
from huaiyuan.county.rounds.types import NO_ORDER, RoundState, State

# What is recorded while another transaction still writes must not slip through between two looks.
OVERLAP = dt.timedelta(minutes=2)


def keep_up() -> int:
    """Follow the registry in the rounds that run; the worker's chore of every minute. Returns lines touched."""
    return sum(follow(found) for found in running().filter(state=RoundState.OPEN))


@transaction.atomic
def follow(found: Round) -> int:
    """Bring the lines of a round to what the registry says today; returns how many changed."""
    began, today = clock.now(), clock.today()
    numbers = registry.moved_since(found.kept_at - OVERLAP)
    places = registry.places_of(numbers, on=today) if numbers else {}
    # Whoever moved out of the one township that is looked at is as good as gone.
    places = {no: place for no, place in places.items() if place.village_code.startswith(found.area_code)}
    lines = {line.household_no: line for line in Line.objects.filter(round=found, household_no__in=numbers)}
    added = _add(found, {no: place for no, place in places.items() if no not in lines})
    moved = _move(lines, places)
    gone = _leave({no: line for no, line in lines.items() if no not in places})
    _come_back({no: line for no, line in lines.items() if no in places})
    Round.objects.filter(pk=found.pk).update(kept_at=began)
    if added or moved or gone:
        audit.record(
            trail.FOLLOWED, by=None, subject=f"round:{found.number}", writes=True, round=found.number, added=added,
            moved=moved, gone=gone,
        )  # fmt: skip
    return added + moved + gone


def _add(found: Round, places: dict[str, registry.Placed]) -> int:
    # Whether they are of a key group nobody has asked: not known, which is not 否.
    unknown = ";".join(found.groups.filter(off_because="").order_by("code").values_list("code", flat=True))
    made = [
        Line(
            round=found, household_no=no, village_code=place.village_code, group_name=place.group_name,
            walk_order=NO_ORDER if place.walk_order is None else place.walk_order, unknown_groups=unknown,
            income_due=found.with_income and place.yearly_income,
        )
        for no, place in places.items()
    ]  # fmt: skip
    return len(Line.objects.bulk_create(made, ignore_conflicts=True))


def _move(lines: dict[str, Line], places: dict[str, registry.Placed]) -> int:
    moved = 0
    for no, line in lines.items():
        place = places.get(no)
        if place is None:
            continue
        order = NO_ORDER if place.walk_order is None else place.walk_order
        where = (place.village_code, place.group_name, order)
        if (line.village_code, line.group_name, line.walk_order) != where:
            moved += Line.objects.filter(pk=line.pk).update(
                village_code=place.village_code, group_name=place.group_name, walk_order=order
            )
    return moved


def _leave(lines: dict[str, Line]) -> int:
    rows = Line.objects.filter(pk__in=[line.pk for line in lines.values()], state__in=LINE["leave"].sources)
    return rows.update(state=State.GONE, version=F("version") + 1)


def _come_back(lines: dict[str, Line]) -> None:
    rows = Line.objects.filter(pk__in=[line.pk for line in lines.values()], state__in=LINE["return_"].sources)
    rows.update(state=State.WAITING, reason="", version=F("version") + 1)
