"""本镇 on one screen: what is 红, what is due today, and with whom it is stuck; every number is one of the list's own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max
from django.db.models.functions import TruncDate

from huaiyuan.base import access, reference
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.queries import names_by_area
from huaiyuan.core.kernel import clock
from huaiyuan.county.leads.filters import FOLLOW_UP_TAB, IDENTIFY_TAB, Filters
from huaiyuan.county.leads.models import Lead
from huaiyuan.county.leads.queries import lists
from huaiyuan.county.leads.queries.workload import VillageLoad, workload

HEATS = 4


@dataclass(frozen=True)
class Holder:
    """With whom leads are: a village with its people's names. `red` counts all that are open there."""

    load: VillageLoad
    people: list[str]


@dataclass(frozen=True)
class Tile:
    """A village in the heat picture: its open leads and the step of the colour, 0 for none."""

    load: VillageLoad
    step: int


@dataclass(frozen=True)
class Township:
    """A township's leads: `tabs` as the list counts them, `red` of those live, villages in their order and by trouble."""

    code: str
    name: str
    tabs: dict[str, int]
    red: int
    tiles: list[Tile]
    holders: list[Holder]

    @property
    def to_identify(self) -> int:
        """Found true and waiting for the township."""
        return self.tabs[IDENTIFY_TAB]

    @property
    def to_follow_up(self) -> int:
        """Found true and waiting for a department."""
        return self.tabs[FOLLOW_UP_TAB]


def township(account: object, code: str) -> Township | None:
    """A township as the account may see it; None when none of its villages is within the account's rows."""
    place = reference.places_by_code([code]).get(code)
    loads = [load for load in workload(account) if load.code.startswith(code)]
    if place is None or not loads:
        return None
    busy = [load for load in loads if load.at_village]
    names = names_by_area([load.code for load in busy], Role.VILLAGE)
    worst = sorted(busy, key=lambda load: (-load.overdue, -load.due_today, -load.red, -load.at_village, load.code))
    most = max(load.live for load in loads)
    return Township(
        code=code, name=place.name, tabs=lists.tab_counts(account, Filters(township=code)),
        red=sum(load.red for load in loads), tiles=[Tile(load, heat(load.live, most)) for load in loads],
        holders=[Holder(load, names.get(load.code, [])) for load in worst],
    )  # fmt: skip


def heat(count: int, most: int) -> int:
    """The step of the colour: 0 for none, else quarters of the most laden."""
    return 0 if not count else min(HEATS, 1 + (count - 1) * HEATS // max(most, 1))


def last_sent(since: dt.date, until: dt.date) -> dict[str, dt.date]:
    """The last day between two days (included) on which leads were handed out to each village; what went back is left out."""
    begins = dt.datetime.combine(since, dt.time(), clock.SHANGHAI)
    ends = dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), clock.SHANGHAI)
    rows = Lead.objects.filter(sent_at__gte=begins, sent_at__lt=ends).order_by().values_list("village_code")
    return {village: at.astimezone(clock.SHANGHAI).date() for village, at in rows.annotate(at=Max("sent_at"))}


def sent_days(account: object, *, limit: int = 12) -> list[tuple[dt.date, int]]:
    """The days on which leads were handed out and how many, newest first, within the account's rows."""
    rows = access.scope_of(account, P.LEAD_READ).filter(Lead.objects.filter(sent_at__isnull=False)).order_by()
    found = rows.annotate(on=TruncDate("sent_at", tzinfo=clock.SHANGHAI)).values_list("on").annotate(n=Count("id"))
    return list(found.order_by("-on")[:limit])
