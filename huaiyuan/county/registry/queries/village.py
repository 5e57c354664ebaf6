"""A village's households in the order of the walking round, group by group; 未分组 stays visible, at the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from huaiyuan.base.access import queries as access
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel import clock
from huaiyuan.county.registry.models import ArchiveType, Membership, MonitoringFact, Residence
from huaiyuan.county.registry.queries.masking import Eyes
from huaiyuan.county.registry.queries.rows import UNGROUPED
from huaiyuan.county.registry.types import Archive, RiskState

PAGE = 50
UNGROUPED_KEY = "-"


@dataclass(frozen=True)
class Listed:
    """A household as a line of a list."""

    household_no: str
    village_code: str
    group_name: str
    walk_order: int | None
    head_name: str
    members: int
    archive_type: str
    category: str
    risk_state: str


@dataclass(frozen=True)
class Group:
    """A 村民组 or 自然村 of a village; `key` chooses it in the address bar."""

    name: str
    key: str
    households: int


@dataclass(frozen=True)
class VillagePage:
    """A page of a village's households and where the next one begins."""

    rows: list[Listed]
    next_after: str | None = None


def village_groups(village_code: str, account: object, *, on: dt.date | None = None) -> list[Group]:
    """The groups of a village with their households, in walking order, 未分组 last."""
    rows = _residences(village_code, account, on or clock.today())
    counted = rows.values("group_name").annotate(households=Count("id")).order_by(F("group_name").asc(nulls_last=True))
    return [
        Group(row["group_name"] or UNGROUPED, row["group_name"] or UNGROUPED_KEY, row["households"]) for row in counted
    ]


def village_page(
    village_code: str,
    account: object,
    *,
    on: dt.date | None = None,
    group: str = "",
    kind: str = "",
    after: str | None = None,
    limit: int = PAGE,
) -> VillagePage:
    """Households of a village in walking order. `group` is a group's key, `kind` is `lifted`, `monitored`,
    `cared` (either) or empty."""
    day = on or clock.today()
    rows = _chosen(_residences(village_code, account, day), group, kind, day)
    rows = _after(rows, after) if after else rows
    ordered = rows.order_by(
        F("group_name").asc(nulls_last=True), F("walk_order").asc(nulls_last=True), "household__household_no"
    )
    page = list(with_states(ordered, day)[: limit + 1])
    more = _key(page[limit - 1]) if len(page) > limit else None
    return VillagePage(lines_of(page[:limit], account), more)


def listed(household_nos: Iterable[str], account: object, *, on: dt.date | None = None) -> dict[str, Listed]:
    """Households by number as lines of a list, as of a day; those outside the account's rows are left out."""
    day = on or clock.today()
    scope = access.scope_of(account, P.HOUSEHOLD_READ)
    rows = Residence.objects.on(day).filter(scope.q(), household__household_no__in=list(household_nos))
    return {line.household_no: line for line in lines_of(list(with_states(rows, day)), account)}


_COLUMNS = ("household_id", "household__household_no", "village_code", "group_name", "walk_order")
_STATES = ("archive_now", "category_now", "risk_now", "head_now", "members_now")


def with_states(rows: QuerySet[Residence], day: dt.date) -> QuerySet[Residence, dict[str, Any]]:
    """The rows with what their households are on the day, in the same query: a page has fifteen of them for everything."""
    archives = ArchiveType.objects.on(day).filter(household=OuterRef("household"))
    states = MonitoringFact.objects.on(day).filter(household=OuterRef("household"))
    alive = Q(person__died_on__isnull=True) | Q(person__died_on__gt=day)
    people = Membership.objects.on(day).filter(alive, household=OuterRef("household")).order_by()
    found = (
        archives.values("archive_type"), states.values("category"), states.values("risk_state"),
        people.filter(is_head=True).values("person__name"),
        people.values("household").annotate(n=Count("id")).values("n"),
    )  # fmt: skip
    shown = {name: Subquery(rows[:1]) for name, rows in zip(_STATES, found, strict=True)}
    return rows.annotate(**shown).values(*_COLUMNS, *_STATES)


