"""Kinds of families and their people: who lives together, how related, how old.

Ages are drawn from the youngest generation upwards, so that the children of the county come out as its births were
and no mother is younger than her child allows.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from huaiyuan.synth.columns import YEAR, years

# Words of the national system (domain §3.2).
RELATIONS = (
    "户主", "配偶", "之子", "之女", "之儿媳", "之女婿", "之孙子", "之孙女", "之外孙子", "之外孙女", "之父", "之母", "之兄弟姐妹",
)  # fmt: skip
HEAD, PARTNER, SON, DAUGHTER, SON_WIFE, DAUGHTER_MAN, GRANDSON, GRANDDAUGHTER = range(8)
DAUGHTERS_SON, DAUGHTERS_DAUGHTER, FATHER, MOTHER, SIBLING = range(8, 13)


class Role(IntEnum):
    """Where a person stands among the generations of a household."""

    HEAD, PARTNER, CHILD, YOUTH, MARRIED_CHILD, CHILDS_PARTNER, GRANDCHILD, PARENT, SIBLING = range(9)


class Line(IntEnum):
    """Whose surname a person bears."""

    OWN, FREE, DAUGHTERS_MAN = range(3)


@dataclass(frozen=True)
class Family:
    """A kind of family. `stem` is the married child at home; grandchildren without one live with grandparents alone."""

    head: str  # couple_young, couple_mid, couple_old, couple, lone_old, lone_adult, parent
    youths: int = 0
    minors: int = 0
    stem: str = ""  # son, daughter
    grand: int = 0
    parents: int = 0
    sibling: int = 0
    share: float = 1  # among families of its size
    weak_share: float = 0  # among the old, weak and small households that stay monitored

    @property
    def paired(self) -> bool:
        """Whether the head has a partner at home."""
        return self.head.startswith("couple")

    @property
    def size(self) -> int:
        """How many people."""
        own = self.youths + self.minors + self.grand + self.parents + self.sibling
        return 1 + self.paired + own + 2 * bool(self.stem)

    @property
    def nest_empty(self) -> bool:
        """A couple whose children, if any, have left: where married daughters and split-off sons came from."""
        return self.head in {"couple_mid", "couple_old"} and not self.grand


FAMILIES = (
    Family("lone_old", share=62, weak_share=84),
    Family("lone_adult", share=38, weak_share=16),
    Family("couple_old", share=43, weak_share=38),
    Family("couple_mid", share=16, weak_share=4),
    Family("couple_young", share=7),
    Family("parent", minors=1, share=6, weak_share=12),
    Family("parent", youths=1, share=11, weak_share=8),
    Family("lone_adult", parents=1, share=11, weak_share=20),
    Family("lone_old", grand=1, share=4, weak_share=12),
    Family("lone_adult", sibling=1, share=3, weak_share=6),
    Family("couple", minors=1, share=22, weak_share=20),
    Family("couple", youths=1, share=50, weak_share=12),
    Family("couple_mid", parents=1, share=14, weak_share=15),
    Family("couple_old", grand=1, share=7, weak_share=25),
    Family("parent", minors=2, share=7, weak_share=15),
    Family("parent", youths=1, minors=1, share=5, weak_share=5),
    Family("lone_adult", parents=2, share=6, weak_share=8),
    Family("couple", minors=2, share=26, weak_share=30),
    Family("couple", youths=1, minors=1, share=21, weak_share=10),
    Family("couple", minors=1, parents=1, share=13, weak_share=20),
    Family("couple", youths=2, share=24, weak_share=5),
    Family("couple", stem="son", share=8),
    Family("couple_old", grand=2, share=5, weak_share=25),
    Family("lone_old", stem="son", grand=1, share=9, weak_share=10),
    Family("couple", minors=3, share=14, weak_share=30),
    Family("couple", minors=2, parents=1, share=25, weak_share=40),
    Family("couple", stem="son", grand=1, share=26, weak_share=10),
    Family("couple", youths=1, minors=1, parents=1, share=14, weak_share=10),
    Family("couple", minors=1, parents=2, share=9, weak_share=10),
    Family("couple", stem="daughter", grand=1, share=4),
    Family("lone_old", stem="son", grand=2, share=8),
    Family("couple", stem="son", grand=2, share=42),
    Family("couple", minors=2, parents=2, share=20, weak_share=60),
    Family("couple", minors=3, parents=1, share=16, weak_share=40),
    Family("couple", stem="son", grand=1, parents=1, share=16),
    Family("couple", stem="daughter", grand=2, share=6),
    Family("couple", stem="son", grand=2, parents=1, share=50),
    Family("couple", minors=3, parents=2, share=20),
    Family("couple", stem="son", grand=3, share=30),
    Family("couple", stem="son", grand=3, parents=1, share=60),
    Family("couple", stem="son", grand=2, parents=2, share=40),
    Family("couple", stem="son", grand=3, parents=2),
)
# Households by size, before they are bent to a mean.
SIZES = np.array([0.145, 0.215, 0.235, 0.20, 0.12, 0.06, 0.018, 0.005, 0.002])
HEAD_AGES = {  # youngest, commonest, oldest
    "couple_young": (22.5, 26, 31),
    "couple_mid": (42, 51, 58),
    "couple_old": (57, 64, 89),
    "lone_old": (60, 69, 94),
    "lone_adult": (31, 50, 61),
}
# Births fell by half in ten years. Weights by the age in years of the eldest child; younger ones follow it.
_ELDEST_BY_AGE = np.array([2.4, 2.0, 1.6, 1.5, 1.5, 1.6, 1.8, 2.1, 2.6, 3.4, 4.4, 5.4, 6.4, 7.2, 7.8, 8.2, 8.4, 8.4])
_TWINS = 0.011
_WOMAN_HEADS_COUPLE = 0.07
_BOYS = 0.525
_APART = 310  # days between brothers and sisters who are not twins


@dataclass
class Members:
    """People of families of one kind, a row a family and a column a person; ages in days."""

    relation: np.ndarray
    sex: np.ndarray  # True for a man
    age: np.ndarray
    line: np.ndarray
    role: np.ndarray


class _Household:
    """Collects people column by column."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.people: list[tuple[np.ndarray, ...]] = []

    def add(self, relation: object, man: object, age: np.ndarray, line: object, role: Role) -> None:
        whole = (np.broadcast_to(np.asarray(x), self.count) for x in (relation, man, age, line, role))
        self.people.append(tuple(whole))

    def members(self) -> Members:
        kinds = (np.int8, bool, np.int32, np.int8, np.int8)
        return Members(*(np.stack(column, axis=1).astype(kind) for column, kind in
                         zip(zip(*self.people, strict=True), kinds, strict=True)))  # fmt: skip


