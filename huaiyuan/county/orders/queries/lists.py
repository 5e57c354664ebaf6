"""交办清单 as lists: how far each is, by township, and whom a new one may be given to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from huaiyuan.base import reference
from huaiyuan.base.access import queries as access
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.core.kernel import clock
from huaiyuan.county.orders import owners
from huaiyuan.county.orders.models import Order, OrderLine
from huaiyuan.county.orders.reach import lines, orders
from huaiyuan.county.orders.types import TO_DO, UNSETTLED, About, LineState, Owner
from huaiyuan.county.registry import queries as registry

DEPARTMENTS = "县直部门"
TOWNSHIP, VILLAGE = 9, 12


@dataclass(frozen=True)
class Counts:
    """Lines by where they stand; `late` are those past their deadline that nobody has fed back yet."""

    total: int = 0
    states: dict[str, int] = field(default_factory=dict)
    late: int = 0

    @property
    def settled(self) -> int:
        """销号; what was taken back is no longer counted at all."""
        return self.states.get(LineState.CLOSED, 0)

    @property
    def wanted(self) -> int:
        """What is to be done, without what was taken back."""
        return self.total - self.states.get(LineState.CANCELLED, 0)


@dataclass(frozen=True)
class AreaProgress:
    """How far one township, or the departments together, are with an order."""

    code: str
    name: str
    counts: Counts


def counted(rows: Iterable[Order], account: object) -> dict[int, Counts]:
    """`Counts` of orders by key, of the lines that the account reads. One query."""
    found = _grouped(lines(account).filter(order__in=[row.pk for row in rows]), "order_id")
    return {int(key): counts for key, counts in found.items()}


def progress(order: Order, account: object) -> list[AreaProgress]:
    """Townships in their fixed order, then departments: nobody is ranked. Two queries."""
    rows = lines(account).filter(order=order)
    found: dict[str, list[tuple[str, int, int]]] = {}
    for area, post, state, n, late in _states(rows, "owner_area", "owner_post"):
        key = area[:TOWNSHIP] if post in (Role.VILLAGE, Role.TOWNSHIP) else ""
        found.setdefault(key, []).append((state, n, late))
    names = {code: place.short_name for code, place in reference.places_by_code(filter(None, found)).items()}
    return [
        AreaProgress(code, names.get(code, code) if code else DEPARTMENTS, _counts(parts))
        for code, parts in sorted(found.items(), key=lambda one: (not one[0], one[0]))
    ]


def owner_choices(account: object) -> tuple[list[tuple[str, list[tuple[str, str]]]], list[str]]:
    """Whom the account may give work: townships as (name, its own key and its villages), and departments. Two queries."""
    scope = access.scope_of(account, P.ORDER_ISSUE)
    villages: dict[str, list[tuple[str, str]]] = {}
    towns = []
    for place in reference.places():
        if len(place.code) == VILLAGE and scope.covers(place.code):
            villages.setdefault(place.code[:TOWNSHIP], []).append((f"{Role.VILLAGE}/{place.code}", place.short_name))
        elif len(place.code) == TOWNSHIP and scope.overlaps(place.code):
            towns.append(place)
    found = []
    for town in towns:
        own = [(f"{Role.TOWNSHIP}/{town.code}", town.short_name)] if scope.is_county else []
        found.append((town.short_name, [*own, *villages.get(town.code, [])]))
    return found, access.posted_departments() if scope.is_county else []


def default_owner(kind: About, key: str, area: str, county: str) -> list[tuple[str, str]]:
    """Whose a leader's line would be, the likeliest first: of a household its township and village, of a list its area.

    The last choice always is the county centre, which says whose it is. Two queries at most.
    """
    village = registry.village_of(key) if kind == About.HOUSEHOLD else area
    found = []
    if village:
        wanted = [Owner(Role.TOWNSHIP, village[:TOWNSHIP])]
        wanted += [Owner(Role.VILLAGE, village)] if len(village) == VILLAGE else []
        called = owners.names(wanted)
        found = [(owner.key, called[owner]) for owner in wanted if called[owner] != owner.area]
    return [*found, ("", f"{owners.CENTRE}定由谁办"), (f"{Role.COUNTY_CENTER}/{county}", owners.CENTRE)]


def live(rows: QuerySet[Order]) -> QuerySet[Order]:
    """Those of the orders that have something unsettled."""
    return rows.filter(_unsettled())


def over(rows: QuerySet[Order]) -> QuerySet[Order]:
    """Those of the orders with nothing left to settle."""
    return rows.exclude(_unsettled())


def _unsettled() -> Exists:
    return Exists(OrderLine.objects.filter(order=OuterRef("pk"), state__in=UNSETTLED))


def some_order(account: object) -> dict[str, str] | None:
    """An order for whoever looks at all pages, one with work in it first."""
    live = lines(account).filter(state__in=TO_DO).values("order")
    rows = orders(account)
    number = rows.filter(pk__in=live).order_by("pk").values_list("number", flat=True).first()
    number = number or rows.order_by("pk").values_list("number", flat=True).first()
    return {"number": number} if number else None


def some_line(account: object) -> dict[str, str] | None:
    """A line for whoever looks at all pages: one that the account may act on first."""
    rows = lines(account).order_by("pk")
    acts = (LineState.ANSWERED, LineState.CLOSED) if access.may(account, P.ORDER_ISSUE) else TO_DO
    number = rows.filter(state__in=acts).values_list("number", flat=True).first()
    number = number or rows.values_list("number", flat=True).first()
    return {"number": number} if number else None


def _grouped(rows: QuerySet[OrderLine], key: str) -> dict[str, Counts]:
    found: dict[str, list[tuple[str, int, int]]] = {}
    for which, state, n, late in _states(rows, key):
        found.setdefault(which, []).append((state, n, late))
    return {which: _counts(parts) for which, parts in found.items()}


def _states(rows: QuerySet[OrderLine], *keys: str) -> Iterable[tuple[Any, ...]]:
    late = Count("pk", filter=is_late())
    return rows.order_by().values_list(*keys, "state").annotate(n=Count("pk"), late=late)


def is_late(now: dt.datetime | None = None) -> Q:
    """Past its deadline and not fed back."""
    return Q(due_at__lt=now or clock.business_now(), state__in=TO_DO)


def _counts(parts: Iterable[tuple[str, int, int]]) -> Counts:
    states: dict[str, int] = {}
    late = 0
    for state, n, behind in parts:
        states[state] = states.get(state, 0) + n
        late += behind
    return Counts(sum(states.values()), states, late)
