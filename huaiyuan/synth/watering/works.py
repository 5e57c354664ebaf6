"""The county's waterworks: one central for every village, some that serve the next village too, and scattered ones of a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pyarrow as pa

from huaiyuan.synth import places, targets
from huaiyuan.synth.columns import chosen

if TYPE_CHECKING:
    from huaiyuan.synth.county import County

SHARED, SCARCE = 24, 3
PUMPS = ("QJ150-20", "QJ200-32", "QJ100-8", "ISG65-160")
SOURCES = ("reservoir", "river", "spring", "well", "town")
SPOTS = ("村东路口", "村西坡上", "村委会后", "水库坝下", "河边", "小学旁")
GROUPS = """
SELECT r.village_code, coalesce(r.group_name, '') AS group_name, count(DISTINCT r.household_no) AS households,
       count(*) AS people
FROM residences r JOIN households h USING (household_no)
JOIN memberships m ON m.household_no = r.household_no AND m.valid_to = DATE '9999-12-31'
JOIN persons p USING (person_id)
WHERE r.valid_to = DATE '9999-12-31' AND h.closed_on IS NULL AND p.died_on IS NULL GROUP BY ALL ORDER BY ALL"""


def make(county: County, rng: np.random.Generator) -> tuple[pa.Table, pa.Table]:
    """The works and whom each serves, as the ledgers' bulk door takes them."""
    with duckdb.connect() as engine:
        for name in ("residences", "households", "memberships", "persons"):
            engine.register(name, county.tables[name])
        groups = engine.sql(GROUPS).to_arrow_table().to_pylist()
    villages = places.villages()
    by_village: dict[str, list[dict[str, object]]] = {place.code: [] for place in villages}
    for group in groups:
        by_village[str(group["village_code"])].append(group)
    scattered = _scattered(by_village, targets.WATER_WORKS - len(villages), rng)
    works: list[dict[str, object]] = []
    served: list[dict[str, object]] = []
    for place in villages:
        own = scattered.get(place.code, [])
        alone = {str(group["group_name"]) for group in own}
        rest = [group for group in by_village[place.code] if group["group_name"] not in alone]
        bare = place.short.removesuffix("社区").removesuffix("村")
        for name, group, mine in (
            (f"{bare}供水站", "", rest), *((f"{bare}{g['group_name']}供水点", str(g["group_name"]), [g]) for g in own),
        ):  # fmt: skip
            works.append(_works(len(works), place.code, name, group, mine, rng))
            served.append(_served(len(works) - 1, place.code, group, mine))
    _share(works, served, rng)
    for key in np.sort(rng.permutation(len(works))[:SCARCE]):
        works[key]["scale"] = f"{float(str(works[key]['scale'])) / 3:.1f}"
    order = {row["number"]: place for place, row in enumerate(sorted(works, key=lambda row: str(row["number"])))}
    for row in works:
        row["route"] = f"XL{order[row['number']] * targets.WATER_ROUTES // len(works) + 1:03}"
    return pa.Table.from_pylist(works), pa.Table.from_pylist(_numbered(served))


def _scattered(
    by_village: dict[str, list[dict[str, object]]], count: int, rng: np.random.Generator
) -> dict[str, list[dict[str, object]]]:
    """Groups with a works of their own: spread over the villages, never a village's first group."""
    pool = [(code, group) for code, groups in by_village.items() for group in groups[1:] if group["group_name"]]
    picked = chosen(count, np.arange(len(pool)), rng)
    found: dict[str, list[dict[str, object]]] = {}
    for key in picked:
        code, group = pool[int(key)]
        found.setdefault(code, []).append(group)
    return found


def _works(
    key: int, village: str, name: str, group: str, served: list[dict[str, object]], rng: np.random.Generator
) -> dict[str, object]:
    people = sum(int(str(one["people"])) for one in served)
    central = not group
    litres = rng.uniform(48, 110)
    return {
        "number": f"SG2021-{key + 1:05}", "state": "running", "state_since": targets.HISTORY_FROM,
        "opened_on": targets.HISTORY_FROM, "village_code": village, "unit_no": targets.WATER_STATION, "name": name,
        "supply": "central" if central else "scattered",
        "source": SOURCES[int(rng.integers(0, 5) if central else rng.integers(2, 4))],
        "scale": f"{max(people, 1) * litres / 1000:.1f}",
        "households": sum(int(str(one["households"])) for one in served),
        "run_by": ("县农村供水公司" if central else "村委会"), "pump": PUMPS[int(rng.integers(0, len(PUMPS)))],
        "place": f"{group or ''}{SPOTS[int(rng.integers(0, len(SPOTS)))]}",
    }  # fmt: skip


def _served(key: int, village: str, group: str, served: list[dict[str, object]]) -> dict[str, object]:
    return {
        "works": f"SG2021-{key + 1:05}", "village_code": village, "unit_no": targets.WATER_STATION, "group_name": group,
        "households": sum(int(str(one["households"])) for one in served),
        "people": sum(int(str(one["people"])) for one in served), "way": "indoors",
        "state": "on", "state_since": targets.HISTORY_FROM, "opened_on": targets.HISTORY_FROM,
    }  # fmt: skip


def _share(works: list[dict[str, object]], served: list[dict[str, object]], rng: np.random.Generator) -> None:
    """Some central works reach into the next village of their township: a few families there have a second source."""
    central = [key for key, row in enumerate(works) if row["supply"] == "central"]
    for place in np.sort(rng.permutation(len(central) - 1)[:SHARED]):
        here, there = works[central[place]], works[central[place + 1]]
        if str(here["village_code"])[:9] == str(there["village_code"])[:9]:
            extra = {**served[central[place]], "village_code": there["village_code"], "households": 12, "people": 36}
            served.append(extra)


def _numbered(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    return [{"number": f"SF2021-{place + 1:05}", **row} for place, row in enumerate(rows)]
