"""Wrongs planted into what departments paid (应享未享、不应享而享), each with its known kind: own streams of chance, nothing else moves.

Only clean rows of people whom no shock strikes are touched, and only cells that no rule of screening reads; rows that are
added stand at the end of the file. What every registered person is due, planted or not, is worked out in `owed`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np

from huaiyuan.synth.files import dirt
from huaiyuan.synth.files.desk import REPORT_DAY, Desk

if TYPE_CHECKING:
    from huaiyuan.synth.files.enrolment import Enrolment
    from huaiyuan.synth.files.welfare import Benefits

WELFARE, ENROLMENT = 31, 32
DAY = np.datetime64(REPORT_DAY)
NOT_A_DAY = np.datetime64("NaT")
FULL, MINIMUM, MONITORED, LIFTED, NOTHING = "特困全额", "低保定额", "监测定额", "脱贫定额", "无"
# Whom a wrong is planted on, how many in a whole county, and what the row then says: kind of help, 元. Ours.
SUBSIDIES: dict[str, tuple[str, int, str, int]] = {
    "destitute_none": ("特困", 40, NOTHING, 0),
    "destitute_as_minimum": ("特困", 30, MINIMUM, 240),
    "minimum_none": ("低保", 120, NOTHING, 0),
    "minimum_as_monitored": ("低保", 60, MONITORED, 200),
    "minimum_as_lifted": ("低保", 40, LIFTED, 100),
    "minimum_as_destitute": ("低保", 20, FULL, 400),
    "monitored_none": ("监测", 30, NOTHING, 0),
    "monitored_as_lifted": ("监测", 30, LIFTED, 100),
    "lifted_none": ("脱贫", 80, NOTHING, 0),
    "lifted_partly": ("脱贫", 20, LIFTED, 60),
    "lifted_as_minimum": ("脱贫", 40, MINIMUM, 240),
    "lifted_unsaid": ("脱贫", 10, "", -1),
    "nobody_destitute": ("一般", 10, FULL, 400),
    "nobody_minimum": ("一般", 40, MINIMUM, 240),
    "nobody_monitored": ("一般", 20, MONITORED, 200),
    "nobody_lifted": ("一般", 30, LIFTED, 100),
    "employee_helped": ("职工", 20, MINIMUM, 240),
    "uninsured_helped": ("没参保", 15, LIFTED, 100),
    "raised_helped": ("低保停了", 15, MINIMUM, 240),
    "left_helped": ("停保", 15, LIFTED, 100),
    "elsewhere_helped": ("异地", 15, MONITORED, 200),
}
SHORT = {"孤儿": (4, 60_000), "事实无人抚养儿童": (8, 50_000), "特困": (30, 50_000)}
SHORT_KINDS = {"孤儿": "orphan_short", "事实无人抚养儿童": "unattended_short", "特困": "destitute_short"}
TWICE = {
    "destitute_and_minimum": ("特困", "低保", 12, 30_000),
    "orphan_and_unattended": ("孤儿", "事实无人抚养儿童", 4, 110_000),
    "minimum_twice": ("低保", "低保", 10, 30_000),
}
# Who came of age while the money went on: benefit, how many, 分 a month.
GROWN = {"orphan_grown": ("孤儿", 6, 140_000), "unattended_grown": ("事实无人抚养儿童", 6, 110_000)}
CAME_OF_AGE = (np.datetime64("2008-02-01"), np.datetime64("2008-08-31"))
UNSAID, SINCE_UNSAID, AFTER_DEATH, MONTH_AFTER_DEATH = 8, 6, 20, 20


def welfare(at: Desk, made: Benefits, cells: dirt.Cells) -> tuple[Benefits, dirt.Cells]:
    """Plant wrongs into the roll; returns it with the rows that were added."""
    rng = at.rng(WELFARE)
    free = _free(at, cells, made.person) & _alone(made.person) & (made.began_on < np.datetime64("2025-06-01"))
    standing = free & ~made.stopped
    for benefit, (whole, amount) in SHORT.items():
        for i in _some(at, standing & (made.benefit == benefit), whole, rng):
            made.amount[i] = amount
            standing[i] = False
            _note(at, made.person[i], SHORT_KINDS[benefit])
    for i in _some(at, standing & (made.benefit == "特困"), UNSAID, rng):
        made.amount[i], standing[i] = -1, False
        _note(at, made.person[i], "destitute_unsaid")
    for i in _some(at, standing & (made.benefit == "特困"), SINCE_UNSAID, rng):
        made.began_on[i], standing[i] = NOT_A_DAY, False
        _note(at, made.person[i], "destitute_since_unsaid")
    _after_death(at, made, free, rng)
    second = _doubled(at, made, standing, rng)
    grown = _grown(at, cells, made.person, rng)
    _month_after_death(at, made, cells, rng)
    return _with(at, made, cells, [*second, *grown])


def enrolment(at: Desk, made: Enrolment, cells: dirt.Cells) -> None:
    """Plant wrongs into who was helped with the fee; before that the help follows what the welfare roll really shows."""
    _as_the_roll_says(at, made, cells)
    rng = at.rng(ENROLMENT)
    free = _free(at, cells, made.person) & ~np.isin(made.person, _dirty_on_the_roll(at))
    pays = (made.status == "正常参保") & (made.insured_kind == "城乡居民")
    alive = np.isnat(at.people["died_on"][made.person])
    groups = {
        "特困": pays & (made.help == FULL), "低保": pays & (made.help == MINIMUM), "监测": pays & (made.help == MONITORED),
        "脱贫": pays & (made.help == LIFTED), "一般": pays & (made.help == NOTHING),
        "职工": (made.status == "正常参保") & (made.insured_kind == "城镇职工"),
        "没参保": (made.status == "未参保") & (made.insured_kind == "城乡居民"),
        "停保": (made.status == "停保") & (made.insured_kind == "城乡居民") & (made.because != "死亡"),
        "异地": (made.status == "正常参保") & (made.insured_kind == "异地参保"),
        "低保停了": pays & np.isin(made.help, [NOTHING, LIFTED]) & np.isin(made.person, _raised(at)),
    }  # fmt: skip
    for kind, (group, whole, help, yuan) in SUBSIDIES.items():
        for i in _some(at, free & alive & groups[group], whole, rng):
            free[i] = False
            made.help[i], made.subsidy[i] = help or None, yuan * 100 if yuan >= 0 else -1
            if pays[i]:
                made.paid[i] = 40_000 - max(made.subsidy[i], 0)
            _note(at, made.person[i], kind)


def blanked(fen: np.ndarray, cells: list[object]) -> list[object]:
    """Amounts as they are written, empty where the planting left nothing (-1)."""
    return [None if amount < 0 else cell for amount, cell in zip(fen, cells, strict=True)]


def _note(at: Desk, person: int, kind: str) -> None:
    at.planted.append((int(person), kind))


def _some(at: Desk, pool: np.ndarray, whole: int, rng: np.random.Generator) -> Iterator[int]:
    candidates = np.flatnonzero(pool)
    yield from sorted(int(i) for i in rng.choice(candidates, min(at.few(whole), len(candidates)), replace=False))


def _free(at: Desk, cells: dirt.Cells, person: np.ndarray) -> np.ndarray:
    """Rows that are their person's own and clean, of people whom nothing else is planted on."""
    clean = np.array([not kinds for kinds in cells.kinds]) & (cells.person >= 0)
    return clean & _untouched(at, person)


