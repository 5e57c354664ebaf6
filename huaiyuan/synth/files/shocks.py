"""Hidden shocks: what really happened to families, most of it visible in some department's file, some in none.

The lead ledger is judged against these in a test: found, missed, false.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

# How many families are struck in a whole county, by the rule that ought to see it.
SHOCKS = {"R01": 300, "R02": 250, "R09": 150, "R11": 80, "R12": 120}
RISK_OF = {"R01": "因病", "R02": "因病", "R09": "因残", "R11": "因义务教育", "R12": "因义务教育"}
# The share that no file shows: treated far away, not yet appraised, not reported.
INVISIBLE = 0.12


@dataclass(frozen=True)
class Shock:
    """People struck, by rule, as indices into the people columns."""

    rule: str
    people: np.ndarray
    visible: np.ndarray

    @property
    def seen(self) -> np.ndarray:
        """Those whom a department's file shows."""
        return self.people[self.visible]


def school_age(birth: np.ndarray, day: dt.date, lowest: int, highest: int) -> np.ndarray:
    """Who is between two ages (both included) on 31 August of the school year that contains `day`."""
    year = day.year if day.month >= 9 else day.year - 1
    youngest = np.datetime64(f"{year - lowest}-08-31")
    oldest = np.datetime64(f"{year - highest - 1}-09-01")
    return (birth <= youngest) & (birth >= oldest)


def draw(people: dict[str, np.ndarray], scale: float, day: dt.date, rng: np.random.Generator) -> dict[str, Shock]:
    """Choose whom the year strikes; at most one shock a household."""
    poor = people["lifted"].astype(bool) | people["monitored"].astype(bool)
    child = school_age(people["birth_on"], day, 6, 15)
    adult = people["birth_on"] < np.datetime64(f"{day.year - 25}-01-01")
    pools = {"R01": poor & adult, "R02": ~poor & adult, "R09": adult, "R11": child, "R12": child}
    taken: set[str] = set()
    shocks = {}
    for rule, total in SHOCKS.items():
        candidates = rng.permutation(np.flatnonzero(pools[rule]))
        chosen: list[int] = []
        for index in candidates:
            household = people["household_no"][index]
            if household not in taken:
                taken.add(household)
                chosen.append(int(index))
            if len(chosen) == max(2, round(total * scale)):
                break
        picked = np.array(sorted(chosen))
        shocks[rule] = Shock(rule, picked, rng.random(len(picked)) >= INVISIBLE)
    return shocks


def truth_table(shocks: dict[str, Shock], people: dict[str, np.ndarray], rng: np.random.Generator) -> pa.Table:
    """The truth file of the shocks."""
    rows = [
        (people["person_id"][i], people["household_no"][i], s.rule, RISK_OF[s.rule], bool(v))
        for s in shocks.values()
        for i, v in zip(s.people, s.visible, strict=True)
    ]
    starts = np.datetime64("2026-01-05") + rng.integers(0, 290, len(rows))
    names = ("person_id", "household_no", "rule", "risk_type", "visible")
    table = pa.table({name: [row[i] for row in rows] for i, name in enumerate(names)})
    return table.append_column("starts_on", pa.array(starts.astype("datetime64[D]").astype(dt.date), pa.date32()))
