"""Different people who share name and birth date in the same or a neighbouring village: what a matcher must not guess."""

from __future__ import annotations

import numpy as np

from huaiyuan.synth import targets
from huaiyuan.synth.columns import chosen
from huaiyuan.synth.families import Line
from huaiyuan.synth.names import Named
from huaiyuan.synth.residents import REPORT, County

_NEAR_BIRTHS = 45
_SAME_VILLAGE = 0.6


def plant(county: County, named: Named, township: np.ndarray, scale: float, seed: int) -> np.ndarray:
    """Make pairs, as two columns of person indices; `township` is each village's. The second takes the first's name and day.

    Only people born well before they were registered: a changed birthday must not touch any dated fact.
    """
    rng = np.random.default_rng([seed, 8])
    total = targets.scaled(targets.LOOKALIKES, scale, 10)
    pool = _pool(county, named)
    village = county.houses.village[county.people.house[pool]].astype(np.int64)
    near = round(total * _SAME_VILLAGE)
    same = _pairs(county, named, pool, village, near, rng)
    place = np.arange(len(township)) - np.searchsorted(township, township)
    neighbours = (township.astype(np.int64) * 1000 + place // 2)[village]
    left = ~np.isin(pool, same)
    apart = _pairs(county, named, pool[left], neighbours[left], total - near, rng, villages=village[left])
    pairs = np.concatenate([same, apart])
    pairs = pairs[~_clashes(county, named, pairs)]
    first, second = pairs[:, 0], pairs[:, 1]
    county.people.birth[second] = county.people.birth[first]
    for column in (named.surname, named.first, named.second):
        column[second] = column[first]
    return pairs


def _pool(county: County, named: Named) -> np.ndarray:
    stays, people = county.stays, county.people
    founders = np.arange(county.founders)
    fits = (stays.end[founders] > REPORT) & (stays.start[founders] > people.birth[founders] + 2 * _NEAR_BIRTHS)
    fits &= (named.long[founders] < 0) & (people.kin[founders] == people.house[founders])
    day = people.house[founders].astype(np.int64) * 10**6 + people.birth[founders] + 10**5
    _, where, times = np.unique(day, return_inverse=True, return_counts=True)
    return founders[fits & (times[where] == 1)]


def _pairs(
    county: County, named: Named, pool: np.ndarray, block: np.ndarray, count: int, rng: np.random.Generator,
    villages: np.ndarray | None = None,
) -> np.ndarray:  # fmt: skip
    people = county.people
    # A wife's surname is free to change; all others bear their family's.
    surname = np.where(people.line[pool] == Line.FREE, -1, named.surname[pool])
    order = np.lexsort((people.birth[pool], surname, people.sex[pool], block))
    a, b = order[:-1], order[1:]
    close = (block[a] == block[b]) & (surname[a] == surname[b]) & (people.sex[pool[a]] == people.sex[pool[b]])
    close &= np.abs(people.birth[pool[a]] - people.birth[pool[b]]) <= _NEAR_BIRTHS
    close &= people.house[pool[a]] != people.house[pool[b]]
    if villages is not None:
        close &= villages[a] != villages[b]
    at = np.flatnonzero(close)
    at = at[np.diff(at, prepend=-2) > 1]  # nobody in two pairs
    at = chosen(count, at, rng)
    return np.stack([pool[a[at]], pool[b[at]]], axis=1)


def _clashes(county: County, named: Named, pairs: np.ndarray) -> np.ndarray:
    """Where somebody of the second's own household bears that name already."""
    people = county.people
    home = people.house[pairs[:, 1]]
    mates = np.flatnonzero(np.isin(people.house, home))
    taken = {(int(h), int(k)) for h, k in zip(people.house[mates], named.key(mates), strict=True)}
    wanted = zip(home, named.key(pairs[:, 0]), strict=True)
    return np.array([(int(h), int(k)) in taken for h, k in wanted], bool)
