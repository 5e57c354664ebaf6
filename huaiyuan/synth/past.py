"""The county's history from 2021 to the report day, told backwards: it ends in the county as the report has it.

Deaths, marriages, departures, splits and mergers add people and stretches that are over by the report day, so that
readings of earlier days differ and the report day's totals do not move.
"""

from __future__ import annotations

import numpy as np

from huaiyuan.synth import families, settlement, targets
from huaiyuan.synth.columns import NEVER, OPEN, YEAR, between, chosen, day, years
from huaiyuan.synth.families import Line, Role
from huaiyuan.synth.residents import (
    DIED,
    HOUSEHOLD_CLOSED,
    MARRIED_OUT,
    MISTAKE,
    MOVED_OUT,
    REPORT,
    SPLIT,
    County,
    kinds,
)

SINCE = day(targets.HISTORY_FROM)
_MOTHER_YOUNGEST, _MOTHER_OLDEST = 20.5, 37.0


def tell(county: County, scale: float, seed: int) -> None:
    """Let the past happen; changes the county in place."""
    rng = np.random.default_rng([seed, 3])
    parents = Nests(county)
    _die_out(county, rng)
    _split(county, parents, scale, rng)
    _marry_in(county, parents, rng)
    _leave(county, parents, scale, rng)
    _merge(county, scale, rng)
    _widow(county, scale, rng)
    _bury_parents(county, scale, rng)


