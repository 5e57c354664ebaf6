"""The education ledgers of a demo, made in columns: what the county knew before the month's roll came."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from huaiyuan.synth import columns
from huaiyuan.synth.columns import NEVER, day
from huaiyuan.synth.names import SURNAMES

BEGAN, OPENED, SPECIAL = dt.date(2026, 9, 1), dt.date(2026, 9, 5), "桐柏县特殊教育学校"
LEVELS = (("小学", "primary"), ("初级中学", "junior"), ("高级中学", "senior"))
FIRST_JUNIOR, FIRST_SENIOR = 6, 9
GRADES = ("小学一年级", "小学二年级", "小学三年级", "小学四年级", "小学五年级", "小学六年级", "初中七年级", "初中八年级", "初中九年级",
          "高中一年级")  # fmt: skip
# Whom the county's rolls do not hold for a good reason: at school elsewhere, taught at home, at the special school.
WHERE, SHARES = ("away", "at_home", "special"), (0.55, 0.35, 0.10)
DEFERRED, NO_PROOF = 0.3, 0.06
ASSESSED, DEFERRED_TO = dt.date(2025, 8, 20), dt.date(2027, 8, 31)
CITIES = ("南阳市", "信阳市", "郑州市", "武汉市", "随州市", "东莞市")


@dataclass
class Young:
    """Who may learn somewhere: one entry a person."""

    table: pa.Table
    age: np.ndarray
    grade: np.ndarray
    rng: np.random.Generator
    planted: list[tuple[str, str, str]] = field(default_factory=list)

    def __getitem__(self, name: str) -> np.ndarray:
        return self.table[name].to_numpy(zero_copy_only=False)

    def plant(self, kind: str, rows: np.ndarray, detail: str = "") -> None:
        """Keep what was planted about some people."""
        self.planted += [(kind, person, detail) for person in self["person_id"][rows]]

    def few(self, whole: int, scale: float) -> int:
        """A whole county's small number at this scale, at least two."""
        return max(2, round(whole * scale))


def read(table: pa.Table, seed: int) -> Young:
    """Everyone of 3 to 22 with age and grade on the day the school year counts from; an own stream of chance."""
    born = table["birth_on"].to_numpy(zero_copy_only=False).astype("datetime64[D]")
    month_day = born.astype("datetime64[M]").astype(int) % 12 * 100 + (born - born.astype("datetime64[M]")).astype(int)
    late = month_day > 7 * 100 + 30
    age = BEGAN.year - (born.astype("datetime64[Y]").astype(int) + 1970) - late
    return Young(table, age, np.clip(age - 6, 0, len(GRADES) - 1), np.random.default_rng([seed, 88]))


def numbers(prefix: str, year: int, count: int) -> list[str]:
    """Running numbers of a year, as the ledgers draw them."""
    return [f"{prefix}{year}-{n + 1:05}" for n in range(count)]


def days(values: np.ndarray) -> pa.Array:
    """A date column; NEVER is none."""
    return columns.dates(np.asarray(values, np.int32))


def same(value: str, count: int) -> pa.Array:
    """One word all along."""
    return pa.array([value] * count, pa.string())


def schools(young: Young) -> pa.Table:
    """Three schools a township, and the special school."""
    towns = sorted({(code[:9], name) for code, name in zip(young["village_code"], young["township"], strict=True)})
    first = {code: min(v for v in young["village_code"] if v[:9] == code) for code, _ in towns}
    rows = [(f"{name}{level}", kind, first[code]) for code, name in towns for level, kind in LEVELS]
    rows.append((SPECIAL, "special", first[towns[0][0]]))
    n = len(rows)
    teachers = young.rng.integers(12, 90, n)
    return pa.table({
        "number": numbers("XX", 2021, n), "state": same("open", n), "name": [row[0] for row in rows],
        "state_since": days(np.full(n, day(dt.date(2021, 9, 1)))), "opened_on": days(np.full(n, day(dt.date(2021, 9, 1)))),
        "kind": [row[1] for row in rows], "village_code": [row[2] for row in rows], "unit_no": numbers("XX", 2021, n),
        "head": [SURNAMES[int(i)] + "校长" for i in young.rng.integers(0, len(SURNAMES), n)],
        "teachers": pa.array(teachers, pa.int64()), "beds": pa.array(young.rng.integers(0, 12, n) * 30, pa.int64()),
    })  # fmt: skip