def _untouched(at: Desk, person: np.ndarray) -> np.ndarray:
    """Whom no shock strikes, on whom nothing was planted, and who has no lookalike."""
    struck = np.concatenate([shock.people for shock in at.shocks.values()])
    earlier = np.array([who for who, _ in at.planted], dtype=int)
    twins = at.county.twins
    alike = {at.place_of.get(who, -1) for column in ("person_a", "person_b") for who in twins[column].to_pylist()}
    return ~np.isin(person, struck) & ~np.isin(person, earlier) & ~np.isin(person, sorted(alike))


def _alone(person: np.ndarray) -> np.ndarray:
    """Rows of people who stand on the roll once."""
    found, index, count = np.unique(person, return_inverse=True, return_counts=True)
    del found
    return np.asarray(count[index] == 1)


def _after_death(at: Desk, made: Benefits, free: np.ndarray, rng: np.random.Generator) -> None:
    """Stopped months after the death: what was paid in between was paid to nobody."""
    died = at.people["died_on"][made.person]
    late = free & made.stopped & (made.because == "死亡") & (died < np.datetime64("2026-06-01"))
    for i in _some(at, late, AFTER_DEATH, rng):
        month = died[i].astype("datetime64[M]") + np.timedelta64(int(rng.integers(3, 5)), "M")
        made.stopped_on[i] = month.astype("datetime64[D]") + np.timedelta64(9, "D")
        _note(at, made.person[i], "paid_after_death")


def _month_after_death(at: Desk, made: Benefits, cells: dirt.Cells, rng: np.random.Generator) -> None:
    """Stopped one month too late: the month after the death was still paid."""
    died = at.people["died_on"][made.person]
    lately = _free(at, cells, made.person) & _alone(made.person) & made.stopped & (made.because == "死亡")
    for i in _some(at, lately & (died < np.datetime64("2026-08-01")), MONTH_AFTER_DEATH, rng):
        month = died[i].astype("datetime64[M]") + np.timedelta64(2, "M")
        made.stopped_on[i] = month.astype("datetime64[D]") + np.timedelta64(4, "D")
        _note(at, made.person[i], "month_after_death")


