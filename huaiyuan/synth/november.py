"""What happened after the report day: births, deaths, weddings, moves, so that today's readings differ from the report's."""

from __future__ import annotations

import numpy as np

from huaiyuan.synth import families, settlement, targets
from huaiyuan.synth.columns import NEVER, OPEN, YEAR, between, chosen, years
from huaiyuan.synth.families import Role
from huaiyuan.synth.residents import DIED, HOUSEHOLD_CLOSED, MARRIED_OUT, REPORT, County


def go_on(county: County, today: int, scale: float, seed: int) -> None:
    """Let the days after the report day pass until today; changes the county in place."""
    span = today - REPORT
    if span <= 0:
        return
    rng = np.random.default_rng([seed, 7])
    share = scale * span / YEAR
    here = np.flatnonzero(county.stays.held_on(REPORT))
    _die(county, here, _times(targets.DEATHS_A_YEAR, share), today, rng)
    _move_away(county, _times(targets.CLOSED["整户迁出"] / 6, share), today, rng)
    here = here[county.stays.end[here] == OPEN]
    _marry(county, here, _times(targets.MARRIAGES_A_YEAR, share), today, rng)
    _bear(county, here, _times(targets.BIRTHS_A_YEAR, share), today, rng)
    _move(county, _times(targets.MOVES_A_YEAR, share), today, rng)


def _times(a_year: float, share: float) -> int:
    return max(1, round(a_year * share))


def _die(county: County, here: np.ndarray, count: int, today: int, rng: np.random.Generator) -> None:
    """Old members die; the household of one who lived alone is closed.

    Heads of larger households are spared, so that none stands without a head, and so are monitored people who live
    alone: today's number of monitored households must not come out as the report's by chance.
    """
    stays, people, houses = county.stays, county.people, county.houses
    members = np.bincount(stays.house[here], minlength=len(houses))
    alone = members[stays.house[here]] == 1
    pool = here[(alone & (houses.cell[stays.house[here]] < 0)) | ~stays.head[here]]
    age = (REPORT - people.birth[stays.person[pool]]) / YEAR
    gone = chosen(count, pool, rng, np.exp((age - 75) / 9))
    on = between(REPORT + 1, today, rng, len(gone))
    stays.end[gone], stays.reason[gone] = on, DIED
    people.died[stays.person[gone]] = on
    last = members[stays.house[gone]] == 1
    empty = stays.house[gone[last]]
    houses.closed[empty], houses.reason[empty] = on[last], settlement.DIED_OUT


def _move_away(county: County, count: int, today: int, rng: np.random.Generator) -> None:
    houses, stays = county.houses, county.stays
    pool = np.flatnonzero((houses.closed == NEVER) & houses.rural & (houses.cell < 0) & ~houses.lifted)
    gone = chosen(count, pool, rng)
    houses.closed[gone] = between(REPORT + 1, today, rng, len(gone))
    houses.reason[gone] = settlement.MOVED_AWAY
    left = np.flatnonzero(np.isin(stays.house, gone) & (stays.end == OPEN))
    stays.end[left], stays.reason[left] = houses.closed[stays.house[left]], HOUSEHOLD_CLOSED


def _marry(county: County, here: np.ndarray, count: int, today: int, rng: np.random.Generator) -> None:
    """Daughters of the county and brides from outside marry its unmarried sons; other daughters leave the county."""
    stays, people = county.stays, county.people
    person = stays.person[here]
    age, grown = (REPORT - people.birth[person]) / YEAR, people.role[person] == Role.YOUTH
    child = np.isin(stays.relation[here], [families.SON, families.DAUGHTER])
    sons = rng.permutation(here[grown & child & people.sex[person] & (age > 22.2)])[:count]
    brides = rng.permutation(here[grown & child & ~people.sex[person] & (age > 20.2)])[:count]
    on = between(REPORT + 1, today, rng, len(brides))
    stays.end[brides], stays.reason[brides] = on, MARRIED_OUT
    near = min(len(sons), len(brides)) // 2
    different = stays.house[sons[:near]] != stays.house[brides[:near]]
    into, bride = sons[:near][different], brides[:near][different]
    stays.add(stays.person[bride], stays.house[into], families.SON_WIFE, on[:near][different], OPEN)
    home = sons[near:]
    birth = people.birth[stays.person[home]] + years(rng.uniform(-1, 3, len(home)))
    who = people.add(stays.house[home], False, np.minimum(birth, REPORT - years(20.1)), line=families.Line.FREE,
                     role=Role.CHILDS_PARTNER)  # fmt: skip
    stays.add(who, stays.house[home], families.SON_WIFE, between(REPORT + 1, today, rng, len(home)), OPEN)


def _bear(county: County, here: np.ndarray, count: int, today: int, rng: np.random.Generator) -> None:
    stays, people, houses = county.stays, county.people, county.houses
    youngest = np.full(len(houses), NEVER, np.int64)
    np.maximum.at(youngest, stays.house[here], people.birth[stays.person[here]])
    person, relation = stays.person[here], stays.relation[here]
    age = (REPORT - people.birth[person]) / YEAR
    woman = ~people.sex[person] & np.isin(relation, [families.PARTNER, families.SON_WIFE])
    fertile = woman & (age > 21) & (age < 39) & (youngest[stays.house[here]] < REPORT - 450)
    fertile &= stays.start[here] < REPORT - 270
    mothers = chosen(count, here[fertile], rng, np.exp(-np.abs(age[fertile] - 27) / 4))
    boy = rng.random(len(mothers)) < 0.52
    on = between(REPORT + 1, today, rng, len(mothers))
    home = stays.house[mothers]
    child = people.add(home, boy, on, role=Role.CHILD)
    own = stays.relation[mothers] == families.PARTNER
    relation = np.where(
        own, np.where(boy, families.SON, families.DAUGHTER), np.where(boy, families.GRANDSON, families.GRANDDAUGHTER)
    )
    stays.add(child, home, relation, on, OPEN)


def _move(county: County, count: int, today: int, rng: np.random.Generator) -> None:
    houses = county.houses
    pool = np.flatnonzero(
        (houses.closed == NEVER) & houses.rural & (houses.moved == NEVER) & (houses.registered < REPORT - 90)
    )
    movers = chosen(count, pool, rng)
    houses.origin[movers] = houses.village[movers]
    step = rng.integers(1, 9, len(movers))
    houses.village[movers] = (houses.village[movers] + step) % (int(houses.village.max()) + 1)
    houses.moved[movers] = between(REPORT + 1, today, rng, len(movers))
