"""Hidden shocks: what really happened to families, most of it visible in some department's file, some in none.

The lead ledger is judged against these in a test: found, missed, false.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

# How many families are struck in a whole county, by the rule that ought to see it.
SHOCKS = {
    "R01": 300, "R02": 250, "R09": 150, "R11": 80, "R12": 120, "R06": 60, "R15": 70, "R16": 40, "R20": 60, "R21": 50,
    "R22": 60, "R23": 24,
}  # fmt: skip
# Villages without water for days, by the rule that ought to see it.
DRY_RULE, DRY_VILLAGES = "R17", 12
RISK_OF = {
    "R01": "因病", "R02": "因病", "R09": "因残", "R11": "因义务教育", "R12": "因义务教育", "R06": "因病", "R15": "因安全住房",
    "R16": "因安全住房", "R17": "因安全饮水", "R20": "收入骤降", "R21": "其他", "R22": "其他", "R23": "其他",
}  # fmt: skip
# The file that shows it.
SOURCE_OF = {
    "R01": "medical_bills", "R02": "medical_bills", "R09": "disability_cards", "R11": "school_roll",
    "R12": "school_roll", "R06": "medical_enrolment", "R15": "housing_appraisals", "R16": "housing_appraisals",
    "R17": "water_outages", "R20": "welfare_roll", "R21": "welfare_roll", "R22": "welfare_roll", "R23": "welfare_roll",
}  # fmt: skip
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


@dataclass(frozen=True)
class Outages:
    """Villages left without water, and which of them the water bureau has on its list."""

    villages: tuple[str, ...]
    visible: tuple[bool, ...]

    @property
    def seen(self) -> tuple[str, ...]:
        """Those on the list."""
        return tuple(v for v, seen in zip(self.villages, self.visible, strict=True) if seen)


def draw_outages(villages: list[str], scale: float, rng: np.random.Generator) -> Outages:
    """Choose the villages that go dry."""
    chosen = sorted(rng.choice(villages, max(2, round(DRY_VILLAGES * scale)), replace=False).tolist())
    return Outages(tuple(chosen), tuple((rng.random(len(chosen)) >= INVISIBLE).tolist()))


def helpless(people: dict[str, np.ndarray], day: dt.date) -> np.ndarray:
    """Who lives in a household without anybody between 20 and 59: old people alone, children without parents."""
    age = (np.datetime64(day) - people["birth_on"]).astype(int) // 365
    _, home = np.unique(people["household_no"].astype(str), return_inverse=True)
    able = np.zeros(home.max() + 1, bool)
    np.logical_or.at(able, home, (age >= 20) & (age < 60))
    return ~able[home]


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
    monitored, head = people["monitored"].astype(bool), people["relation"] == "户主"
    old = people["birth_on"] < np.datetime64(f"{day.year - 60}-01-01")
    pools = {
        "R01": poor & adult, "R02": ~poor & adult, "R09": adult, "R11": child, "R12": child, "R06": poor,
        "R15": head & adult, "R16": head & adult, "R20": adult, "R21": adult & ~monitored, "R22": adult,
        "R23": (old | child) & helpless(people, day),
    }  # fmt: skip
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


def truth_table(
    shocks: dict[str, Shock], dry: Outages, people: dict[str, np.ndarray], rng: np.random.Generator
) -> pa.Table:
    """The truth file of the shocks; one that strikes a whole village names no household."""
    struck: list[tuple[str | None, str | None, str, str, bool]] = [
        (people["person_id"][i], people["household_no"][i], people["village_code"][i], s.rule, bool(v))
        for s in shocks.values()
        for i, v in zip(s.people, s.visible, strict=True)
    ]
    struck += [(None, None, code, DRY_RULE, v) for code, v in zip(dry.villages, dry.visible, strict=True)]
    rows = [(*row[:4], RISK_OF[row[3]], SOURCE_OF[row[3]], row[4]) for row in struck]
    starts = np.datetime64("2026-01-05") + rng.integers(0, 290, len(rows))
    names = ("person_id", "household_no", "village_code", "rule", "risk_type", "source", "visible")
    table = pa.table({name: [row[i] for row in rows] for i, name in enumerate(names)})
    return table.append_column("starts_on", pa.array(starts.astype("datetime64[D]").astype(dt.date), pa.date32()))
