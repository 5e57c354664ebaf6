"""The county's areas: real names and codes of towns and villages, with the ways people write them.

Which eight of the listed communities are the county's rural ones, and which villages are 脱贫村, is our choice:
the report gives the numbers only. The same for every seed.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import pyarrow as pa

from huaiyuan.synth import columns, targets

COUNTY, ZONE = "411330", "411330400"
_SINCE = columns.day(targets.HISTORY_FROM) - 365 * 10
# The first community of 固县 and 平氏, both of 埠江, the first four of 城关镇; the county seat's others are town.
_TOWN_COMMUNITIES = {"411330100": 4, "411330103": 1, "411330106": 2, "411330107": 1}
_COMMUNITY, _VILLAGE = "社区居民委员会", "村民委员会"
_CHOICE_OF_LIFTED = 20_190_501


@dataclass(frozen=True)
class Place:
    """A village or community."""

    code: str
    name: str
    short: str
    township: str
    community: bool


def _rows(name: str) -> list[dict[str, str]]:
    text = files("huaiyuan.synth").joinpath("data", name).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def townships() -> list[tuple[str, str]]:
    """Code and name of the towns and townships, by code."""
    return sorted((row["code"], row["name"]) for row in _rows("tongbai_streets.csv"))


def villages() -> list[Place]:
    """All villages and communities of the demo county, by code."""
    names = dict(townships())
    found, communities = [], dict.fromkeys(_TOWN_COMMUNITIES, 0)
    for row in sorted(_rows("tongbai_villages.csv"), key=lambda row: row["code"]):
        code, name = row["code"], row["name"].replace("委员会会", "委员会")
        township = code[:9]
        if name.endswith(_COMMUNITY):
            communities[township] = communities.get(township, 0) + 1
            if communities[township] <= _TOWN_COMMUNITIES.get(township, 0):
                found.append(Place(code, name, name.removesuffix(_COMMUNITY) + "社区", names[township], True))
        elif name.endswith((_VILLAGE, "村委会")):
            short = name.removesuffix(_VILLAGE).removesuffix("村委会") + "村"
            found.append(Place(code, name, short, names[township], False))
    return found


def lifted(places: list[Place]) -> np.ndarray:
    """Which places are 脱贫村."""
    pool = np.array([i for i, place in enumerate(places) if not place.community])
    rng = np.random.default_rng(_CHOICE_OF_LIFTED)
    flags = np.zeros(len(places), bool)
    flags[columns.chosen(targets.LIFTED_VILLAGES, pool, rng)] = True
    return flags


def aliases(place: Place) -> list[str]:
    """How hands write a place beside its full and short name."""
    bare = place.short.removesuffix("社区") if place.community else place.short.removesuffix("村")
    town = place.township.removesuffix("镇").removesuffix("乡")
    body = ("居委会", "社区居委会") if place.community else ("村委会", "村委", "村村委会", "行政村", "村民委员会")
    ways = [
        bare,
        *(bare + end for end in body),
        place.township + place.short,
        place.township + bare,
        town + place.short,
    ]
    return [way for way in dict.fromkeys(ways) if way not in {place.name, place.short}]


def table(places: list[Place]) -> pa.Table:
    """Snapshot table `areas`."""
    county = (COUNTY, "桐柏县", "桐柏县", "county", "县", "", False, "桐柏")
    zone = (
        ZONE,
        "桐柏县先进制造业开发区",
        "开发区",
        "zone",
        "开发区",
        COUNTY,
        False,
        "先进制造业开发区;集聚区;产业集聚区",
    )
    towns = [(code, name, name, "township", name[-1], COUNTY, False, name[:-1]) for code, name in townships()]
    poor = lifted(places)
    kinds = {True: "社区", False: "行政村"}
    below = [
        (p.code, p.name, p.short, "village", kinds[p.community], p.code[:9], bool(poor[i]), ";".join(aliases(p)))
        for i, p in enumerate(places)
    ]
    rows = [county, *towns, zone, *below]
    names = ("code", "name", "short_name", "level", "kind", "parent_code", "lifted_village", "aliases")
    made = {name: [row[i] for row in rows] for i, name in enumerate(names)}
    n = len(rows)
    return pa.table({
        **made,
        "sort": pa.array(range(1, n + 1), pa.int32()),
        "valid_from": columns.dates(np.full(n, _SINCE)),
        "valid_to": columns.dates(np.full(n, columns.OPEN)),
    })  # fmt: skip
