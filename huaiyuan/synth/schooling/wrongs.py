"""Wrongs planted into the aid of the autumn term (错发、漏发), each with its known kind: an own stream of chance, nothing else moves.

Only payments of November are touched, so the report day knows nothing of it. What follows for whom is worked out in `owed`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from huaiyuan.synth.schooling.tables import Young

STREAM = 90
LIVING = ("boarding_primary", "boarding_junior", "day_primary", "day_junior")
OTHER_MODE = dict(zip(LIVING, (*LIVING[2:], *LIVING[:2]), strict=True))
OTHER_STAGE = {name: LIVING[place ^ 1] for place, name in enumerate(LIVING)}
# How many of each in a whole county. Ours.
BOARDER_AS_DAY, DAY_AS_BOARDER, OTHER_STAGES, YEAR_AT_ONCE, HALF_ONLY, TO_SIBLING = 14, 14, 10, 10, 12, 8
NOT_KNOWN_POOR, ELSEWHERE, DROPPED, GROWN, MOST_PRIMARY = 10, 6, 4, 19, 11


@dataclass(frozen=True)
class Grants:
    """Rows of aid in columns: which of the young, for what, which term, how far, 分, paid on which day."""

    row: np.ndarray
    benefit: np.ndarray
    term: np.ndarray
    state: np.ndarray
    yuan: np.ndarray
    on: np.ndarray


def plant(
    young: Young, made: Grants, state: dict[str, str], last: str, half: dict[str, int], seed: int, scale: float
) -> Grants:
    """Go wrong with a few payments of the `last` term; `state`: of the pupils in their ledger, `half`: half a year's standard."""
    rng = np.random.default_rng([seed, STREAM])
    made = replace(made, row=made.row.copy(), benefit=made.benefit.copy(), yuan=made.yuan.copy())
    states = np.array([state.get(person, "") for person in young["person_id"]], dtype=object)
    fine = _unplanted(young) & ~young["struck"] & ~troubled(young)
    learns = fine[made.row] & (states[made.row] == "at_school")
    free = (made.term == last) & (made.state == "paid") & np.isin(made.benefit, LIVING) & learns

    def some(kind: str, pool: np.ndarray, whole: int) -> np.ndarray:
        chosen = _few(rng, pool & free, young.few(whole, scale))
        free[chosen] = False
        young.plant(kind, made.row[chosen], last)
        return chosen

    boards = np.char.startswith(made.benefit.astype(str), "boarding")
    kinds = (("寄宿生按走读发", boards, BOARDER_AS_DAY, OTHER_MODE), ("走读生按寄宿发", ~boards, DAY_AS_BOARDER, OTHER_MODE),
             ("按别的学段发", free, OTHER_STAGES, OTHER_STAGE))  # fmt: skip
    for kind, pool, whole, other in kinds:
        for i in some(kind, pool, whole):
            made.benefit[i] = other[made.benefit[i]]
            made.yuan[i] = half[made.benefit[i]]
    made.yuan[some("一学期发了全年", free, YEAR_AT_ONCE)] *= 2
    made.yuan[some("只发了一半", free, HALF_ONLY)] //= 2
    sibling = _siblings(young, fine & (states == ""))
    went = some("发到哥姐名下", _first_of_home(young, made, free, sibling), TO_SIBLING)
    made.row[went] = [sibling[home] for home in young["household_no"][made.row[went]]]
    young.plant("发到哥姐名下", made.row[went], last)
    return _on_top(young, made, fine, states, last, half, rng, scale)


def _unplanted(young: Young) -> np.ndarray:
    known = {person for _, person, _ in young.planted}
    return np.array([person not in known for person in young["person_id"]])


def _siblings(young: Young, fit: np.ndarray) -> dict[str, int]:
    """A grown brother or sister of each family that has one."""
    rows = np.flatnonzero(fit & (young.age >= GROWN))
    return dict(zip(young["household_no"][rows].tolist(), rows.tolist(), strict=True))


def _first_of_home(young: Young, made: Grants, free: np.ndarray, sibling: dict[str, int]) -> np.ndarray:
    """One payment of each family with such a sibling: what went to them is one sum."""
    rows = np.flatnonzero(free)
    homes, first = np.unique(young["household_no"][made.row[rows]].astype(str), return_index=True)
    found = np.zeros(len(free), bool)
    found[rows[first]] = [home in sibling for home in homes]
    return found


def _on_top(
    young: Young, made: Grants, fine: np.ndarray, states: np.ndarray, last: str, half: dict[str, int],
    rng: np.random.Generator, scale: float,
) -> Grants:  # fmt: skip
    """Payments on top: to those of whom nobody can say whether they were due (no office tells of need, or the child learns
    elsewhere), and to some who have dropped out."""
    poor = young["lifted"].astype(bool) | young["monitored"].astype(bool)
    free = fine & ~np.isin(np.arange(len(fine)), made.row)
    small = np.char.startswith(young["stage"].astype(str), "小学") & (young["mode"] == "走读")
    strangers = _few(rng, free & ~poor & small & (states == "at_school"), young.few(NOT_KNOWN_POOR, scale))
    away = _few(rng, free & (states == "away") & (young.age <= MOST_PRIMARY), young.few(ELSEWHERE, scale))
    young.plant("困难身份没人报来却发了", strangers, last)
    young.plant("县外就读却在本县发了", away, last)
    left = _few(rng, (states == "dropout") & ~np.isin(np.arange(len(fine)), made.row), young.few(DROPPED, scale))
    young.plant("辍学了还在发", left, last)
    return _more(made, np.concatenate([strangers, away, left]), last, half)


def troubled(young: Young) -> np.ndarray:
    """Whom the roll of the month may call out of school."""
    absent = young.table["absent_days"].fill_null(0).to_numpy(zero_copy_only=False)
    return np.asarray((young["on_roll"] & (young["status"] != "在籍在读")) | (absent >= 3))


def _few(rng: np.random.Generator, pool: np.ndarray, count: int) -> np.ndarray:
    candidates = np.flatnonzero(pool)
    return np.sort(rng.choice(candidates, min(count, len(candidates)), replace=False))


def _more(made: Grants, rows: np.ndarray, last: str, half: dict[str, int]) -> Grants:
    """Payments for day pupils of a primary school come on top."""
    n, day = len(rows), int(made.on[made.term == last].min())
    return Grants(
        row=np.concatenate([made.row, rows]), benefit=np.concatenate([made.benefit, np.full(n, "day_primary", dtype=object)]),
        term=np.concatenate([made.term, np.full(n, last, dtype=object)]),
        state=np.concatenate([made.state, np.full(n, "paid", dtype=object)]),
        yuan=np.concatenate([made.yuan, np.full(n, half["day_primary"])]), on=np.concatenate([made.on, np.full(n, day)]),
    )  # fmt: skip
