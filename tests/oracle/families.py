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
SKILLS = ("普通劳动力", "技能劳动力", "弱劳动力或半劳动力", "丧失劳动力", "无劳动力", None)
HEALTH = (None, "健康", "健康", "长期慢性病", "患有大病", "残疾", "长期慢性病;残疾", "患有大病;残疾")
RELATIONS = (
    "配偶", "配偶", "之子", "之女", "之父", "之岳母", "之孙子", "之外孙女", "之儿媳", "之兄弟姐妹", "户主", "其他",
)  # fmt: skip
CATEGORIES = ("脱贫不稳定户", "边缘易致贫户", "突发严重困难户")
RISKS = ("", "因病", "因残", "因学", "因务工就业不稳", "缺劳动力", "因病;缺劳动力", "因安全住房")
NO_FAMILY = "411330103200"
MONTH = "2026-10"
EARLIER = ("disability_cards", "medical_bills", "welfare_roll")
CENT = Decimal("0.01")
FEW = (0, 1, 2, 3)


def draw(world: World, families: int, parameters: Mapping[str, Any], seed: int) -> None:
    """Fill a world."""
    dice = random.Random(seed)
    world.bare_villages = (NO_FAMILY,)
    for _ in range(families):
        _family(world, dice)
    lines = sorted({value for value in parameters.values() if isinstance(value, Decimal)})
    for source, shape in world.sources.items():
        for period in (MONTH, *(("2026-09",) if source in EARLIER else ())):
            _source(world, shape, period, lines, dice)


def _family(world: World, dice: random.Random) -> None:
    village, home = dice.choice(VILLAGES), f"H{len(world.people):06}"
    lifted = dice.choices((True, False, None), (38, 57, 5))[0]
    monitoring = _monitoring(dice)
    monitored = bool(monitoring) and monitoring["risk_state"] == "未消除"
    size = 13 if dice.random() < 0.003 else dice.choice((1, 1, 1, 2, 2, 3))
    for nth in range(size):
        name, born = dice.choice(SURNAMES) + dice.choice(GIVEN) + dice.choice(GIVEN), _born(dice)
        world.person(
            name, born.isoformat(), village=village, lifted=lifted, monitored=monitored, home=home,
            labour=dice.choice(SKILLS), monitoring=monitoring, **_registered(world, nth, born, dice),
        )  # fmt: skip
    if monitored:
        _looked_after(world, home, random.Random(home))
    if dice.random() < 0.03:
        world.dead_member(home, TODAY + dt.timedelta(days=dice.choice((-40, -1, 0))))


def _looked_after(world: World, home: str, dice: random.Random) -> None:
    """Visits about the thirty-one days, some of a day that has not come; measures about their last day, of every state."""
    for _ in range(dice.choice(FEW)):
        world.visited(home, TODAY - dt.timedelta(days=dice.choice((-1, 0, 10, 30, 31, 32, 90))))
    for _ in range(dice.choice(FEW)):
        world.helped(
            home, TODAY + dt.timedelta(days=dice.choice((-90, -1, 0, 1, 60))),
            state=dice.choice(("planned", "done", "done", "dropped")),
            plan_state=dice.choice(("draft", "review", "set", "running", "running", "done", "stopped")),
        )  # fmt: skip


def _registered(world: World, nth: int, born: dt.date, dice: random.Random) -> dict[str, Any]:
    """What the registry says of somebody, now and then wrongly."""
    own = f"P{len(world.people) + 1:09}"
    number = dice.choices((own, None, world.people[0]["number"] if world.people else own), (92, 5, 3))[0]
    return {
        "sex": dice.choice("男女"), "health": dice.choice(HEALTH), "number": number,
        "relation": dice.choices(("户主", "配偶"), (95, 5))[0] if nth == 0 else dice.choice(RELATIONS),
        "is_head": dice.random() < (0.93 if nth == 0 else 0.04), "has_phone": dice.random() < 0.4,
        "id_kind": dice.choices(("居民身份证", "无"), (9, 1) if number else (1, 9))[0],
        "joined_on": dice.choice((born - dt.timedelta(days=1), born, born)) if born <= TODAY else TODAY,
    }  # fmt: skip


def _monitoring(dice: random.Random) -> dict[str, Any] | None:
    """A cycle: 30 in a hundred are monitored, some cleared about the least time, before it, or struck off."""
    state = dice.choices(("未消除", "已消除", "已清退", None), (30, 12, 2, 56))[0]
    if state is None:
        return None
    approved = dt.date(2023, 1, 9) + dt.timedelta(days=dice.randrange(300))
    span = dice.choice((-1, 0, 1, 179, 180, 181, 400))
    cleared = approved + dt.timedelta(days=span) if state == "已消除" and dice.random() < 0.9 else None
    return {
        "category": dice.choice(CATEGORIES), "risk_state": state, "approved_on": approved, "cleared_on": cleared,
        "risks": dice.choice(RISKS),
    }  # fmt: skip


# About the ends of schooling and of working age, and a generation apart from each other.
YEARS = (6, 7, 10, 15, 16, 17, 18, 20, 21, 22, 23, 28, 29, 35, 36, 50, 59, 60, 61, 65, 80, 110, 111)


def _born(dice: random.Random) -> dt.date:
    """Often a child about the ends of compulsory schooling, or a grown-up about 16 and 59, some on the very day."""
    if dice.random() < 0.003:
        return TODAY + dt.timedelta(days=dice.choice((0, 1)))
    years = dice.choice((*YEARS, 6, 7, 10, 15, 16, 17, 59, 60, 61, 35, 80))
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
        for _ in range(dice.choices(FEW, (40, 38, 18, 4))[0]):
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
            return Decimal(dice.choice(FEW)) if dice.random() < 0.2 else dice.choice(numbers)
        if kind is Kind.DATE:
            return dice.choice(month if column == shape.dated_by else days)
        return dice.choice(shape.codes.get(column, ("甲", "乙")))

    return lambda: {column: one(column, kind) for column, kind in shape.columns.items()}
