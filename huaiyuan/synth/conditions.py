"""Health and ability to work of members of 脱贫户 and monitored households; of all others nothing is known (不明)."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from huaiyuan.synth import columns
from huaiyuan.synth.columns import NEVER, OPEN, YEAR, between, years
from huaiyuan.synth.monitoring import RISKS, UNCLEARED, Cycles
from huaiyuan.synth.past import SINCE
from huaiyuan.synth.residents import REPORT, County

HEALTH = ("健康", "长期慢性病", "患有大病", "残疾", "长期慢性病;残疾")
HEALTHY, CHRONIC, SERIOUS, DISABLED, BOTH = range(5)
_HEALTH_BY_AGE = np.array([  # under 16, under 60, older
    [0.968, 0.012, 0.006, 0.012, 0.002],
    [0.855, 0.075, 0.022, 0.038, 0.010],
    [0.480, 0.360, 0.055, 0.070, 0.035],
])  # fmt: skip
LABOUR = ("普通劳动力", "技能劳动力", "弱劳动力或半劳动力", "丧失劳动力", "无劳动力")
ORDINARY, SKILLED, WEAK, LOST, NONE = range(5)
_CHANGED = 0.18  # of the ill, those whose illness came since 2021


class Known:
    """Who is known, since when and until when, and how healthy: the basis of both tables."""

    def __init__(self, county: County, cycles: Cycles, today: int, seed: int) -> None:
        self._rng = np.random.default_rng([seed, 9])
        stays, people, houses = county.stays, county.people, county.houses
        self.today = today
        looked_after = houses.lifted.copy()
        looked_after[cycles.house] = True
        since = np.full(len(people), OPEN, np.int64)
        mine = looked_after[stays.house]
        np.minimum.at(since, stays.person[mine], stays.start[mine])
        # Somebody new is not known before the next visit.
        self.person = np.flatnonzero((since < REPORT) & ((people.died == NEVER) | (people.died > since)))
        self.since = since[self.person]
        self.birth = people.birth[self.person]
        died = people.died[self.person]
        self.until = np.where(died == NEVER, OPEN, died)
        self.age = (np.minimum(self.until, REPORT) - self.birth) / YEAR
        self.health = self._health()
        self._suit_risks(county, cycles)

    def _health(self) -> np.ndarray:
        bands = np.searchsorted([16, 60], self.age, side="right")
        steps = np.cumsum(_HEALTH_BY_AGE, axis=1)[bands]
        return np.minimum((self._rng.random(len(bands))[:, None] > steps).sum(axis=1), BOTH)

    def _suit_risks(self, county: County, cycles: Cycles) -> None:
        """A household monitored for illness or disability has somebody ill or disabled: its eldest."""
        home = county.people.house[self.person]
        order = np.lexsort((self.birth, home))
        houses, eldest = np.unique(home[order], return_index=True)
        eldest = order[eldest]
        for word, states, state in (("因病", (CHRONIC, SERIOUS, BOTH), SERIOUS), ("因残", (DISABLED, BOTH), DISABLED)):
            asked = np.array([word in risks.split(";") for risks in RISKS])
            wanted = np.unique(
                cycles.house[asked[cycles.risks] & ((cycles.outcome == UNCLEARED) | (cycles.number == 1))]
            )
            has = np.unique(home[np.isin(self.health, states)])
            lacking = np.isin(houses, np.setdiff1d(wanted, has))
            who = eldest[lacking]
            self.health[who] = np.where((state == DISABLED) & (self.health[who] == CHRONIC), BOTH, state)

    def health_table(self, person_id: pa.Array) -> pa.Table:
        """Snapshot table `health`: most have one fact; of some the illness came later."""
        late = (self.health != HEALTHY) & (self._rng.random(len(self.person)) < _CHANGED)
        earliest = np.maximum(np.maximum(self.since + 30, SINCE), self.birth + 60)
        latest = np.minimum(self.until - 1, REPORT - 1)
        late &= earliest < latest
        came = between(np.minimum(earliest, latest), latest, self._rng, len(late))
        state = np.concatenate([np.where(late, HEALTHY, self.health), self.health[late]])
        end = np.concatenate([np.where(late, came, self.until), self.until[late]])
        return self._table(person_id, "health", HEALTH, state, late, came, end)

    def labour_table(self, person_id: pa.Array) -> pa.Table:
        """Snapshot table `labour`: who passed 16 or 60 since 2021 has two facts."""
        sixteen, sixty = self.birth + years(16), self.birth + years(60)
        turn = np.where(self.age < 40, sixteen, sixty)
        last = np.minimum(self.until - 1, self.today)
        crossed = (turn > np.maximum(self.since + 1, SINCE)) & (turn <= last)
        young, grown, old = self._abilities()
        now = np.select([sixteen > last, sixty <= last], [young, old], grown)
        before = np.where(self.age < 40, young, grown)
        state = np.concatenate([np.where(crossed, before, now), now[crossed]])
        end = np.concatenate([np.where(crossed, turn, self.until), self.until[crossed]])
        return self._table(person_id, "labour", LABOUR, state, crossed, turn, end)

    def _abilities(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        draw, n = self._rng.random(len(self.person)), len(self.person)
        disabled, serious = np.isin(self.health, (DISABLED, BOTH)), self.health == SERIOUS
        grown = np.where(draw < 0.11, SKILLED, ORDINARY)
        grown = np.where(self.health == CHRONIC, np.where(draw < 0.3, WEAK, ORDINARY), grown)
        grown = np.where(serious, np.where(draw < 0.6, WEAK, LOST), grown)
        grown = np.where(disabled, np.select([draw < 0.2, draw < 0.7], [ORDINARY, WEAK], LOST), grown)
        strong = (self.age < 72) & ~disabled & ~serious
        old = np.where(strong & (draw < 0.75), WEAK, NONE)
        return np.full(n, NONE), grown, old

    def _table(
        self, person_id: pa.Array, name: str, vocabulary: tuple[str, ...], state: np.ndarray, later: np.ndarray,
        turn: np.ndarray, end: np.ndarray,
    ) -> pa.Table:  # fmt: skip
        person = np.concatenate([self.person, self.person[later]])
        start = np.concatenate([self.since, turn[later]])
        order = np.lexsort((start, person))
        return pa.table({
            "person_id": person_id.take(pa.array(person[order])),
            name: columns.words(state[order], vocabulary),
            "valid_from": columns.dates(start[order]),
            "valid_to": columns.dates(end[order]),
        })  # fmt: skip