def _residences(village_code: str, account: object, day: dt.date) -> QuerySet[Residence]:
    scope = access.scope_of(account, P.HOUSEHOLD_READ)
    if not scope.covers(village_code):
        return Residence.objects.none()
    still_open = Q(household__closed_on__isnull=True) | Q(household__closed_on__gt=day)
    return Residence.objects.on(day).filter(still_open, village_code=village_code)


def _chosen(rows: QuerySet[Residence], group: str, kind: str, day: dt.date) -> QuerySet[Residence]:
    if group:
        rows = rows.filter(group_name__isnull=True) if group == UNGROUPED_KEY else rows.filter(group_name=group)
    if kind == "lifted":
        lifted = ArchiveType.objects.on(day).filter(archive_type=Archive.LIFTED)
        rows = rows.filter(household__in=lifted.values("household"))
    if kind == "monitored":
        rows = rows.filter(household__in=_monitored(day))
    if kind == "cared":
        rows = rows.filter(_cared(day))
    return rows


def _monitored(day: dt.date) -> QuerySet[MonitoringFact, Any]:
    return MonitoringFact.objects.on(day).filter(risk_state=RiskState.OPEN).values("household")


def _cared(day: dt.date) -> Q:
    lifted = ArchiveType.objects.on(day).filter(archive_type=Archive.LIFTED).values("household")
    return Q(household__in=lifted) | Q(household__in=_monitored(day))


def cared(account: object, *, on: dt.date | None = None) -> QuerySet[Residence]:
    """Where the lifted and monitored households within the account's rows live: whose income is measured every year.

    For subqueries of others by `household__household_no` and `village_code`.
    """
    day = on or clock.today()
    still_open = Q(household__closed_on__isnull=True) | Q(household__closed_on__gt=day)
    return access.scope_of(account, P.HOUSEHOLD_READ).filter(Residence.objects.on(day).filter(still_open, _cared(day)))


def cared_by_village(account: object, *, on: dt.date | None = None) -> dict[str, int]:
    """How many households are lifted or monitored, by village within the account's rows."""
    rows = cared(account, on=on).values_list("village_code")
    return dict(rows.annotate(n=Count("id")).order_by("village_code"))


def _key(row: Mapping[str, Any]) -> str:
    order = "" if row["walk_order"] is None else row["walk_order"]
    return f"{row['group_name'] or ''}|{order}|{row['household__household_no']}"


def _after(rows: QuerySet[Residence], after: str) -> QuerySet[Residence]:
    """Rows behind a key in the order (group, walking order, number), with nulls last in both."""
    group, order, number = after.rsplit("|", 2)
    same_group = Q(group_name=group) if group else Q(group_name__isnull=True)
    later_group = Q(group_name__gt=group) | Q(group_name__isnull=True) if group else Q(pk__in=[])
    same_order = Q(walk_order=int(order)) if order else Q(walk_order__isnull=True)
    later_order = Q(walk_order__gt=int(order)) | Q(walk_order__isnull=True) if order else Q(pk__in=[])
    behind = later_order | (same_order & Q(household__household_no__gt=number))
    return rows.filter(later_group | (same_group & behind))


def lines_of(rows: Sequence[Mapping[str, Any]], account: object) -> list[Listed]:
    """Rows of `with_states` as lines, as the account sees them."""
    eyes = Eyes.of(account)
    return [
        Listed(
            household_no=row["household__household_no"], village_code=row["village_code"],
            group_name=row["group_name"] or UNGROUPED, walk_order=row["walk_order"],
            head_name=eyes.name(row["head_now"]) if row["head_now"] else "",
            members=row["members_now"] or 0, archive_type=row["archive_now"] or "",
            category=row["category_now"] or "", risk_state=row["risk_now"] or "",
        )
        for row in rows
    ]  # fmt: skip
