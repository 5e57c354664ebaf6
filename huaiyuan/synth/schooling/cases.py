"""Returns, home teaching and its visits of a demo: what was done for single children, and what was left undone."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa

from huaiyuan.synth.columns import NEVER, between, day
from huaiyuan.synth.names import SURNAMES
from huaiyuan.synth.schooling.tables import Young, days, numbers, same

SETTLED, DROPPED, BACK = 46, 6, 3
EFFORTS = (
    "家长同意送回学校，缺的课老师补",
    "孩子在家带弟弟，讲明义务教育法，约好周一返校",
    "孩子嫌成绩差不想念，班主任结对帮扶",
    "家长在外务工，电话里答应尽快回来送孩子",
)
LESSONS = (
    "认数、数数，练习握笔",
    "认读生活常用字，跟读儿歌",
    "穿衣、洗手的步骤练习",
    "认识钱币，练习买东西",
    "手指操，涂色，听音乐",
)
FEW, SHORT, UNSIGNED, TEACHERS_LEFT = 0.08, 0.03, 0.05, 2
PLACES = ("number", "person_no", "household_no", "village_code", "unit_no")


def returns(
    young: Young, pupils: pa.Table, scale: float, shown: str
) -> tuple[pa.Table, dict[str, tuple[str, dt.date]]]:
    """Cases of the last school year and this autumn; returns them with the state of each child that is out of school."""
    rng, state = young.rng, pupils["state"].to_numpy(zero_copy_only=False)
    fit = np.flatnonzero(
        (state == "at_school") & (pupils["age"].to_numpy() <= 15) & pupils["known"].to_numpy(zero_copy_only=False)
    )
    n_settled, n_dropped, n_back = (young.few(whole, scale) for whole in (SETTLED, DROPPED, BACK))
    rows = rng.permutation(fit)
    # One of those who are still out learns at the school that the demo shows.
    own = np.flatnonzero(pupils["unit_no"].to_numpy(zero_copy_only=False)[rows] == shown)[:1]
    rows[[n_settled, *own]] = rows[[*own, n_settled]] if len(own) else rows[[n_settled]]
    rows = rows[: n_settled + n_dropped + n_back]
    n, kind = len(rows), np.repeat(["placed", "working", "back"], [n_settled, n_dropped, n_back])[: len(rows)]
    found = np.where(kind == "placed", between(day(dt.date(2025, 9, 20)), day(dt.date(2026, 9, 20)), rng, n),
                     between(day(dt.date(2026, 9, 20)), day(dt.date(2026, 10, 20)), rng, n))  # fmt: skip
    last = found + rng.integers(2, 9, n)
    confirmed = np.where(kind == "working", last + 1, np.where(rng.random(n) < 0.25, last + 1, NEVER))
    back = np.where(kind == "working", NEVER, last + rng.integers(2, 10, n))
    ended = np.where(kind == "placed", back + rng.integers(1, 9, n), NEVER)
    taken = pupils.take(pa.array(rows))
    young.planted += [
        ("辍学在劝返", person, "") for person in taken["person_no"].filter(pa.array(kind == "working")).to_pylist()
    ]
    young.planted += [
        ("返校待安置", person, "") for person in taken["person_no"].filter(pa.array(kind == "back")).to_pylist()
    ]
    since = np.where(kind == "placed", ended, np.where(kind == "back", back, last))
    table = _of(taken, "QF", 2026).append_column("state", pa.array(kind))
    own = {
        "state_since": days(since), "opened_on": days(found), "found_on": days(found), "last_on": days(last),
        "found_by": pa.array(rng.choice(["school", "roll", "village"], n)), "efforts": pa.array(rng.integers(1, 5, n), pa.int64()),
        "way": pa.array(rng.choice(["visit", "phone"], n, p=[0.8, 0.2])), "confirmed_on": days(confirmed), "back_on": days(back),
        "people": pa.array([f"{SURNAMES[int(i)]}老师和村干部" for i in rng.integers(0, len(SURNAMES), n)]),
        "effort": pa.array([EFFORTS[int(i)] for i in rng.integers(0, len(EFFORTS), n)]), "ended_on": days(ended),
        "placement": pa.array(np.where(kind == "placed", "at_school", "")),
    }  # fmt: skip
    on = [dt.date(1970, 1, 1) + dt.timedelta(days=int(n)) for n in np.where(kind == "working", confirmed, found)]
    out = {
        number: ("dropout" if k == "working" else "suspected", began)
        for number, k, began in zip(taken["number"].to_pylist(), kind, on, strict=True)
        if k != "placed"
    }
    return _with(table, own), out


def teaching(young: Young, pupils: pa.Table) -> tuple[pa.Table, pa.Table]:
    """A file a child taught at home, and its visits since the last school year; some months fall short."""
    rng, today = young.rng, day(dt.date(2026, 11, 22))
    rows = np.flatnonzero(pupils["state"].to_numpy(zero_copy_only=False) == "at_home")
    taken, n = pupils.take(pa.array(rows)), len(rows)
    began = np.where(rng.random(n) < 0.7, day(dt.date(2025, 9, 8)), day(dt.date(2026, 9, 7)))
    agreed = np.where(rng.random(n) < UNSIGNED, NEVER, began - rng.integers(1, 6, n))
    young.planted += [
        ("送教档案缺家长签字", person, "")
        for person in taken["person_no"].filter(pa.array(agreed == NEVER)).to_pylist()
    ]
    visits = _visits(young, taken, began, today)
    cases = _of(taken, "SJ", 2026)
    number = cases["number"].to_numpy(zero_copy_only=False)
    which, on, hours, content = visits
    last = np.full(n, NEVER)
    np.maximum.at(last, which, on)
    own = {
        "state": same("teaching", n), "state_since": days(began), "opened_on": days(began), "began_on": days(began),
        "teacher": pa.array([f"{SURNAMES[int(i)]}老师" for i in rng.integers(0, len(SURNAMES), n)]),
        "expert_on": days(np.full(n, day(dt.date(2025, 8, 20)))), "agreed_on": days(agreed), "last_on": days(last),
        "plan": pa.array(["每月送教两次，每次两课时：生活自理、简单认数认字，家长在旁跟学"] * n),
        "visits": pa.array(np.bincount(which, minlength=n), pa.int64()), "checked": same("2026-09", n),
    }  # fmt: skip
    waiting = on > today - TEACHERS_LEFT
    signed = [f"{SURNAMES[int(i)]}某" for i in rng.integers(0, len(SURNAMES), len(on))]
    told = {
        "state": pa.array(np.where(waiting, "noted", "filed")), "state_since": days(on), "opened_on": days(on),
        "taught": pa.array(number[which]), "visited_on": days(on), "hours": pa.array(hours, pa.int64()),
        "content": pa.array([LESSONS[int(i)] for i in content]), "signed_by": pa.array(np.where(waiting, "", signed)),
    }  # fmt: skip
    return _with(cases, own), _with(_of(taken.take(pa.array(which)), "SR", 2026, pupil=False), told)


def _visits(young: Young, taken: pa.Table, began: np.ndarray, today: int) -> tuple[np.ndarray, ...]:
    """Two or three visits a month while school is held: whose, on which day, how long, what."""
    rng, n = young.rng, len(began)
    months = [dt.date(2025 + (8 + k) // 12, (8 + k) % 12 + 1, 1) for k in range(15)]
    held = [month for month in months if month.month not in (2, 7, 8)]
    which, on, hours = [], [], []
    for month in held:
        for place in np.flatnonzero(began < day(month) + 20):
            times, long = int(rng.integers(2, 4)), 2
            if month == dt.date(2026, 10, 1) and began[place] < day(month):
                chance = rng.random()
                times = 1 if chance < FEW else times
                long = 1 if FEW <= chance < FEW + SHORT else 2
                if chance < FEW + SHORT:
                    young.planted.append(
                        ("十月没送够", taken["person_no"][int(place)].as_py(), "课时不够" if long == 1 else "少一次")
                    )
            at = day(month) + np.sort(rng.permutation(26)[:times]) + 1
            at = at[(at <= today) & (at >= began[place])]
            which += [place] * len(at)
            on += at.tolist()
            hours += [long] * len(at)
    order = np.argsort(on, kind="stable")
    del n
    return (
        np.array(which, int)[order],
        np.array(on, int)[order],
        np.array(hours, int)[order],
        rng.integers(0, len(LESSONS), len(on)),
    )


def _of(taken: pa.Table, prefix: str, year: int, *, pupil: bool = True) -> pa.Table:
    """Rows of a ledger about pupils: their places, under numbers of their own."""
    table = taken.select(PLACES[1:])
    table = table.append_column("number", pa.array(numbers(prefix, year, taken.num_rows), pa.string()))
    return table.append_column("pupil", taken["number"]) if pupil else table


def _with(table: pa.Table, own: dict[str, pa.Array]) -> pa.Table:
    for name, column in own.items():
        table = table.append_column(name, column)
    return table
