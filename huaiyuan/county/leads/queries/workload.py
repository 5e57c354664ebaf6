"""How much the villages carry: for the heat of a county or a township."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from huaiyuan.base import access, reference
from huaiyuan.base.access.permissions import P
from huaiyuan.base.reference.models import AreaLevel
from huaiyuan.core.kernel import clock
from huaiyuan.county.leads.queries import lists
from huaiyuan.county.leads.types import AT_VILLAGE, LIVE, State


@dataclass(frozen=True)
class VillageLoad:
    """An area's leads: waiting for 交办, to be verified, and of those overdue."""

    code: str
    name: str
    waiting: int
    at_village: int
    overdue: int


def workload(account: object) -> list[VillageLoad]:
    """Every village within the account's rows, in their fixed order, those without leads too."""
    now = clock.business_now()
    at_village = Q(state__in=AT_VILLAGE)
    rows = (
        lists.within(account)
        .filter(state__in=LIVE)
        .values("village_code")
        .annotate(
            waiting=Count("id", filter=Q(state=State.OPEN)), at_village=Count("id", filter=at_village),
            overdue=Count("id", filter=at_village & Q(due_at__lt=now)),
        )
    )  # fmt: skip
    found = {row["village_code"]: (row["waiting"], row["at_village"], row["overdue"]) for row in rows.order_by()}
    scope = access.scope_of(account, P.LEAD_READ)
    return [
        VillageLoad(place.code, place.short_name, *found.get(place.code, (0, 0, 0)))
        for place in reference.places(level=AreaLevel.VILLAGE)
        if scope.covers(place.code)
    ]


def by_township(loads: list[VillageLoad]) -> list[VillageLoad]:
    """The same, summed by township, in the townships' fixed order."""
    names = {place.code: place.short_name for place in reference.places(level=AreaLevel.TOWNSHIP)}
    sums: dict[str, list[int]] = {}
    for load in loads:
        township = sums.setdefault(load.code[:9], [0, 0, 0])
        for n, value in enumerate((load.waiting, load.at_village, load.overdue)):
            township[n] += value
    return [VillageLoad(code, name, *sums[code]) for code, name in names.items() if code in sums]
