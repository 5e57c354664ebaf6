"""A village's part of a round, for the phone: group by group, house by house in walking order."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Min, Q, QuerySet

from huaiyuan.base import access
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.core.kernel import clock
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.rounds.models import Closing, KeyReason, Line, Round, Tick
from huaiyuan.county.rounds.queries import groups
from huaiyuan.county.rounds.types import TO_LOOK, Result, State

UNGROUPED_KEY = "-"
SHOWN_MOST = 80


@dataclass(frozen=True)
class GroupLeft:
    """A group of the village: how many households it has and how many are left."""

    name: str
    key: str
    total: int
    left: int


@dataclass(frozen=True)
class Todo:
    """A household of the walk as a line of the list."""

    line: Line
    head_name: str
    members: int
    kind: str
    last: str
    key_titles: list[str]

    @property
    def number(self) -> str:
        """Its number for addresses."""
        return f"{self.line.round.number}-{self.line.household_no}"


@dataclass(frozen=True)
class LastTick:
    """The account's own last record here, which it may take back."""

    client_uuid: uuid.UUID
    says: str


@dataclass(frozen=True)
class VillagePage:
    """The walk of one group, and how the village stands."""

    round: Round
    village_code: str
    groups: list[GroupLeft]
    group: GroupLeft
    todos: list[Todo]
    now: Todo | None
    reasons: list[str]
    unknown: list[str]
    left: int
    excusable: int
    closed_on: dt.date | None
    may_look: bool
    last: LastTick | None
    reopened: str = ""
    done: list[Todo] = field(default_factory=list)


def village_page(
    found: Round, village_code: str, account: object, *, group: str = "", household_no: str = ""
) -> VillagePage:
    """What the village sees. `group` is a group's key (default: the first with somebody left), `household_no` whom to stand at."""
    rows = Line.objects.filter(round=found, village_code=village_code).exclude(state=State.GONE)
    parts = _groups(rows)
    chosen = next((one for one in parts if one.key == group), None) or next(
        (one for one in parts if one.left), parts[0] if parts else GroupLeft("", UNGROUPED_KEY, 0, 0)
    )
    lines = list(_of_group(rows, chosen.key).select_related("round")[: SHOWN_MOST * 2])
    todos = todo_lines(lines, account)
    waiting = [todo for todo in todos if todo.line.state in TO_LOOK][:SHOWN_MOST]
    now = next((todo for todo in waiting if todo.line.household_no == household_no), waiting[0] if waiting else None)
    closing = Closing.objects.filter(round=found, area_code=village_code).order_by("-id").first()
    closed = closing is not None and closing.reopened_on is None
    clear = access.sees_clear(account, Field.HEALTH)
    return VillagePage(
        round=found, village_code=village_code, groups=parts, group=chosen, todos=waiting, now=now,
        reasons=_reasons(now.line) if now and now.line.is_key and clear else [],
        unknown=groups.words(now.line.unknown_groups, groups.titles()) if now and clear else [],
        left=sum(one.left for one in parts), excusable=rows.filter(state=State.WAITING).count(),
        closed_on=closing.closed_on if closing and closed else None,
        may_look=access.may(account, P.ROUND_LOOK), last=_last(found, village_code, account),
        reopened=closing.reason if closing and not closed else "",
        done=[todo for todo in todos if todo.line.state not in TO_LOOK],
    )  # fmt: skip


def sheet(found: Round, village_code: str, account: object, *, group: str = "", waiting: bool = False) -> (
    list[tuple[str, list[Todo]]]
):  # fmt: skip
    """The households of a village by group, for the paper tick sheet and for entering it; `waiting` only those left."""
    rows = Line.objects.filter(round=found, village_code=village_code).exclude(state=State.GONE)
    if group:
        rows = rows.filter(group_name="" if group == UNGROUPED_KEY else group)
    if waiting:
        rows = rows.filter(state__in=TO_LOOK)
    lines = list(rows.select_related("round").order_by("walk_order", "household_no"))
    by_group: dict[str, list[Todo]] = {}
    for todo in todo_lines(lines, account):
        by_group.setdefault(todo.line.group_name or registry.UNGROUPED, []).append(todo)
    return list(by_group.items())


def todo_lines(lines: Iterable[Line], account: object) -> list[Todo]:
    """Lines with the heads, people and kinds of their households, as the account may see them."""
    given = list(lines)
    known, titles = registry.listed([line.household_no for line in given], account), groups.titles()
    clear = access.sees_clear(account, Field.HEALTH)
    return [
        Todo(
            line=line, head_name=home.head_name if home else "", members=home.members if home else 0,
            kind=_kind(home), last=_last_time(line),
            key_titles=groups.words(line.key_groups, titles) if clear else ["重点群体"] if line.is_key else [],
        )
        for line in given
        for home in (known.get(line.household_no),)
    ]  # fmt: skip


def _kind(home: registry.Listed | None) -> str:
    if home is None:
        return ""
    return f"{home.category}（{home.risk_state}）" if home.category else home.archive_type


def _last_time(line: Line) -> str:
    if not line.last_result or line.last_on is None:
        return ""
    return f"上轮 {line.last_on.month}月{line.last_on.day}日{Result(line.last_result).label}"


def _groups(rows: QuerySet[Line]) -> list[GroupLeft]:
    left = Count("id", filter=Q(state__in=TO_LOOK))
    counted = (
        rows.values("group_name").annotate(total=Count("id"), left=left, first=Min("walk_order"))
        .order_by("first", "group_name")
    )  # fmt: skip
    return [
        GroupLeft(
            row["group_name"] or registry.UNGROUPED, row["group_name"] or UNGROUPED_KEY, row["total"], row["left"]
        )
        for row in counted
    ]


def _of_group(rows: QuerySet[Line], key: str) -> QuerySet[Line]:
    name = "" if key == UNGROUPED_KEY else key
    return rows.filter(group_name=name).order_by("walk_order", "household_no")


def _reasons(line: Line) -> list[str]:
    rows = KeyReason.objects.filter(round=line.round_id, household_no=line.household_no).order_by("code")
    return list(rows.values_list("says", flat=True))


def _last(found: Round, village_code: str, account: object) -> LastTick | None:
    """What the account recorded here last, today, as long as it stands."""
    tick = (
        Tick.objects.filter(
            recorded_by=getattr(account, "pk", None), line__round=found, line__village_code=village_code,
            undone_at__isnull=True, looked_on__gte=clock.today() - dt.timedelta(days=1),
        ).select_related("line").order_by("-id").first()
    )  # fmt: skip
    if tick is None or tick.line.state != State.DONE or tick.line.version != tick.base_version + 1:
        return None
    return LastTick(tick.client_uuid, Result(tick.result).label)