def make(family: Family, count: int, rng: np.random.Generator) -> Members:
    """`count` families of one kind."""
    house = _Household(count)
    grand = _siblings(count, 0, family.grand, rng, cap=_oldest_grandchild(family))
    stem = _stem_couple(family, grand, count, rng)
    own = _siblings(count, family.youths, family.minors, rng, cap=17)
    man, head, partner = _heads(family, grand, stem, own, count, rng)
    swapped = _add_heads(house, family, man, head, partner, rng)
    _add_children(house, family, own, rng)
    if stem is not None:
        _add_stem(house, family, *stem)
    _add_grandchildren(house, family, grand, rng)
    _add_elders(house, family, np.where(swapped, partner, head) if partner is not None else head, rng)
    return house.members()


def _limits(family: Family) -> tuple[float, float]:
    """The longest a generation may take, and the most a husband may be older, in years."""
    # Four generations under one roof: the old ones would pass a hundred if each took its time.
    return (27, 4) if family.parents and family.stem else (38, 8)


def _oldest_grandchild(family: Family) -> int:
    return 9 if family.parents else 17


def _drawn_ages(count: int, low: int, high: int, rng: np.random.Generator) -> np.ndarray:
    weights = _ELDEST_BY_AGE[low : high + 1]
    whole = rng.choice(np.arange(low, high + 1), count, p=weights / weights.sum())
    return np.floor((whole + rng.random(count)) * YEAR).astype(np.int32)