def pupils(young: Young, held: pa.Table) -> pa.Table:
    """Every child of 6 to 16, where it learned when the school year began."""
    rows = np.flatnonzero((young.age >= 6) & (young.age <= 16))
    n, state = len(rows), _states(young, rows)
    learns, by_roll = _learning(young, rows, state, held), young["on_roll"][rows] | young["struck"][rows]
    expert, until = np.full(n, NEVER), np.full(n, NEVER)
    expert[state == "at_home"], until[state == "deferred"] = day(ASSESSED), day(DEFERRED_TO)
    told = {
        "number": numbers("SL", 2026, n), "state": state, "state_since": days(np.full(n, day(BEGAN))),
        "opened_on": days(np.full(n, day(OPENED))), "person_no": young["person_id"][rows],
        "household_no": young["household_no"][rows], "village_code": young["village_code"][rows],
        "age": pa.array(young.age[rows], pa.int64()), "disabled": np.where(state == "at_home", "assessed", ""),
        "disability": np.where(state == "at_home", "重度（专家委评估）", ""),
        "roll_says": np.where(by_roll, "at_school", "absent"), "ground": np.where(by_roll, "roll", "person"),
        "until": days(until), "expert_on": days(expert),
    }  # fmt: skip
    return pa.table({**told, **learns, **_away(young, rows, state)})


def _states(young: Young, rows: np.ndarray) -> np.ndarray:
    """At school, but for those whom the rolls do not hold for a good reason; who holds a card first is taught at home."""
    state, age = np.full(len(rows), "at_school", dtype=object), young.age[rows]
    off = np.flatnonzero(~young["on_roll"][rows] & ~young["struck"][rows])
    severe_first = off[np.argsort(~young["severe"][rows][off], kind="stable")]
    home, rest = np.split(severe_first, [round(len(off) * SHARES[1])])
    state[home] = "at_home"
    state[rest] = np.where(young.rng.random(len(rest)) < SHARES[0] / (1 - SHARES[1]), "away", "special")
    state[off[(age[off] == 6) & (young.rng.random(len(off)) < DEFERRED)]] = "deferred"
    return state


def _learning(young: Young, rows: np.ndarray, state: np.ndarray, held: pa.Table) -> dict[str, pa.Array]:
    """School, stage, grade and mode: those of the roll, and what fits where it says nothing."""
    grade, on_roll = young.grade[rows], young["on_roll"][rows]
    level = np.where(grade < FIRST_JUNIOR, "小学", np.where(grade < FIRST_SENIOR, "初级中学", "高级中学"))
    own = np.array([f"{town}{word}" for town, word in zip(young["township"][rows], level, strict=True)], dtype=object)
    name = np.where(state == "special", SPECIAL, np.where(on_roll, young["school"][rows], own))
    name[(state == "away") | (state == "deferred")] = ""
    number_of = dict(zip(held["name"].to_pylist(), held["number"].to_pylist(), strict=True))
    school = [number_of.get(one) for one in name]
    stage = np.where(grade < FIRST_JUNIOR, "小学", np.where(grade < FIRST_SENIOR, "初中", "普高"))
    elsewhere = np.where(state == "at_home", "送教上门", np.where(state == "away", "寄宿", "走读"))
    mode = np.where(on_roll, young["mode"][rows], elsewhere)
    words = np.array(GRADES, dtype=object)[grade]
    for column in (stage, mode, words):
        column[state == "deferred"] = ""
    return {
        "unit_no": pa.array([one or "" for one in school]), "school_no": pa.array(school, pa.string()),
        "stage": pa.array(stage), "grade": pa.array(words), "mode": pa.array(mode),
        "known": pa.array([one is not None for one in school]),
    }  # fmt: skip


def _away(young: Young, rows: np.ndarray, state: np.ndarray) -> dict[str, pa.Array]:
    """Where those learn who are at school outside the county; a few lack the number that proves it."""
    away, rng = np.flatnonzero(state == "away"), young.rng
    proof = rng.random(len(away)) >= NO_PROOF
    young.plant("县外就读没有学籍号", rows[away[~proof]])
    school, number = np.full(len(rows), "", dtype=object), np.full(len(rows), "", dtype=object)
    cities, which = rng.integers(0, len(CITIES), len(away)), rng.integers(2, 30, len(away))
    school[away] = [f"{CITIES[int(i)]}第{int(k)}小学" for i, k in zip(cities, which, strict=True)]
    number[away[proof]] = [f"G9903302{int(k):011}" for k in rng.integers(0, 10**10, int(proof.sum()))]
    return {"away_school": pa.array(school), "away_no": pa.array(number)}
