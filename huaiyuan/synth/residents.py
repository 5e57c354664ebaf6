"""The people of the county and where they belonged: columns that grow as its history is told."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huaiyuan.synth import families, targets
from huaiyuan.synth.columns import NEVER, OPEN, day
from huaiyuan.synth.families import FAMILIES, Line, Role
from huaiyuan.synth.settlement import Households

LEAVE_REASONS = ("死亡", "婚嫁迁出", "迁出", "分户", "整户销户", "登记错误")
DIED, MARRIED_OUT, MOVED_OUT, SPLIT, HOUSEHOLD_CLOSED, MISTAKE = range(6)
REPORT = day(targets.REPORT_DAY)


@dataclass
class Stays:
    """Memberships: one entry a stretch of a person in a household, as long as the relation stays the same."""

    person: np.ndarray
    house: np.ndarray
    relation: np.ndarray
    head: np.ndarray
    start: np.ndarray
    end: np.ndarray
    reason: np.ndarray

    def __len__(self) -> int:
        return len(self.person)

    def add(
        self, person: np.ndarray, house: np.ndarray, relation: object, start: object, end: object, reason: object = -1
    ) -> None:
        """Add stretches; who is 户主 is the head."""
        n = len(person)
        relation = np.broadcast_to(np.asarray(relation, np.int8), n)
        more = (person, house, relation, relation == families.HEAD, start, end, reason)
        for name, values in zip(self.__dataclass_fields__, more, strict=True):
            old = getattr(self, name)
            new = np.broadcast_to(np.asarray(values), n).astype(old.dtype)
            setattr(self, name, np.concatenate([old, new]))

    def held_on(self, on: int) -> np.ndarray:
        """Which stretches hold on a day."""
        return (self.start <= on) & (self.end > on)


@dataclass
class People:
    """One entry a person ever registered."""

    house: np.ndarray
    kin: np.ndarray  # the household whose surname a person bears, when the line is that household's
    sex: np.ndarray  # True for a man
    birth: np.ndarray
    died: np.ndarray
    line: np.ndarray
    role: np.ndarray

    def __len__(self) -> int:
        return len(self.house)

    def add(
        self, house: np.ndarray, sex: object, birth: np.ndarray, *, died: object = NEVER, line: object = Line.OWN,
        role: object = Role.PARENT,
    ) -> np.ndarray:  # fmt: skip
        """Add people; returns their indices."""
        start, n = len(self), len(house)
        for name, values in zip(self.__dataclass_fields__, (house, house, sex, birth, died, line, role), strict=True):
            old = getattr(self, name)
            new = np.broadcast_to(np.asarray(values), n).astype(old.dtype)
            setattr(self, name, np.concatenate([old, new]))
        return np.arange(start, start + n)


@dataclass
class County:
    """The county in the making. `first[h]` is a household's head among its founders, who follow one another."""

    houses: Households
    people: People
    stays: Stays
    first: np.ndarray
    partner: np.ndarray
    founders: int

    def among(self, kinds: np.ndarray) -> np.ndarray:
        """Which households are of the kinds of family (indices)."""
        return np.isin(self.houses.family, kinds)


def kinds(**wanted: object) -> np.ndarray:
    """Indices of the kinds of family with the given attributes."""
    return np.array([i for i, f in enumerate(FAMILIES) if all(getattr(f, k) == v for k, v in wanted.items())])


def people(houses: Households, seed: int) -> County:
    """Fill the households with people as they stand on the report day (or stood when they closed)."""
    rng = np.random.default_rng([seed, 2])
    chunks = []
    for index, family in enumerate(FAMILIES):
        here = np.flatnonzero(houses.family == index)
        made = families.make(family, len(here), rng)
        part = (made.relation, made.sex, made.age, made.line, made.role)
        chunks.append((np.repeat(here, family.size), *(column.ravel() for column in part)))
    house, relation, sex, age, line, role = (np.concatenate(column) for column in zip(*chunks, strict=True))
    order = np.argsort(house, kind="stable")
    house, relation, sex, age, line, role = (c[order] for c in (house, relation, sex, age, line, role))
    house, alive = house.astype(np.int32), np.full(len(house), NEVER, np.int32)
    everyone = People(house, house.copy(), sex, _births(houses, house, age), alive, line, role)
    first = np.searchsorted(house, np.arange(len(houses)))
    partner = np.full(len(houses), -1, np.int64)
    partner[house[role == Role.PARTNER]] = np.flatnonzero(role == Role.PARTNER)
    return County(houses, everyone, _stays(houses, everyone, relation), first, partner, len(everyone))


def _births(houses: Households, house: np.ndarray, age: np.ndarray) -> np.ndarray:
    """Ages are those of the report day, or of the day a household closed."""
    closed = houses.closed[house]
    gone = closed != NEVER
    return np.where(gone, closed - np.maximum(age, 30), REPORT - age).astype(np.int32)


def _stays(houses: Households, everyone: People, relation: np.ndarray) -> Stays:
    home = everyone.house
    closed = houses.closed[home] != NEVER
    return Stays(
        person=np.arange(len(home), dtype=np.int64),
        house=home.copy(),
        relation=relation,
        head=relation == families.HEAD,
        start=np.maximum(houses.registered[home], everyone.birth).astype(np.int32),
        end=np.where(closed, houses.closed[home], OPEN).astype(np.int32),
        reason=np.where(closed, HOUSEHOLD_CLOSED, -1).astype(np.int8),
    )