def _siblings(count: int, youths: int, minors: int, rng: np.random.Generator, cap: int) -> np.ndarray:
    """Ages of brothers and sisters, eldest first; youths are grown up and unmarried, minors under 18."""
    ages = np.zeros((count, youths + minors), np.int32)
    for i in range(youths + minors):
        before = ages[:, i - 1]
        if i == 0 and youths:
            ages[:, 0] = years(16.95 + 1.1 * youths + 15 * rng.beta(0.85, 1.4, count))
        elif i == 0:
            ages[:, 0] = _drawn_ages(count, max(0, 2 * (minors - 1)), cap, rng)
        elif i < youths:
            ages[:, i] = _younger_youth(before, rng.uniform(1.2, 6, count))
        elif i == youths:
            later = before - years(rng.uniform(1.5, 11, count))
            schoolchild = np.minimum(years(rng.uniform(np.maximum(7, before / YEAR - 18), 17.95)), before - _APART)
            ages[:, i] = np.where(later < years(18), later, schoolchild)
        else:
            spread = np.maximum(before * rng.uniform(0.4, 0.82, count), before - years(8))
            ages[:, i] = np.clip(spread, 0, np.maximum(before - _APART, 0)).astype(np.int32)
    if minors >= 2:
        same = rng.random(count) < _TWINS
        ages[same, -1] = ages[same, -2]
    return ages


def _younger_youth(before: np.ndarray, gap: np.ndarray) -> np.ndarray:
    """Ages of grown-up brothers and sisters `gap` years (1.2 to 6) younger than those `before` them.

    Whom the gap would make a minor is born anywhere between, or all of them would be born on one day and its numbers
    run out.
    """
    low, high = years(18.02), before - _APART
    between = low + (np.maximum(high - low, 0) * (6 - gap) / 4.8).astype(np.int32)
    drawn = before - years(gap)
    return np.minimum(np.where(drawn < low, between, drawn), high)


