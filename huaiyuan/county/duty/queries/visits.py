"""Visits as townships read them, with marks that they may want to ask about; never a ranking."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from huaiyuan.base import access, reference
from huaiyuan.base.access.permissions import P
from huaiyuan.base.reference.queries import dated_values
from huaiyuan.core.kernel import clock
from huaiyuan.county.duty.models import HomeVisit
from huaiyuan.county.duty.queries.mine import VisitLine, visit_lines
from huaiyuan.county.duty.types import Mark, Way
from huaiyuan.county.registry import queries as registry

MANY, LATE, SHOWN = "duty.marks.many_a_day", "duty.marks.late_days", "duty.marks.shown"
YES = "是"
# Fewer characters than this are alike by themselves: 都好.
LEAST_SAME = 6
SAME_WITHIN = dt.timedelta(days=92)


@dataclass(frozen=True)
class VisitShown:
    """A visit as a line of the township's list."""

    visit: VisitLine
    household_no: str
    head_name: str
    village_name: str
    helper_no: str
    marks: list[Mark]


def visits(account: object) -> QuerySet[HomeVisit]:
    """Visits within the account's area."""
    rows = access.scope_of(account, P.PAIRING_READ).filter(HomeVisit.objects.all())
    return rows.select_related("helper__unit")


def shown(rows: Iterable[HomeVisit], account: object) -> list[VisitShown]:
    """Visits in words, with their marks."""
    found = list(rows)
    heads = registry.heads_seen({row.household_no for row in found}, account)
    places = reference.places_by_code({row.village_code for row in found}, clock.today())
    told, marks = visit_lines(found), marks_of(found)
    return [
        VisitShown(
            line, row.household_no, heads.get(row.household_no, ""),
            places[row.village_code].short_name if row.village_code in places else "", row.helper.helper_no,
            marks.get(row.pk, []),
        )
        for row, line in zip(found, told, strict=True)
    ]  # fmt: skip


def marks_of(found: list[HomeVisit]) -> dict[int, list[Mark]]:
    """What might be asked about these visits, by key; nothing for days on which the county wants no marks."""
    if not found:
        return {}
    asked = _asked_days({row.visited_on for row in found})
    limits = reference.parameters([MANY, LATE], clock.today())
    many, late = (int(limits[name].value) if name in limits else None for name in (MANY, LATE))
    a_day, texts = _a_day(found), _same_texts(found)
    marks: dict[int, list[Mark]] = {}
    for row in found:
        if row.visited_on not in asked:
            continue
        received = row.recorded_at.astimezone(clock.SHANGHAI).date()
        told = [
            (Mark.MANY, many is not None and a_day.get((row.helper_id, row.visited_on), 0) > many),
            (Mark.SAME, len(row.note) >= LEAST_SAME and (row.helper_id, row.note) in texts),
            (Mark.NO_PHOTO, row.way == Way.HOME and row.photos_due == 0),
            (Mark.LATE, late is not None and (received - row.visited_on).days > late),
        ]
        marks[row.pk] = [mark for mark, holds in told if holds]
    return marks


def _asked_days(days: set[dt.date]) -> set[dt.date]:
    spans = dated_values([SHOWN]).get(SHOWN, [])
    return {day for day in days if any(s.value == YES and s.valid_from <= day < s.valid_to for s in spans)}


def _a_day(found: list[HomeVisit]) -> dict[tuple[int, dt.date], int]:
    rows = HomeVisit.objects.filter(
        helper__in={row.helper_id for row in found}, visited_on__in={row.visited_on for row in found}, way=Way.HOME
    )
    counted = rows.order_by().values_list("helper", "visited_on").annotate(n=Count("household_no", distinct=True))
    return {(helper, day): n for helper, day, n in counted}


def _same_texts(found: list[HomeVisit]) -> set[tuple[int, str]]:
    """Texts that a helper wrote for more than one household lately."""
    days = [row.visited_on for row in found]
    rows = HomeVisit.objects.filter(
        helper__in={row.helper_id for row in found}, note__in={row.note for row in found if row.note},
        visited_on__gte=min(days) - SAME_WITHIN, visited_on__lte=max(days),
    )  # fmt: skip
    counted = (
        rows.order_by().values_list("helper", "note").annotate(n=Count("household_no", distinct=True)).filter(n__gt=1)
    )
    return {(helper, note) for helper, note, _ in counted}
