"""Where households live: 村民组 or 自然村 and the order of the walking round, dated; and the households' numbers."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from huaiyuan.synth import columns
from huaiyuan.synth.columns import NEVER, OPEN
from huaiyuan.synth.places import Place
from huaiyuan.synth.settlement import Households

_UNGROUPED = 0.018
_NUMBERED = 0.55  # of the villages; the others name their hamlets
_MOST_NUMBERED = 9  # so that names sort as they are counted
_A_GROUP = 52
_BEFORE = "前后东西南北上下大小王李张刘陈杨黄赵周吴徐孙朱马胡林郭何高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董"
_BEHIND = "庄湾洼岗冲楼畈沟寨营坡店铺窝棚"


def household_numbers(houses: Households, villages: list[Place]) -> pa.Array:
    """Village code of first registration and a running number there, in the order of registration."""
    village = houses.first_village
    order = np.lexsort((houses.registered, village))
    begins = np.searchsorted(village[order], village[order])
    running = np.empty(len(houses), np.int64)
    running[order] = np.arange(len(houses)) - begins + 1
    width = max(4, len(str(int(running.max()))))
    code = np.array([int(place.code) for place in villages], np.int64)[village]
    dash = np.full((len(houses), 1), ord("-"), np.uint8)
    return columns.fixed_text(np.hstack([columns.digits(code, 12), dash, columns.digits(running, width)]))


def residences(houses: Households, household_no: pa.Array, villages: list[Place], seed: int) -> pa.Table:
    """Snapshot table `residences`; of where a household lived before only the village is known."""
    rng = np.random.default_rng([seed, 10])
    group, walk, names = _groups(houses.village, len(villages), rng)
    moved = np.flatnonzero(houses.moved != NEVER)
    house = np.concatenate([moved, np.arange(len(houses))])
    before = np.arange(len(house)) < len(moved)
    village = np.where(before, houses.origin[house], houses.village[house])
    arrived = np.where(houses.moved[house] == NEVER, houses.registered[house], houses.moved[house])
    order = np.lexsort((~before, house))
    house, before, village, arrived = house[order], before[order], village[order], arrived[order]
    ungrouped = before | (walk[house] == 0)
    return pa.table({
        "household_no": household_no.take(pa.array(house)),
        "village_code": columns.words(village, [place.code for place in villages]),
        "group_name": columns.words(np.where(ungrouped, -1, group[house]), names),
        "walk_order": pa.array(walk[house].astype(np.int32), mask=ungrouped),
        "valid_from": columns.dates(np.where(before, houses.registered[house], arrived)),
        "valid_to": columns.dates(np.where(before, houses.moved[house], OPEN)),
    })  # fmt: skip


def _groups(village: np.ndarray, count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """For each household its group (index into the names) and its place on the village's round, 0 for 未分组."""
    order = np.lexsort((rng.random(len(village)), village))
    order = order[rng.random(len(village)) >= _UNGROUPED]
    begins = np.searchsorted(village[order], np.arange(count + 1))
    walk, group = np.zeros(len(village), np.int64), np.zeros(len(village), np.int64)
    names: list[str] = []
    for v in range(count):
        here = order[begins[v] : begins[v + 1]]
        wanted = int(np.clip(round(len(here) / _A_GROUP), 2, 14))
        numbered = wanted <= _MOST_NUMBERED and rng.random() < _NUMBERED
        found = [f"{i + 1}组" for i in range(wanted)] if numbered else _hamlets(wanted, rng)
        shares = rng.uniform(0.6, 1.4, wanted)
        group[here] = len(names) + np.repeat(np.arange(wanted), columns.dealt(len(here), shares))
        walk[here] = np.arange(1, len(here) + 1)
        names += found
    return group, walk, names


def _hamlets(wanted: int, rng: np.random.Generator) -> list[str]:
    before = rng.permutation(list(_BEFORE))[:wanted]
    return sorted(f"{a}{b}" for a, b in zip(before, rng.choice(list(_BEHIND), wanted), strict=True))