def _doubled(at: Desk, made: Benefits, standing: np.ndarray, rng: np.random.Generator) -> list[tuple[int, str, int]]:
    """People who draw two benefits that exclude each other, or one twice: whose second row, of what, 分."""
    found = list[tuple[int, str, int]]()
    for kind, (has, also, whole, fen) in TWICE.items():
        for i in _some(at, standing & (made.benefit == has), whole, rng):
            standing[i] = False
            found.append((int(made.person[i]), also, fen))
            _note(at, made.person[i], kind)
    return found


def _grown(at: Desk, cells: dirt.Cells, on_roll: np.ndarray, rng: np.random.Generator) -> list[tuple[int, str, int]]:
    """Young people nobody else is sure of, who came of age this year and are paid as children."""
    living = np.arange(len(at.living["birth_on"]))
    born = at.living["birth_on"]
    fit = (born >= CAME_OF_AGE[0]) & (born <= CAME_OF_AGE[1]) & ~np.isin(living, on_roll) & _untouched(at, living)
    fit &= ~np.isin(living, cells.person)
    found = list[tuple[int, str, int]]()
    for kind, (benefit, whole, fen) in GROWN.items():
        for who in _some(at, fit, whole, rng):
            fit[who] = False
            found.append((who, benefit, fen))
            _note(at, who, kind)
    return found


def _with(at: Desk, made: Benefits, cells: dirt.Cells, more: list[tuple[int, str, int]]) -> tuple[Benefits, dirt.Cells]:
    """The roll with rows in payment for years at its end."""
    n, (person, benefit, amount) = len(more), zip(*more, strict=True)
    second = type(made)(
        person=np.array(person, int), benefit=np.array(benefit, dtype=object), stopped=np.zeros(n, bool),
        began_on=np.full(n, np.datetime64("2021-03-10")), stopped_on=np.full(n, NOT_A_DAY, "datetime64[D]"),
        because=np.full(n, None, dtype=object), amount=np.array(amount, int),
    )  # fmt: skip
    added = dirt.from_people(at.people, second.person)
    joined = {name: np.concatenate([getattr(cells, name), getattr(added, name)]) for name in dirt.ARRAYS}
    rows = type(made)(
        **{f.name: np.concatenate([getattr(made, f.name), getattr(second, f.name)]) for f in fields(made)}
    )
    return rows, dirt.Cells(**joined, kinds=[*cells.kinds, *added.kinds])


def _dirty_on_the_roll(at: Desk) -> np.ndarray:
    """People of whom some row of the welfare roll is not clean: what it says may not be found out."""
    made, cells = at.roll
    dirty = np.array([bool(kinds) for kinds in cells.kinds])
    return np.asarray(made.person[dirty])


def _raised(at: Desk) -> np.ndarray:
    """Whose 低保 was stopped this year because the family earns more."""
    made, cells = at.roll
    return np.asarray(made.person[made.stopped & (made.because == "收入提高") & (cells.person >= 0)])


def _as_the_roll_says(at: Desk, made: Enrolment, cells: dirt.Cells) -> None:
    """A stranger's row in somebody's place on the welfare roll leaves him without the help that went with it."""
    shown = {benefit: _shown(at, benefit) for benefit in ("低保", "特困")}
    lifted, monitored = (at.people[name].astype(bool)[made.person] for name in ("lifted", "monitored"))
    help = np.where(lifted, LIFTED, NOTHING).astype(object)
    help[monitored] = MONITORED
    help[np.isin(made.person, shown["低保"])] = MINIMUM
    help[np.isin(made.person, shown["特困"])] = FULL
    wrong = (made.help != NOTHING) & (made.help != help) & (cells.person >= 0)
    fees = {FULL: 40_000, MINIMUM: 24_000, MONITORED: 20_000, LIFTED: 10_000, NOTHING: 0}
    made.help[wrong] = help[wrong]
    made.subsidy[wrong] = [fees[word] for word in help[wrong]]
    made.paid[wrong] = 40_000 - made.subsidy[wrong]


def _shown(at: Desk, benefit: str) -> np.ndarray:
    """Who really stands on the welfare roll with a benefit in payment on the report day."""
    made, cells = at.roll
    begun = np.isnat(made.began_on) | (made.began_on <= DAY)
    return np.asarray(made.person[(made.benefit == benefit) & ~made.stopped & begun & (cells.person >= 0)])
