"""The households behind any number of a round, in walking order, page by page."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from huaiyuan.base import access
from huaiyuan.base.access.permissions import P
from huaiyuan.county.rounds.models import Line, Round
from huaiyuan.county.rounds.queries import tallies
from huaiyuan.county.rounds.queries.overview import same_rounds_of
from huaiyuan.county.rounds.queries.village import Todo, todo_lines
from huaiyuan.county.rounds.types import State

PAGE = 50
SAME_LONG, UNKNOWN, INCOME = "same_long", "unknown", "income"
LABELS = {**tallies.LABELS, SAME_LONG: "连着几轮无变化", UNKNOWN: "重点群体不明", INCOME: "要收年度收入"}
Listed = Todo


@dataclass(frozen=True)
class ListPage:
    """A page of households and where the next begins."""

    rows: list[Todo]
    total: int
    next_after: str | None = None


def households(
    found: Round, account: object, *, area: str = "", which: str = "total", group: str = "", after: str = "",
    limit: int = PAGE,
) -> ListPage:  # fmt: skip
    """The households of an area that a number counts (`which`, a name of a tally or of `LABELS`)."""
    rows = narrowed(found, account, area=area, which=which, group=group)
    total = rows.count()
    ordered = _behind(rows, after).order_by("village_code", "walk_order", "household_no").select_related("round")
    page = list(ordered[: limit + 1])
    last = page[limit - 1] if len(page) > limit else None
    more = f"{last.village_code}|{last.walk_order}|{last.household_no}" if last else None
    return ListPage(todo_lines(page[:limit], account), total, more)


def narrowed(found: Round, account: object, *, area: str = "", which: str = "total", group: str = "") -> QuerySet[Line]:
    """The same, not yet read."""
    scope = access.scope_of(account, P.ROUND_READ)
    rows = scope.filter(Line.objects.filter(round=found))
    if area.isdigit():
        rows = rows.filter(village_code__startswith=area)
    if group:
        rows = rows.filter(group_name="" if group == "-" else group)
    return rows.filter(_condition(found, which))


def _condition(found: Round, which: str) -> Q:
    if which == SAME_LONG:
        return Q(state=State.DONE, result="same", same_before__gte=same_rounds_of(found) - 1)
    if which == UNKNOWN:
        return ~Q(state=State.GONE) & Q(is_key=False) & ~Q(unknown_groups="")
    if which == INCOME:
        return ~Q(state=State.GONE) & Q(income_due=True)
    return tallies.BEHIND.get(which, tallies.BEHIND["total"])


def _behind(rows: QuerySet[Line], after: str) -> QuerySet[Line]:
    parts = after.split("|")
    if len(parts) != 3 or not parts[1].isdigit():
        return rows
    village, order, number = parts[0], int(parts[1]), parts[2]
    here = Q(walk_order__gt=order) | Q(walk_order=order, household_no__gt=number)
    return rows.filter(Q(village_code__gt=village) | (Q(village_code=village) & here))
