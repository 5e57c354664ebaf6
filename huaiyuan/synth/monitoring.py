"""Monitoring cycles (监测周期): whom the county identified and cleared, and when, before and after the report day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from huaiyuan.synth import columns, settlement, targets
from huaiyuan.synth.columns import NEVER, OPEN, between, chosen, day
from huaiyuan.synth.residents import REPORT, County
from huaiyuan.synth.settlement import Households

CATEGORIES = (targets.UNSTABLE, targets.MARGINAL, targets.HARDSHIP)
UNSTABLE, MARGINAL, HARDSHIP = range(3)
STATES = ("未消除", "已消除", "已清退")
UNCLEARED, CLEARED, STRUCK_OFF = range(3)
ENTRY_KINDS = ("首次", "再识别")
# Combinations of risks and their weights for households cleared by now, and for those that stay.
RISKS = (
    "因病", "因残", "因学", "因务工就业不稳", "因产业项目失败", "因意外事故", "因自然灾害", "缺劳动力", "因病;缺劳动力", "因病;因残",
    "因残;缺劳动力", "因病;因学", "因病;因务工就业不稳", "因意外事故;因病",
)  # fmt: skip
_WEIGHTS = {
    True: np.array([34, 9, 7, 9, 5, 7, 4, 4, 6, 3, 2, 5, 3, 2], float),
    False: np.array([27, 14, 1, 1, 1, 3, 1, 12, 19, 9, 10, 1, 0, 1], float),
}
# Half a year and some days lie between identification and clearing (domain §1.6), moved to a working day.
_LEAST_STAY = 190
_FIRST = dt.date(2020, 3, 16)
_START = day(_FIRST)


@dataclass
class Cycles:
    """One entry a cycle. `ended` is the day it was cleared or struck off; `until` the day a next cycle began."""

    house: np.ndarray
    number: np.ndarray
    category: np.ndarray
    approved: np.ndarray
    ended: np.ndarray
    outcome: np.ndarray
    again: np.ndarray
    risks: np.ndarray
    until: np.ndarray

    def __len__(self) -> int:
        return len(self.house)

    def add(self, house: np.ndarray, category: object, approved: np.ndarray, risks: np.ndarray, *, ended: object = NEVER,
            outcome: object = UNCLEARED, number: object = 1, again: object = False, until: object = OPEN) -> None:  # fmt: skip
        """Add cycles."""
        more = (house, number, category, approved, ended, outcome, again, risks, until)
        for name, values in zip(self.__dataclass_fields__, more, strict=True):
            old = getattr(self, name)
            new = np.broadcast_to(np.asarray(values), len(house)).astype(old.dtype)
            setattr(self, name, np.concatenate([old, new]))


def _none() -> Cycles:
    kinds = (np.int32, np.int8, np.int8, np.int32, np.int32, np.int8, bool, np.int8, np.int32)
    return Cycles(*(np.zeros(0, kind) for kind in kinds))


def cycles(county: County, scale: float, seed: int) -> Cycles:
    """All cycles up to the report day; they add up to the targets."""
    rng = np.random.default_rng([seed, 5])
    houses, made = county.houses, _none()
    monitored = np.flatnonzero(houses.cell >= 0)
    cleared = np.array([cell.cleared for cell in targets.CELLS])[houses.cell[monitored]]
    category = np.array([CATEGORIES.index(cell.category) for cell in targets.CELLS])[houses.cell[monitored]]
    _standing(made, monitored[~cleared], category[~cleared], scale, rng)
    _cleared(made, monitored[cleared], category[cleared], scale, rng)
    _again(made, scale, rng)
    _mistakes(made, houses, scale, rng)
    _closed(made, houses, scale, rng)
    _suit(made, county)
    return made


def _suit(made: Cycles, county: County) -> None:
    """No family without a pupil is at risk for schooling, none without workers for work or business: illness it is."""
    own = slice(0, county.founders)
    age, home = (REPORT - county.people.birth[own]) / columns.YEAR, county.people.house[own]
    for words, low, high in ((("因学",), 6, 27), (("因务工就业不稳", "因产业项目失败"), 18, 62)):
        able = np.bincount(home[(age > low) & (age < high)], minlength=len(county.houses)) > 0
        asks = np.array([any(word in risks.split(";") for word in words) for risks in RISKS])
        made.risks[asks[made.risks] & ~able[made.house]] = RISKS.index("因病")


def _risks(count: int, cleared: bool, rng: np.random.Generator) -> np.ndarray:
    weights = _WEIGHTS[cleared]
    return rng.choice(len(RISKS), count, p=weights / weights.sum())


def _standing(made: Cycles, house: np.ndarray, category: np.ndarray, scale: float, rng: np.random.Generator) -> None:
    """Still monitored: most since 2023 to 2025, a few since this year."""
    n = len(house)
    year = rng.choice([2020, 2021, 2022, 2023, 2024, 2025], n, p=[0.07, 0.12, 0.15, 0.2, 0.24, 0.22])
    opens = np.array([day(dt.date(y, 1, 6)) for y in range(2020, 2026)])[year - 2020]
    approved = columns.workday(np.maximum(opens + rng.integers(0, 350, n), _START))
    new = chosen(targets.scaled(targets.APPROVED_IN_REPORT_YEAR, scale), np.arange(n), rng)
    approved[new] = columns.workday(between(day(dt.date(2026, 1, 8)), day(dt.date(2026, 9, 28)), rng, len(new)))
    made.add(house, category, approved, _risks(n, False, rng))


def _cleared(made: Cycles, house: np.ndarray, category: np.ndarray, scale: float, rng: np.random.Generator) -> None:
    """Cleared in 2021 to 2024 or in 2026, and as many in 2025 as the report says."""
    n = len(house)
    window = np.where(rng.random(n) < 0.06, 2, 0)
    few = chosen(targets.scaled(targets.CLEARED_IN_YEAR_BEFORE, scale), np.arange(n), rng)
    window[few] = 1
    bounds = [  # identified from and to, cleared from and to
        (_FIRST, dt.date(2024, 5, 10), dt.date(2021, 1, 6), dt.date(2024, 12, 27)),
        (dt.date(2023, 6, 1), dt.date(2024, 8, 1), dt.date(2025, 3, 5), dt.date(2025, 11, 25)),
        (dt.date(2023, 6, 1), dt.date(2025, 10, 20), dt.date(2026, 1, 7), dt.date(2026, 10, 27)),
    ]
    edges = np.array([[day(date) for date in row] for row in bounds])[window]
    eager = rng.beta(1.1, 2.2, n)  # most were identified early
    approved = columns.workday(edges[:, 0] + ((edges[:, 1] - edges[:, 0]) * eager).astype(np.int64))
    lowest = np.maximum(approved + _LEAST_STAY, edges[:, 2])
    highest = np.where(window == 0, np.minimum(edges[:, 3], lowest + 520), edges[:, 3])
    ended = columns.workday(between(lowest, highest, rng, n))
    made.add(house, category, approved, _risks(n, True, rng), ended=ended, outcome=CLEARED)


def _again(made: Cycles, scale: float, rng: np.random.Generator) -> None:
    """Cleared once before, then identified again (再识别)."""
    late = (made.approved > day(dt.date(2022, 11, 1))) & (made.approved < day(dt.date(2026, 1, 1)))
    again = chosen(targets.scaled(targets.IDENTIFIED_AGAIN, scale, 2), np.flatnonzero(late), rng)
    n = len(again)
    made.number[again], made.again[again] = 2, True
    approved = columns.workday(between(day(dt.date(2020, 9, 1)), day(dt.date(2021, 3, 1)), rng, n))
    ended = columns.workday(approved + rng.integers(_LEAST_STAY + 10, 420, n))
    made.add(
        made.house[again], made.category[again], approved, _risks(n, True, rng), ended=ended, outcome=CLEARED,
        until=made.approved[again],
    )  # fmt: skip


def _fitting(lifted: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    hard = rng.random(len(lifted)) < 0.75
    return np.where(hard, HARDSHIP, np.where(lifted, UNSTABLE, MARGINAL))


def _mistakes(made: Cycles, houses: Households, scale: float, rng: np.random.Generator) -> None:
    """Identified by mistake and struck off (清退): in no total."""
    plain = houses.standing & (houses.cell < 0) & houses.rural & (houses.registered < _START)
    house = chosen(targets.scaled(targets.STRUCK_OFF, scale, 2), np.flatnonzero(plain), rng)
    approved = columns.workday(between(_START, day(dt.date(2022, 6, 1)), rng, len(house)))
    struck = columns.workday(approved + rng.integers(60, 400, len(house)))
    category = _fitting(houses.lifted[house], rng)
    made.add(house, category, approved, _risks(len(house), True, rng), ended=struck, outcome=STRUCK_OFF)


def _closed(made: Cycles, houses: Households, scale: float, rng: np.random.Generator) -> None:
    """Monitored once, closed since: they left the totals with their household."""
    for name, whole in targets.CLOSED_MONITORED.items():
        reason = settlement.CLOSE_REASONS.index(name)
        pool = np.flatnonzero((houses.reason == reason) & (houses.closed > day(dt.date(2021, 9, 1))))
        house = chosen(targets.scaled(whole, scale, 1), pool, rng)
        last = houses.closed[house].astype(np.int64)
        approved = columns.workday(between(_START, np.minimum(last - 90, day(dt.date(2023, 12, 1))), rng, len(house)))
        latest = np.minimum(last - 6, day(dt.date(2024, 12, 27)))
        earliest = np.maximum(approved + _LEAST_STAY, day(dt.date(2021, 1, 6)))
        done = (rng.random(len(house)) < 0.5) & (earliest < latest)
        ended = columns.workday(between(np.minimum(earliest, latest), latest, rng, len(house)))
        made.add(
            house, _fitting(houses.lifted[house], rng), approved, _risks(len(house), True, rng),
            ended=np.where(done, ended, NEVER), outcome=np.where(done, CLEARED, UNCLEARED),
        )  # fmt: skip


def go_on(made: Cycles, county: County, today: int, seed: int) -> None:
    """What the county approved after the report day: two identified, one identified again, two cleared."""
    rng = np.random.default_rng([seed, 6])
    houses = county.houses
    days = columns.workday(REPORT + np.array([6, 13, 20]))
    days = days[days <= today]
    if not len(days):
        return
    standing = houses.standing[made.house]
    plain = houses.standing & houses.rural & (houses.registered < _START) & ~np.isin(np.arange(len(houses)), made.house)
    new = chosen(min(2, len(days)), np.flatnonzero(plain), rng)
    done = chosen(2, np.flatnonzero(standing & (made.outcome == UNCLEARED) & (made.approved < REPORT - 300)), rng)
    quiet = standing & (made.outcome == CLEARED) & (made.until == OPEN) & (made.ended < REPORT - 700)
    back = chosen(1, np.flatnonzero(quiet), rng)
    made.add(new, HARDSHIP, days[: len(new)], _risks(len(new), True, rng))
    made.ended[done], made.outcome[done] = days[-1], CLEARED
    made.until[back] = days[-1]
    made.add(
        made.house[back], made.category[back], np.repeat(days[-1], len(back)), _risks(len(back), True, rng),
        number=made.number[back] + 1, again=True,
    )  # fmt: skip
    _suit(made, county)


def table(made: Cycles, household_no: pa.Array) -> pa.Table:
    """Snapshot table `monitoring`: 未消除 until it ended, then what it ended in."""
    order = np.lexsort((made.number, made.house))
    over = order[made.ended[order] != NEVER]
    rows = np.concatenate([order, over])
    after = np.arange(len(rows)) >= len(order)
    ended, until = made.ended[rows], made.until[rows]
    state = np.where(after, made.outcome[rows], UNCLEARED)
    start = np.where(after, ended, made.approved[rows])
    end = np.where(~after & (ended != NEVER), ended, until)
    made_table = pa.table({
        "household_no": household_no.take(pa.array(made.house[rows])),
        "cycle": pa.array(made.number[rows].astype(np.int32)),
        "category": columns.words(made.category[rows], CATEGORIES),
        "risk_state": columns.words(state, STATES),
        "approved_on": columns.dates(made.approved[rows]),
        "cleared_on": columns.dates(np.where(state == CLEARED, ended, NEVER)),
        "entry_kind": columns.words(made.again[rows].astype(np.int8), ENTRY_KINDS),
        "risks": columns.words(made.risks[rows], RISKS),
        "valid_from": columns.dates(start),
        "valid_to": columns.dates(end),
    })  # fmt: skip
    return made_table.take(pa.array(np.lexsort((start, made.house[rows]))))
