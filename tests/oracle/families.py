"""Families and departments' rows drawn at random, near every threshold, with blank cells, lost rows and bare villages."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from huaiyuan.core.policy.expression import Kind
from huaiyuan.core.policy.sources import SourceShape
from tests.integration.screening.world import TODAY, World

VILLAGES = tuple(f"4113301{town:02}{200 + n}" for town in (1, 2) for n in range(20))
SURNAMES, GIVEN = "王李张赵钱孙", "一二三四五六七八九"
SKILLS = ("普通劳动力", "技能劳动力", "弱劳动力或半劳动力", "无劳动力", None)
MONTH = "2026-10"
EARLIER = ("disability_cards", "medical_bills", "welfare_roll")
CENT = Decimal("0.01")
FEW = (0, 1, 2, 3)


def draw(world: World, families: int, parameters: Mapping[str, Any], seed: int) -> None:
    """Fill a world."""
    dice = random.Random(seed)
    for _ in range(families):
        _family(world, dice)
    lines = sorted({value for value in parameters.values() if isinstance(value, Decimal)})
    for source, shape in world.sources.items():
        for period in (MONTH, *(("2026-09",) if source in EARLIER else ())):
            _source(world, shape, period, lines, dice)


def _family(world: World, dice: random.Random) -> None:
    village, home = dice.choice(VILLAGES), f"H{len(world.people):06}"
    lifted, monitored = dice.random() < 0.4, dice.random() < 0.3
    for _ in range(dice.choice((1, 1, 1, 2, 2, 3))):
        name = dice.choice(SURNAMES) + dice.choice(GIVEN) + dice.choice(GIVEN)
        world.person(
            name, _born(dice).isoformat(), village=village, lifted=lifted, monitored=monitored, home=home,
            labour=dice.choice(SKILLS),
        )  # fmt: skip


def _born(dice: random.Random) -> dt.date:
    """Often a child about the ends of compulsory schooling, or a grown-up about 16 and 59, some on the very day."""
    years = dice.choice((6, 7, 10, 15, 16, 17, 59, 60, 61, 35, 80))
    day = dice.choice((dt.date(2026 - years, 8, 31), dt.date(2026 - years, 9, 1), dt.date(2026 - years, 11, 23)))
    return day + dt.timedelta(days=dice.choice((-1, 0, 1)))


def _source(world: World, shape: SourceShape, period: str, lines: list[Decimal], dice: random.Random) -> None:
    world.batch(shape.id, period)
    world.covers[shape.id] = dice.choice((("411330",), ("411330101",)))
    bare = set(dice.sample(VILLAGES, 8))
    draw_cells = _cells(shape, lines, dice)
    if shape.subject == "village":
        for village in VILLAGES:
            for _ in range(dice.choice(FEW)):
                place = {"village_code": village, "township_code": village[:9]}
                outcome = "exact" if dice.random() < 0.9 else "unmatched"
                world.row(shape.id, None, outcome, period=period, **place, **draw_cells())
        return
    for person in [p for p in world.people if p["village"] not in bare]:
        for _ in range(dice.choice((0, 0, 1, 1, 2))):
            _row(world, shape.id, period, person, draw_cells(), dice)


def _row(
    world: World, source: str, period: str, person: dict[str, Any], cells: dict[str, Any], dice: random.Random
) -> None:
    outcome = dice.choices(("exact", "normalised", "probable", "ambiguous", "unmatched"), (75, 8, 7, 5, 5))[0]
    blanked = {}
    if outcome == "unmatched":
        lost = dice.choice(("name", "birth_on", "village_code", "township_code", "none"))
        blanked = {lost: None} if lost != "none" else {"id_key": "f" * 32}
    candidates = [person["person_id"]] if outcome == "ambiguous" else []
    world.row(source, person["person_id"], outcome, period=period, candidates=candidates, **blanked, **cells)


def _cells(shape: SourceShape, lines: Iterable[Decimal], dice: random.Random) -> Any:
    near = [line + step for line in lines for step in (-1, -CENT, 0, CENT, 1) if line + step >= 0]
    numbers = [*near, *map(Decimal, FEW), None, None, None]
    spans = sorted({int(line) for line in lines if line < 400})
    days = [
        TODAY + dt.timedelta(days=sign * span + step) for span in (0, *spans) for sign in (-1, 1) for step in (-1, 0, 1)
    ]
    # Long past every limit, which few of the days near one limit are.
    days += [TODAY - dt.timedelta(days=400)] * (len(days) // 4)
    month = [dt.date(2026, 9, 30), dt.date(2026, 10, 1), dt.date(2026, 10, 31), dt.date(2026, 11, 1)]

    def one(column: str, kind: Kind) -> Any:
        if dice.random() < 0.08:
            return None
        if kind is Kind.NUMBER:
            return dice.choice(numbers)
        if kind is Kind.DATE:
            return dice.choice(month if column == shape.dated_by else days)
        return dice.choice(shape.codes.get(column, ("甲", "乙")))

    return lambda: {column: one(column, kind) for column, kind in shape.columns.items()}
