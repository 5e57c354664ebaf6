"""How many households of which kind and size live in which village, on the report day and before they closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from huaiyuan.synth import columns, places, surnames, targets
from huaiyuan.synth.columns import NEVER, chosen, day, dealt
from huaiyuan.synth.families import FAMILIES, SIZES

CLOSE_REASONS = ("整户死亡", "整户迁出", "分户合户", "重复")
DIED_OUT, MOVED_AWAY, MERGED, DUPLICATE = range(4)
ORDINARY_SINCE = day(targets.HISTORY_FROM) - 366
# 建档立卡 and its yearly 动态调整.
LIFTED_SINCE = np.array([16_238, 16_801, 17_166, 17_531], np.int32)
_LIFTED_WAVES = (0.62, 0.18, 0.14, 0.06)
_LIFTED_VILLAGE_WEIGHT = 3.2
_WEAK, _NORMAL = "weak_share", "share"


@dataclass(frozen=True)
class Group:
    """Households that are counted together."""

    households: int
    persons: int
    lifted: bool = False
    cell: int = -1
    rural: bool = True
    closed: int = -1
    families: tuple[int, ...] = ()
    weak: bool = False


@dataclass
class Households:
    """One entry a household, ordered by village; days since 1970, indices into the word lists."""

    village: np.ndarray
    family: np.ndarray
    size: np.ndarray
    lifted: np.ndarray
    cell: np.ndarray
    rural: np.ndarray
    registered: np.ndarray
    closed: np.ndarray
    reason: np.ndarray
    origin: np.ndarray
    moved: np.ndarray
    surname: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int32))
    other_surname: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int32))

    def __len__(self) -> int:
        return len(self.village)

    @property
    def standing(self) -> np.ndarray:
        """Households open on the report day."""
        return self.closed == NEVER

    @property
    def first_village(self) -> np.ndarray:
        """Where each was first registered."""
        return np.where(self.moved == NEVER, self.village, self.origin)

    def append(self, more: Households) -> np.ndarray:
        """Add households at the end; returns their indices."""
        start = len(self)
        for name in self.__dataclass_fields__:
            setattr(self, name, np.concatenate([getattr(self, name), getattr(more, name)]))
        return np.arange(start, len(self))

    def like(self, model: np.ndarray, closed: np.ndarray, reason: np.ndarray) -> Households:
        """Empty households that stood beside others until a day."""
        made = Households(**{name: getattr(self, name)[model].copy() for name in self.__dataclass_fields__})
        made.closed, made.reason = closed.astype(np.int32), reason.astype(np.int8)
        made.cell[:], made.family[:], made.size[:], made.moved[:] = -1, -1, 0, NEVER
        return made


def groups(scale: float) -> list[Group]:
    """All groups at a scale; at 1.0 they add up to the targets exactly."""
    cells = []
    for i, cell in enumerate(targets.CELLS):
        households, persons = _sized(cell.households, cell.persons, scale)
        cells.append(Group(households, persons, cell.lifted, i, weak=not cell.cleared))
    lifted = _rest(*_sized(targets.LIFTED_HOUSEHOLDS, targets.LIFTED_PERSONS, scale), [c for c in cells if c.lifted])
    rural = _rest(*_sized(targets.RURAL_HOUSEHOLDS, targets.RURAL_PERSONS, scale), [*cells, Group(*lifted)])
    town = Group(*_sized(targets.TOWN_HOUSEHOLDS, targets.TOWN_PERSONS, scale), rural=False)
    return [*cells, Group(*lifted, lifted=True), Group(*rural), town, *_closed(scale)]


def _closed(scale: float) -> Iterator[Group]:
    """Households that died out or moved away before the report day; some of them 脱贫户."""
    old = _kinds("lone_old", "couple_old", most=2)
    movable = _kinds("couple_young", "couple", most=4)
    for reason, (name, families) in enumerate(zip(targets.CLOSED, (old, movable), strict=True)):
        total = targets.scaled(targets.CLOSED[name], scale, 4)
        lifted = max(1, round(total * 0.22))
        yield Group(lifted, 0, True, closed=reason, families=families)
        yield Group(total - lifted, 0, False, closed=reason, families=families)


def _kinds(*heads: str, most: int) -> tuple[int, ...]:
    plain = (i for i, f in enumerate(FAMILIES) if f.head in heads and f.size <= most and not (f.grand or f.stem))
    return tuple(plain)


def _sized(households: int, persons: int, scale: float) -> tuple[int, int]:
    count = targets.scaled(households, scale)
    return count, max(count, round(count * persons / households))


def _rest(households: int, persons: int, parts: list[Group]) -> tuple[int, int]:
    return households - sum(p.households for p in parts), persons - sum(p.persons for p in parts)


def sizes(households: int, persons: int, rng: np.random.Generator) -> np.ndarray:
    """Household sizes that add up to `persons`: the county's shape, bent to the mean."""
    number = np.arange(1, len(SIZES) + 1)
    low, high = -8.0, 8.0
    for _ in range(60):
        middle = (low + high) / 2
        bent = SIZES * np.exp(middle * number)
        low, high = (middle, high) if bent @ number / bent.sum() < persons / households else (low, middle)
    found = rng.permutation(np.repeat(number, dealt(households, SIZES * np.exp(low * number))))
    step = np.sign(persons - found.sum())
    while found.sum() != persons:
        room = np.flatnonzero((found + step >= 1) & (found + step <= len(SIZES)))
        found[room[: abs(persons - int(found.sum()))]] += step
    return found