def _gap(count: int, mean: float, low: float, high: float | np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return years(np.clip(rng.normal(mean, 3.1, count), low, high))


def _apart(count: int, rng: np.random.Generator, most: float = 8) -> np.ndarray:
    """How much older a husband is than his wife, in days."""
    return years(np.clip(rng.normal(1.7, 2.1, count), -2, most))


def _stem_couple(
    family: Family, grand: np.ndarray, count: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray] | None:
    """Ages of the married child at home and of the partner."""
    if not family.stem:
        return None
    longest, apart = _limits(family)
    if family.grand:
        spread = (grand[:, 0] - grand[:, -1]) / YEAR
        bride = grand[:, 0] + _gap(count, 24.5, 20.9, np.minimum(longest, 43 - spread), rng)
        groom = bride + _apart(count, rng, apart)
    else:
        bride = years(rng.uniform(21, 29, count))
        groom = np.maximum(bride + _apart(count, rng), years(22))
    return (groom, bride) if family.stem == "son" else (bride, groom)


def _heads(
    family: Family, grand: np.ndarray, stem: object, own: np.ndarray, count: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """Whether the head is a man, ages of head and partner; the mother's age follows from her children's."""
    eldest, youngest = _descent(stem, own)
    if eldest is not None:
        longest, apart = _limits(family)
        spread = (eldest - youngest) / YEAR
        mother = eldest + _gap(count, 24.5, 20.9, np.minimum(longest, 43 - spread), rng)
        father = mother + _apart(count, rng, apart)
    elif family.grand:
        mother = grand[:, 0] + _gap(count, 49, 42, 58, rng)
        father = mother + _apart(count, rng)
    else:
        father = years(rng.triangular(*HEAD_AGES[family.head], count))
        mother = np.maximum(father - _apart(count, rng), years(20.5))
    if family.paired:
        return np.ones(count, bool), father, mother
    men = {"lone_old": 0.42, "lone_adult": 0.88, "parent": 0.40}[family.head]
    if family.stem:
        men = 0.25
    man = np.ones(count, bool) if family.parents or family.sibling else rng.random(count) < men
    alone = family.head != "parent" and eldest is None
    return man, father if alone else np.where(man, father, mother), None


def _descent(stem: object, own: np.ndarray) -> tuple[np.ndarray, np.ndarray] | tuple[None, None]:
    if isinstance(stem, tuple):
        return stem[0], stem[0]
    return (own[:, 0], own[:, -1]) if own.shape[1] else (None, None)


def _add_heads(
    house: _Household, family: Family, man: np.ndarray, head: np.ndarray, partner: np.ndarray | None,
    rng: np.random.Generator,
) -> np.ndarray:  # fmt: skip
    """The head and the partner; returns where the wife is the head."""
    if partner is None:
        # A widow bears her own name and her children their father's.
        house.add(HEAD, man, head, np.where(man, Line.OWN, Line.FREE), Role.HEAD)
        return np.zeros(house.count, bool)
    may_swap = not (family.parents or family.stem or family.grand)
    swapped = (rng.random(house.count) < _WOMAN_HEADS_COUPLE) & may_swap
    mine, other = np.where(swapped, Line.FREE, Line.OWN), np.where(swapped, Line.OWN, Line.FREE)
    house.add(HEAD, ~swapped, np.where(swapped, partner, head), mine, Role.HEAD)
    house.add(PARTNER, swapped, np.where(swapped, head, partner), other, Role.PARTNER)
    return swapped


def _add_children(house: _Household, family: Family, own: np.ndarray, rng: np.random.Generator) -> None:
    for i in range(own.shape[1]):
        boy = rng.random(house.count) < _BOYS
        role = Role.YOUTH if i < family.youths else Role.CHILD
        house.add(np.where(boy, SON, DAUGHTER), boy, own[:, i], Line.OWN, role)


def _add_stem(house: _Household, family: Family, child: np.ndarray, partner: np.ndarray) -> None:
    son = family.stem == "son"
    house.add(SON if son else DAUGHTER, son, child, Line.OWN, Role.MARRIED_CHILD)
    line = Line.FREE if son else Line.DAUGHTERS_MAN
    house.add(SON_WIFE if son else DAUGHTER_MAN, not son, partner, line, Role.CHILDS_PARTNER)


def _add_grandchildren(house: _Household, family: Family, grand: np.ndarray, rng: np.random.Generator) -> None:
    by_daughter = family.stem == "daughter"
    boys_girls = (DAUGHTERS_SON, DAUGHTERS_DAUGHTER) if by_daughter else (GRANDSON, GRANDDAUGHTER)
    line = Line.DAUGHTERS_MAN if by_daughter else Line.OWN
    for i in range(grand.shape[1]):
        boy = rng.random(house.count) < _BOYS
        house.add(np.where(boy, *boys_girls), boy, grand[:, i], line, Role.GRANDCHILD)


def _add_elders(house: _Household, family: Family, head: np.ndarray, rng: np.random.Generator) -> None:
    """The head's parents at home, and a brother who stayed."""
    count = house.count
    if family.sibling:
        apart = years(rng.uniform(1.2, 9, count)) * rng.choice([-1, 1], count)
        house.add(SIBLING, True, np.maximum(head + apart, years(24)), Line.OWN, Role.SIBLING)
    if not family.parents:
        return
    mother = head + _gap(count, 24.5, 19, np.minimum(38, 97.5 - head / YEAR), rng)
    father = mother + np.minimum(np.abs(_apart(count, rng)), years(98.5) - mother)
    only_father = rng.random(count) < 0.27
    if family.parents == 2:
        house.add(FATHER, True, father, Line.OWN, Role.PARENT)
        house.add(MOTHER, False, mother, Line.FREE, Role.PARENT)
    else:
        age = np.where(only_father, father, mother)
        house.add(np.where(only_father, FATHER, MOTHER), only_father, age, Line.OWN, Role.PARENT)
