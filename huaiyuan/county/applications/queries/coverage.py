"""The two coverages (两个全覆盖) by area, out of the figures' own snapshot, and a village's groups as they stand now."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from huaiyuan.base.figures import compute
from huaiyuan.base.figures.printed import percent
from huaiyuan.base.figures.snapshots import Snapshot
from huaiyuan.core.kernel import clock
from huaiyuan.county.applications.queries.leaflets import reached
from huaiyuan.county.applications.types import Leaflet
from huaiyuan.county.registry import queries as registry

# Figures of each leaflet: reached, not reached, not known.
PARTS = {Leaflet.APPLYING: ("B01", "B02", "B03"), Leaflet.HELPING: ("B05", "B06", "B07")}
MOST = 5000
PRINTED = percent(1)


@dataclass(frozen=True)
class Covered:
    """A leaflet in an area: households reached, not reached, not known."""

    reached: int = 0
    lacking: int = 0
    unknown: int = 0

    @property
    def all(self) -> int:
        """Everybody for whom the leaflet is."""
        return self.reached + self.lacking + self.unknown

    @property
    def percent(self) -> str:
        """The rate as the figure prints it; 不适用 where the leaflet is for nobody."""
        return PRINTED.shown(Decimal(self.reached) / self.all, "%") if self.all else "不适用"

    @property
    def is_short(self) -> bool:
        """Whether somebody is not known to be reached."""
        return self.reached < self.all


@dataclass(frozen=True)
class GroupCovered:
    """A group of a village: households and how many of them each leaflet reached."""

    name: str
    key: str
    households: int
    reached: int
    monitored: int
    helped: int


def by_area(digits: int, snapshot: Snapshot) -> dict[str, dict[Leaflet, Covered]]:
    """By area code of a level (9 township, 12 village), on a snapshot."""
    return _counted(digits, snapshot, clock.today())


@lru_cache(maxsize=8)
def _counted(digits: int, snapshot: Snapshot, on: dt.date) -> dict[str, dict[Leaflet, Covered]]:
    # A snapshot never changes, so it is counted once a process.
    wanted = [id_ for parts in PARTS.values() for id_ in parts]
    counted = compute.by_area(wanted, on, digits, snapshot=snapshot)
    areas = sorted({area for counts in counted.values() for area in counts})
    return {
        area: {leaflet: Covered(*(counted[id_].get(area, 0) for id_ in parts)) for leaflet, parts in PARTS.items()}
        for area in areas
    }


def village_groups(village_code: str, account: object) -> list[GroupCovered]:
    """The groups of a village as they stand now, in walking order. Four queries."""
    everybody = registry.village_page(village_code, account, limit=MOST).rows
    numbers = [line.household_no for line in everybody]
    applied, helped = (reached(numbers, leaflet) for leaflet in (Leaflet.APPLYING, Leaflet.HELPING))
    groups: dict[str, list[registry.Listed]] = {}
    for line in everybody:
        groups.setdefault(line.group_name, []).append(line)
    found = []
    for name, rows in groups.items():
        monitored = [row for row in rows if row.risk_state == "未消除"]
        found.append(
            GroupCovered(
                name=name, key=registry.UNGROUPED_KEY if name == registry.UNGROUPED else name, households=len(rows),
                reached=sum(row.household_no in applied for row in rows), monitored=len(monitored),
                helped=sum(row.household_no in helped for row in monitored),
            )
        )  # fmt: skip
    return found