def _families(wanted: np.ndarray, weak: bool, rng: np.random.Generator) -> np.ndarray:
    found = np.zeros(len(wanted), np.int16)
    for size in np.unique(wanted):
        here = np.flatnonzero(wanted == size)
        kinds = np.array([i for i, f in enumerate(FAMILIES) if f.size == size])
        shares = np.array([getattr(FAMILIES[i], _WEAK if weak else _NORMAL) for i in kinds], float)
        if not shares.any():
            shares = np.array([FAMILIES[i].share for i in kinds], float)
        found[here] = rng.permutation(np.repeat(kinds, dealt(len(here), shares)))
    return found


def settle(scale: float, seed: int) -> Households:
    """All households of the county with their villages, before anything happened to them."""
    rng = np.random.default_rng([seed, 1])
    where = places.villages()
    community = np.array([p.community for p in where])
    weight = np.exp(rng.normal(0, 0.24, len(where))) * np.where(community, 0.55, 1)
    poor = places.lifted(where)
    made = [_expand(group, rng) for group in groups(scale)]
    whole = Households(**{n: np.concatenate([getattr(m, n) for m in made]) for n in Households.__dataclass_fields__})
    township = np.unique([p.township for p in where], return_inverse=True)[1]
    whole.village = _villages(
        whole, weight, np.where(poor, _LIFTED_VILLAGE_WEIGHT, 1) * np.where(community, 0.2, 1), township, community, rng
    )
    order = np.lexsort((rng.random(len(whole)), whole.village))
    whole = Households(**{n: _ordered(getattr(whole, n), order) for n in Households.__dataclass_fields__})
    _move(whole, scale, rng)
    whole.surname = surnames.lineages(whole.village, [p.name[0] for p in where], rng)
    whole.other_surname = surnames.surnames(len(whole), rng)
    return whole


def _ordered(column: np.ndarray, order: np.ndarray) -> np.ndarray:
    return column[order] if len(column) else column


def _expand(group: Group, rng: np.random.Generator) -> Households:
    n = group.households
    if group.families:
        family = rng.choice(group.families, n).astype(np.int16)
        size = np.array([f.size for f in FAMILIES])[family]
    else:
        size = sizes(n, group.persons, rng)
        family = _families(size, group.weak, rng)
    since = rng.choice(LIFTED_SINCE, n, p=_LIFTED_WAVES) if group.lifted else np.full(n, ORDINARY_SINCE)
    last = day(targets.REPORT_DAY) - 3
    closed = columns.between(day(targets.HISTORY_FROM) + 10, last, rng, n) if group.closed >= 0 else np.full(n, NEVER)
    return Households(
        village=np.zeros(n, np.int32), family=family, size=size.astype(np.int16), lifted=np.full(n, group.lifted),
        cell=np.full(n, group.cell, np.int8), rural=np.full(n, group.rural), registered=since.astype(np.int32),
        closed=closed.astype(np.int32), reason=np.full(n, group.closed, np.int8), origin=np.full(n, -1, np.int32),
        moved=np.full(n, NEVER, np.int32),
    )  # fmt: skip


def _villages(
    whole: Households,
    weight: np.ndarray,
    pull: np.ndarray,
    township: np.ndarray,
    community: np.ndarray,
    rng: np.random.Generator,
) -> np.ndarray:
    """Deal households to villages by weight, 脱贫户 more to 脱贫村 and town households to communities."""
    village = np.full(len(whole), -1, np.int32)
    town = np.flatnonzero(~whole.rural)
    village[town] = rng.choice(np.flatnonzero(community), len(town))
    rural = np.flatnonzero(whole.rural)
    slots = np.repeat(np.arange(len(weight)), dealt(len(rural), weight, least=3))
    lifted = rng.permutation(rural[whole.lifted[rural]])
    sure = np.unique(township[slots], return_index=True)[1]  # every township has some, that stand
    others = np.setdiff1d(np.arange(len(slots)), sure)
    drawn = chosen(len(lifted) - len(sure), others, rng, pull[slots[others]])
    taken = np.concatenate([sure, rng.permutation(drawn)])
    village[lifted[np.argsort(~whole.standing[lifted], kind="stable")]] = slots[taken]
    left = np.delete(slots, taken)
    village[rng.permutation(rural[~whole.lifted[rural]])] = left
    return village


def _move(whole: Households, scale: float, rng: np.random.Generator) -> None:
    """Some households came from another village; their number tells which."""
    pool = np.flatnonzero(whole.standing & whole.rural)
    movers = chosen(targets.scaled(targets.MOVED, scale, 3), pool, rng)
    count = int(whole.village.max()) + 1
    step = np.where(rng.random(len(movers)) < 0.7, rng.integers(1, 9, len(movers)), rng.integers(9, count, len(movers)))
    whole.origin[movers] = (whole.village[movers] + step) % count
    span = day(targets.HISTORY_FROM) + 20, day(targets.REPORT_DAY) - 5
    whole.moved[movers] = columns.between(*span, rng, len(movers))