class Nests:
    """Couples whose grown children have left, each to be used as somebody's parents once."""

    def __init__(self, county: County) -> None:
        empty = kinds(nest_empty=True)
        houses = np.flatnonzero(county.among(empty) & county.houses.standing & county.houses.rural)
        man_heads = county.people.sex[county.first[houses]]
        self.houses = houses[man_heads & (county.houses.registered[houses] < SINCE)]
        self.county = county
        self._father = county.people.birth[county.first[self.houses]].astype(np.int64)
        self._mother = county.people.birth[county.partner[self.houses]].astype(np.int64)

    def find(
        self, birth: np.ndarray, rng: np.random.Generator, block: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """For children by day of birth (and block: village and archive type), which of them found parents, and whom."""
        key = self._blocks() if block is not None else np.zeros(len(self.houses), np.int64)
        asked = block if block is not None else np.zeros(len(birth), np.int64)
        place = key * 10**6 + self._mother + 10**5
        order = np.argsort(place, kind="stable")
        target = asked * 10**6 + birth - years(rng.uniform(22, 31, len(birth))) + 10**5
        at = order[np.minimum(np.searchsorted(place[order], target), len(order) - 1)]
        mothers, fathers = (birth - self._mother[at]) / YEAR, (birth - self._father[at]) / YEAR
        fits = (key[at] == asked) & (mothers > _MOTHER_YOUNGEST) & (mothers < _MOTHER_OLDEST)
        fits &= (fathers > _MOTHER_YOUNGEST) & (fathers < 48)
        children = np.flatnonzero(fits)
        _, once = np.unique(at[children], return_index=True)
        return children[np.sort(once)], self.houses[at[children[np.sort(once)]]]

    def use(self, taken: np.ndarray) -> None:
        """These couples are somebody's parents now; nobody else is born between their children."""
        keep = ~np.isin(self.houses, taken)
        self.houses, self._father, self._mother = self.houses[keep], self._father[keep], self._mother[keep]

    def _blocks(self) -> np.ndarray:
        return blocks(self.county, self.houses)


def blocks(county: County, houses: np.ndarray) -> np.ndarray:
    """Village and archive type as one number."""
    return county.houses.village[houses].astype(np.int64) * 2 + county.houses.lifted[houses]


def _die_out(county: County, rng: np.random.Generator) -> None:
    """Households closed because nobody is left: the last death is the closing, a wife's came before."""
    houses, people, stays = county.houses, county.people, county.stays
    gone = np.flatnonzero(houses.reason == settlement.DIED_OUT)
    head, wife = county.first[gone], county.partner[gone]
    people.died[head] = houses.closed[gone]
    stays.reason[head] = DIED
    paired = wife >= 0
    earlier = houses.closed[gone] - rng.integers(30, 900, len(gone))
    earlier = np.maximum(earlier, SINCE - 300)[paired]
    people.died[wife[paired]] = earlier
    stays.end[wife[paired]], stays.reason[wife[paired]] = earlier, DIED


def _split(county: County, parents: Nests, scale: float, rng: np.random.Generator) -> None:
    """Young families who lived with the husband's parents until they got a household number of their own (分户)."""
    houses, people = county.houses, county.people
    young = np.concatenate([kinds(head="couple", minors=k, youths=0, parents=0, stem="") for k in (1, 2)])
    pool = np.flatnonzero(county.among(young) & houses.standing & houses.rural & (houses.cell < 0))
    head = county.first[pool]
    pool = pool[people.sex[head] & (REPORT - people.birth[head] < years(42)) & (houses.moved[pool] == NEVER)]
    pool = chosen(targets.scaled(targets.SPLIT, scale, 3) * 4, pool, rng)
    child, home = parents.find(people.birth[county.first[pool]].astype(np.int64), rng, blocks(county, pool))
    some = chosen(targets.scaled(targets.SPLIT, scale, 3), np.arange(len(child)), rng)
    new, old = pool[child[some]], home[some]
    parents.use(old)
    on = between(SINCE + 40, REPORT - 40, rng, len(new))
    houses.registered[new] = on
    houses.surname[new] = houses.surname[old]
    _lived_with(county, new, old, on, rng)


def _lived_with(county: County, new: np.ndarray, old: np.ndarray, on: np.ndarray, rng: np.random.Generator) -> None:
    """Everybody who belonged to the family by the day of the split stood in the old household before it."""
    stays, people = county.stays, county.people
    place = np.full(len(county.houses), -1)
    place[new] = np.arange(len(new))
    movers = np.flatnonzero(place[people.house[: county.founders]] >= 0)
    at = place[people.house[movers]]
    joined = np.where(people.role[movers] == Role.PARTNER, _weddings(county, movers, rng)[0], people.birth[movers])
    stays.start[movers] = np.maximum(on[at], joined)
    start = np.maximum(county.houses.registered[old[at]], joined)
    before = start < on[at]
    movers, at, start = movers[before], at[before], start[before]
    role, man = people.role[movers], people.sex[movers]
    relation = np.select(
        [role == Role.HEAD, role == Role.PARTNER, man], [families.SON, families.SON_WIFE, families.GRANDSON],
        families.GRANDDAUGHTER,
    )  # fmt: skip
    stays.add(movers, old[at], relation, start, on[at], SPLIT)


def _marry_in(county: County, parents: Nests, rng: np.random.Generator) -> None:
    """Wives joined at their wedding, some time before the first child; many of the latest are the county's daughters."""
    people, stays, houses = county.people, county.stays, county.houses
    wife = ~people.sex & np.isin(people.role, [Role.PARTNER, Role.CHILDS_PARTNER])
    home = people.house
    wives = np.flatnonzero(wife & houses.standing[home] & (houses.registered[home] < SINCE))
    wedding, known = _weddings(county, wives, rng)
    wives, wedding = wives[known], wedding[known]
    stays.start[wives] = np.maximum(stays.start[wives], wedding)
    lately = (wedding > SINCE + 10) & (people.birth[wives] > REPORT - years(38)) & (rng.random(len(wives)) < 0.7)
    wives, wedding = wives[lately], wedding[lately]
    found, nest = parents.find(people.birth[wives].astype(np.int64), rng)
    bride, on = wives[found], wedding[found]
    start = np.maximum(houses.registered[nest], people.birth[bride])
    fits = (nest != people.house[bride]) & (start < on)
    bride, on, nest, start = bride[fits], on[fits], nest[fits], start[fits]
    parents.use(nest)
    stays.add(bride, nest, families.DAUGHTER, start, on, MARRIED_OUT)
    people.line[bride], people.kin[bride] = Line.OWN, nest


def _weddings(county: County, wives: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Wedding days, and of which wives they are known: by the eldest child at home, or of young couples without one."""
    people, own = county.people, slice(0, county.founders)
    child = np.isin(people.role[own], [Role.CHILD, Role.YOUTH, Role.GRANDCHILD])
    eldest = np.full(len(county.houses), OPEN, np.int64)
    np.minimum.at(eldest, people.house[own][child], people.birth[own][child])
    first = eldest[people.house[wives]]
    # The eldest at home is the daughter-in-law's child, never her mother-in-law's.
    older = (people.role[wives] == Role.PARTNER) & ~county.among(kinds(stem=""))[people.house[wives]]
    young = (first == OPEN) & (people.birth[wives] > REPORT - years(31))
    n = len(wives)
    wedding = np.where(young, rng.integers(SINCE, REPORT - 30, n), first - rng.integers(290, 800, n))
    wedding = np.maximum(wedding, people.birth[wives] + years(20.05))
    known = ~older & (wedding < np.minimum(first, REPORT - 5))
    return np.where(known, wedding, people.birth[wives]).astype(np.int32), known


def _leave(county: County, parents: Nests, scale: float, rng: np.random.Generator) -> None:
    """Daughters who married out of the county, sons and daughters whose 户口 went with study or work."""
    for whole, reason, ages, men in (
        (targets.LEFT_TO_MARRY, MARRIED_OUT, (20.2, 28), 0.06),
        (targets.LEFT_OTHERWISE, MOVED_OUT, (18.3, 26), 0.55),
    ):
        wanted = targets.scaled(whole, scale, 3)
        on = between(SINCE, REPORT - 3, rng, wanted * 2)
        birth = on - years(rng.uniform(*ages, wanted * 2))
        found, home = parents.find(birth.astype(np.int64), rng)
        found, home = found[:wanted], home[:wanted]
        parents.use(home)
        man = rng.random(len(found)) < men
        who = county.people.add(home, man, birth[found], role=Role.YOUTH)
        start = np.maximum(county.houses.registered[home], birth[found])
        relation = np.where(man, families.SON, families.DAUGHTER)
        county.stays.add(who, home, relation, start, on[found], reason)


def _merge(county: County, scale: float, rng: np.random.Generator) -> None:
    """Old parents who had a number of their own until they were taken in, or until it was seen to be a duplicate."""
    houses, people, stays = county.houses, county.people, county.stays
    taken_in = np.flatnonzero(
        (people.role[: county.founders] == Role.PARENT)
        & houses.standing[people.house[: county.founders]]
        & np.isin(houses.family[people.house[: county.founders]], kinds(parents=1))
    )
    wanted = [targets.scaled(whole, scale, 2) for whole in targets.MERGED.values()]
    elders = chosen(sum(wanted), taken_in, rng)
    reason = rng.permutation(np.repeat([settlement.MERGED, settlement.DUPLICATE], wanted))[: len(elders)]
    on = between(SINCE + 30, REPORT - 3, rng, len(elders))
    closed = houses.append(houses.like(people.house[elders], on, reason))
    why = np.where(reason == settlement.MERGED, HOUSEHOLD_CLOSED, MISTAKE)
    stays.add(elders, closed, families.HEAD, houses.registered[closed], on, why)
    stays.start[elders] = on


def _widow(county: County, scale: float, rng: np.random.Generator) -> None:
    """Heads whose partner died since 2021; a widow was 配偶 until then and has been 户主 since."""
    houses, people, stays = county.houses, county.people, county.stays
    single = np.concatenate([kinds(head="lone_old"), kinds(head="parent")])
    pool = np.flatnonzero(county.among(single) & houses.standing & (houses.registered < SINCE))
    pool = chosen(targets.scaled(targets.DIED_PARTNERS, scale, 3), pool, rng)
    left = county.first[pool]
    man = people.sex[left]
    apart = years(np.clip(rng.normal(1.7, 2.1, len(pool)), -2, 6))
    birth = people.birth[left] + np.where(man, apart, -apart)
    eldest, youngest = (births[pool] for births in _childrens_births(county))
    birth = np.minimum(np.maximum(birth, youngest - years(44)), eldest - years(20))
    on = between(_after_last_birth(county)[pool], REPORT - 4, rng, len(pool))
    line = np.where(man, Line.FREE, Line.OWN)
    dead = people.add(pool, ~man, birth, died=on, line=line, role=Role.PARTNER)
    relation = np.where(man, families.PARTNER, families.HEAD)
    stays.add(dead, pool, relation, houses.registered[pool], on, DIED)
    widows = ~man
    stays.add(left[widows], pool[widows], families.PARTNER, stays.start[left[widows]], on[widows])
    stays.start[left[widows]] = on[widows]


def _childrens_births(county: County) -> tuple[np.ndarray, np.ndarray]:
    """For each household the births of the head's eldest and youngest child at home; far apart in time without any."""
    people, own = county.people, slice(0, county.founders)
    child = np.isin(people.role[own], [Role.CHILD, Role.YOUTH, Role.MARRIED_CHILD])
    eldest, youngest = np.full(len(county.houses), OPEN, np.int64), np.full(len(county.houses), NEVER, np.int64)
    np.minimum.at(eldest, people.house[own][child], people.birth[own][child])
    np.maximum.at(youngest, people.house[own][child], people.birth[own][child])
    return eldest, youngest


def _after_last_birth(county: County) -> np.ndarray:
    """For each household the first day on which a parent may have died."""
    latest = np.full(len(county.houses), SINCE + 5, np.int64)
    np.maximum.at(latest, county.people.house[: county.founders], county.people.birth[: county.founders] + 1)
    return np.minimum(latest, REPORT - 5)


def _bury_parents(county: County, scale: float, rng: np.random.Generator) -> None:
    """Parents of heads who died at home since 2021."""
    houses, people = county.houses, county.people
    alone = np.concatenate([kinds(parents=0, head=h) for h in ("couple", "couple_mid", "lone_adult")])
    pool = np.flatnonzero(county.among(alone) & houses.standing & (houses.registered < SINCE))
    age = (REPORT - people.birth[county.first[pool]]) / YEAR
    fits = people.sex[county.first[pool]] & (age > 36) & (age < 66)
    pool, age = pool[fits], age[fits]
    pool = chosen(targets.scaled(targets.DIED_PARENTS, scale, 5), pool, rng, np.exp((age - 50) / 9))
    head = people.birth[county.first[pool]]
    father = rng.random(len(pool)) < 0.46
    birth = head - years(rng.uniform(20, 31, len(pool)) + np.where(father, 1.5, 0))
    on = between(SINCE + 3, REPORT - 2, rng, len(pool))
    dead = people.add(pool, father, birth, died=on, line=np.where(father, Line.OWN, Line.FREE))
    relation = np.where(father, families.FATHER, families.MOTHER)
    county.stays.add(dead, pool, relation, houses.registered[pool], on, DIED)
