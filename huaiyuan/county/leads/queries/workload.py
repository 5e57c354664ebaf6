"""How much the villages carry: for the heat of a county or a township."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from huaiyuan.base import access, reference
from huaiyuan.base.access.permissions import P
from huaiyuan.base.reference.types import AreaLevel
from huaiyuan.county.leads.filters import OVERDUE_TAB, TODAY_TAB, tab_condition
from huaiyuan.county.leads.queries import lists
from huaiyuan.county.leads.types import AT_VILLAGE, LIVE, Grade, State

COUNTED = ("waiting", "at_village", "overdue", "due_today", "red")
NOTHING = (0,) * len(COUNTED)


@dataclass(frozen=True)
class VillageLoad:
    """An area's leads: waiting for 交办, to be verified, and of those overdue, due today, and 红."""

    code: str
    name: str
    waiting: int
    at_village: int
    overdue: int
    due_today: int
    red: int

    @property
    def live(self) -> int:
        """All that is open: with the village and with the county."""
        return self.waiting + self.at_village


def workload(account: object) -> list[VillageLoad]:
    """Every village within the account's rows, in their fixed order, those without leads too."""
    at_village = Q(state__in=AT_VILLAGE)
    rows = (
        lists.within(account)
        .filter(state__in=LIVE)
        .values("village_code")
        .annotate(
            waiting=Count("id", filter=Q(state=State.OPEN)), at_village=Count("id", filter=at_village),
            overdue=Count("id", filter=tab_condition(OVERDUE_TAB)), due_today=Count("id", filter=tab_condition(TODAY_TAB)),
            red=Count("id", filter=Q(grade=Grade.RED)),
        )
    )  # fmt: skip
    found = {village: counts for village, *counts in rows.order_by().values_list("village_code", *COUNTED)}
    scope = access.scope_of(account, P.LEAD_READ)
    return [
        VillageLoad(place.code, place.short_name, *found.get(place.code, NOTHING))
        for place in reference.places(level=AreaLevel.VILLAGE)
        if scope.covers(place.code)
    ]


def by_township(loads: list[VillageLoad]) -> list[VillageLoad]:
    """The same, summed by township, in the townships' fixed order."""
    names = {place.code: place.short_name for place in reference.places(level=AreaLevel.TOWNSHIP)}
    sums: dict[str, list[int]] = {}
    for load in loads:
        township = sums.setdefault(load.code[:9], list(NOTHING))
        for n, name in enumerate(COUNTED):
            township[n] += getattr(load, name)
    return [VillageLoad(code, name, *sums[code]) for code, name in names.items() if code in sums]
