"""Education aid of a demo: three terms of it for everyone who is due, and what was forgotten, short or not yet paid."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa

from huaiyuan.synth.columns import NEVER, day
from huaiyuan.synth.schooling import wrongs
from huaiyuan.synth.schooling.tables import FIRST_JUNIOR, FIRST_SENIOR, Young, days

# Term → the day it was paid from, and how many grades lower the pupils stood then.
TERMS = (
    ("2025年秋季学期", dt.date(2025, 11, 17), 1),
    ("2026年春季学期", dt.date(2026, 5, 18), 1),
    ("2026年秋季学期", dt.date(2026, 11, 9), 0),
)
LAST = TERMS[-1][0]
FORGOTTEN, SHORT, WAITING, APPLIED, REFUSED = 0.012, 0.004, 0.015, 0.006, 0.003
VOCATIONAL, COLLEGE = 0.35, 0.3
# Half a year's standard in 分, by benefit; what is paid short is the standard before the last rise.
HALF = {
    "preschool_living": 20_000, "preschool_fee": 30_000, "boarding_primary": 62_500, "boarding_junior": 75_000,
    "day_primary": 31_250, "day_junior": 37_500, "senior_grant": 115_000, "vocational_grant": 115_000, "rain_dew": 150_000,
    "college_grant": 185_000,
}  # fmt: skip
OLD = {"boarding_primary": 50_000, "boarding_junior": 62_500, "day_primary": 25_000, "day_junior": 31_250}


def aid(young: Young, pupils: pa.Table, seed: int, scale: float) -> pa.Table:
    """One row a person, benefit and term; the families are those lifted out of poverty or monitored."""
    due = young["lifted"].astype(bool) | young["monitored"].astype(bool)
    lasting = young.rng.random(len(young.age))
    parts = [_term(young, due, lasting, *term) for term in TERMS]
    made = wrongs.Grants(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    states = dict(zip(pupils["person_no"].to_pylist(), pupils["state"].to_pylist(), strict=True))
    return _table(young, pupils, wrongs.plant(young, made, states, LAST, HALF, seed, scale))


def _table(young: Young, pupils: pa.Table, made: wrongs.Grants) -> pa.Table:
    row, benefit, term, state, yuan, on = made.row, made.benefit, made.term, made.state, made.yuan, made.on
    number = dict(
        zip(
            pupils["person_no"].to_pylist(),
            zip(pupils["number"].to_pylist(), pupils["unit_no"].to_pylist(), strict=True),
            strict=True,
        )
    )
    persons = young["person_id"][row]
    known = [number.get(person, (None, "")) for person in persons]
    n = len(row)
    opened = np.array([day(dt.date(int(t[:4]), 9 if "秋" in t else 3, 20)) for t in term])
    paid = state == "paid"
    year = np.array([t[2:4] for t in term])
    counters = np.zeros(n, int)
    for y in np.unique(year):
        counters[year == y] = np.arange(1, int((year == y).sum()) + 1)
    return pa.table({
        "number": [f"ZZ20{y}-{k:05}" for y, k in zip(year, counters, strict=True)], "state": pa.array(state),
        "state_since": days(np.where(paid, on, opened + 10)), "opened_on": days(opened), "person_no": pa.array(persons),
        "household_no": pa.array(young["household_no"][row]), "village_code": pa.array(young["village_code"][row]),
        "unit_no": [unit for _, unit in known], "pupil": pa.array([pupil for pupil, _ in known], pa.string()),
        "benefit": pa.array(benefit), "term": pa.array(term), "yuan": pa.array(yuan, pa.int64()),
        "paid_on": days(np.where(paid, on, NEVER)),
        "receipt": [f"YKT{t[2:4]}{'Q' if '秋' in t else 'C'}-{int(d) % 90 + 1:03}" if p else "" for t, d, p in zip(term, on, paid, strict=True)],
    })  # fmt: skip


def _term(
    young: Young, due: np.ndarray, lasting: np.ndarray, term: str, paid_on: dt.date, lower: int
) -> tuple[np.ndarray, ...]:
    rng, pairs = young.rng, _benefits(young, due, lasting, lower)
    rows = np.concatenate([rows for _, rows in pairs])
    benefit = np.repeat(np.array([name for name, _ in pairs], dtype=object), [len(rows) for _, rows in pairs])
    order = np.argsort(rows, kind="stable")
    rows, benefit = rows[order], benefit[order]
    chance = rng.random(len(rows))
    # Of whom the month's roll may say that they are out of school nobody can tell what they are due.
    certain = np.isin(benefit, list(OLD)) & ~wrongs.troubled(young)[rows] & ~young["struck"][rows]
    forgotten = (chance < FORGOTTEN) & certain
    short = (chance >= FORGOTTEN) & (chance < FORGOTTEN + SHORT) & certain
    for kind, which in (("应享未享", forgotten), ("按旧标准发少了", short)):
        for name in OLD:
            young.plant(kind, rows[which & (benefit == name)], f"{term} {name}")
    yuan = np.array([OLD[b] if s else HALF[b] for b, s in zip(benefit, short, strict=True)])
    state = np.full(len(rows), "paid", dtype=object)
    if term == LAST:
        late = rng.random(len(rows))
        late[~certain & np.isin(benefit, list(OLD))] = 1
        state[late < WAITING] = "approved"
        state[(late >= WAITING) & (late < WAITING + APPLIED)] = "applied"
        state[(late >= WAITING + APPLIED) & (late < WAITING + APPLIED + REFUSED)] = "returned"
        young.plant("审批了还没发", rows[(state == "approved") & ~forgotten], term)
    on = day(paid_on) + rng.integers(0, 10, len(rows))
    keep = ~forgotten
    return rows[keep], benefit[keep], np.full(int(keep.sum()), term, dtype=object), state[keep], yuan[keep], on[keep]


def _benefits(young: Young, due: np.ndarray, lasting: np.ndarray, lower: int) -> list[tuple[str, np.ndarray]]:
    """Who gets what in a term in which everyone stood so many grades lower."""
    age, here = young.age - lower, young["on_roll"] & due
    grade = young.grade - lower
    boards, lifted = young["mode"] == "寄宿", young["lifted"].astype(bool)
    primary, junior = (
        here & (grade >= 0) & (grade < FIRST_JUNIOR) & (age >= 6),
        here & (grade >= FIRST_JUNIOR) & (grade < FIRST_SENIOR),
    )
    small, grown = due & (age >= 3) & (age <= 5), due & (age >= 16) & (age <= 18) & ~young["on_roll"]
    trade = lasting < VOCATIONAL
    found = {
        "preschool_living": small, "preschool_fee": small & lifted,
        "boarding_primary": primary & boards, "day_primary": primary & ~boards,
        "boarding_junior": junior & boards, "day_junior": junior & ~boards,
        "senior_grant": (here & (grade >= FIRST_SENIOR)) | (grown & ~trade), "vocational_grant": grown & trade, "rain_dew": grown & trade,
        "college_grant": due & (age >= 19) & (lasting < COLLEGE),
    }  # fmt: skip
    return [(name, np.flatnonzero(which)) for name, which in found.items()]
