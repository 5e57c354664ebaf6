"""民政局：救助对象名册，在保的、今年停发的，加上今年发过的临时救助，一行一次。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from huaiyuan.synth.files import books, planted
from huaiyuan.synth.files.desk import (
    DEMO_MARK,
    REPORT_DAY,
    Desk,
    common,
    money,
    record_truth,
    some_dates,
    spoiled,
    strangers_among,
    unreadable,
)
from huaiyuan.synth.files.shocks import helpless, school_age

ROWS = 26_000
OUTSIDERS = 0.02
# Of a whole county's rows; 低保 fills up what the others leave. Ours.
COUNTS = {"特困": 4_100, "低保边缘": 1_300, "刚性支出困难": 450, "临时救助": 2_300, "孤儿": 60, "事实无人抚养儿童": 150}
STOPPED = 700
# Rows whose amounts nobody can read.
UNREADABLE = 15
RAISED, MOVED = "收入提高", "迁出"
# Benefits a month, and a grant of 临时救助, in 分: from, to. Ours.
AMOUNTS = {
    "低保": (18_000, 52_000), "特困": (70_000, 92_000), "低保边缘": (0, 1), "刚性支出困难": (0, 1), "临时救助": (40_000, 220_000),
    "孤儿": (130_000, 160_000), "事实无人抚养儿童": (100_000, 130_000),
}  # fmt: skip
GRANT_LARGE = (320_000, 900_000)
YEAR = np.datetime64("2026-01-01")
HEAD = ("序号", "姓名", "身份证号码", "性别", "出生年月日", "乡镇", "村（居）", "救助类别", "保障状态", "起保日期", "停发日期", "停发原因",
        "救助金额")  # fmt: skip


@dataclass
class Benefits:
    """One entry a benefit or grant; days may be NaT, amounts are whole 分."""

    person: np.ndarray
    benefit: np.ndarray
    stopped: np.ndarray
    began_on: np.ndarray
    stopped_on: np.ndarray
    because: np.ndarray
    amount: np.ndarray


def _some(person: np.ndarray, benefit: str, rng: np.random.Generator, amounts: tuple[int, int] = (0, 0)) -> Benefits:
    """Benefits in payment for years; a grant was paid this year."""
    n, day = len(person), np.datetime64(REPORT_DAY)
    low, high = amounts if amounts[1] else AMOUNTS[benefit]
    began = YEAR - rng.integers(20, 9 * 365, n)
    if benefit == "临时救助":
        began = YEAR + rng.integers(4, int((day - YEAR).astype(int)), n)
    return Benefits(
        person=person,
        benefit=np.full(n, benefit, dtype=object),
        stopped=np.zeros(n, bool),
        began_on=began,
        stopped_on=np.full(n, np.datetime64("NaT"), "datetime64[D]"),
        because=np.full(n, None, dtype=object),
        amount=rng.integers(low, high, n) // 1000 * 1000,
    )


def _ended(found: Benefits, because: str, days: np.ndarray) -> Benefits:
    found.stopped[:] = True
    found.stopped_on, found.because[:] = days, because
    return found


def _begun_lately(found: Benefits, rng: np.random.Generator) -> Benefits:
    found.began_on = np.datetime64(REPORT_DAY) - rng.integers(1, 26, len(found.person))
    return found


def make(at: Desk, rows: int, rng: np.random.Generator) -> Benefits:
    """`rows` benefits; who is struck is on the roll as the shock would have him, and with nothing else."""
    people, shocks = at.living, at.shocks
    age = (np.datetime64(REPORT_DAY) - people["birth_on"]).astype(int) // 365
    struck = np.concatenate([shocks[rule].people for rule in ("R20", "R21", "R22", "R23")])
    free = ~np.isin(np.arange(len(age)), struck)
    alone = helpless(people, REPORT_DAY)
    poor = people["lifted"].astype(bool) | people["monitored"].astype(bool)
    pools = {
        "特困": alone & (age >= 60), "孤儿": alone & (age < 16), "事实无人抚养儿童": alone & (age < 16),
        "低保边缘": age >= 0, "刚性支出困难": age >= 30, "临时救助": age >= 18,
    }  # fmt: skip
    parts, taken = _struck(at, rng), np.zeros(len(age), bool)

    def draw(pool: np.ndarray, count: int, weight: np.ndarray | None = None) -> np.ndarray:
        candidates = np.flatnonzero(pool & free & ~taken)
        share = None if weight is None else weight[candidates] / weight[candidates].sum()
        found = rng.choice(candidates, min(count, len(candidates)), replace=False, p=share)
        taken[found] = True
        return found

    for benefit, count in COUNTS.items():
        drawn = draw(pools[benefit], at.few(count))
        # Two grants to one family would be a shock.
        parts.append(_some(_one_a_household(at, drawn) if benefit == "临时救助" else drawn, benefit, rng))
    parts += _stopped(at, draw, age, rng)
    weight = np.where(poor, 6.0, 1.0) * np.where(age >= 60, 2.0, 1.0)
    parts.append(_some(draw(age >= 0, rows - sum(len(p.person) for p in parts), weight), "低保", rng))
    made = _joined(parts)
    order = rng.permutation(len(made.person))
    return Benefits(**{name: getattr(made, name)[order] for name in made.__dataclass_fields__})


def _one_a_household(at: Desk, person: np.ndarray) -> np.ndarray:
    struck = set(at.people["household_no"][at.shocks["R22"].people])
    homes, first = np.unique(at.people["household_no"][person].astype(str), return_index=True)
    return person[np.sort(first[[home not in struck for home in homes]])]


def _stopped(at: Desk, draw: Callable[..., np.ndarray], age: np.ndarray, rng: np.random.Generator) -> list[Benefits]:
    """Stopped this year for a good reason: those who died are dead in the registry too."""
    dead = np.arange(len(age), len(at.people["birth_on"]))
    dead = rng.permutation(dead)[: at.few(STOPPED) // 2]
    raised = draw(age >= 18, at.few(STOPPED) - len(dead))
    died_on = at.people["died_on"][dead] + rng.integers(3, 40, len(dead))
    died_on = np.minimum(died_on, np.datetime64(REPORT_DAY))
    days = YEAR + rng.integers(20, 300, len(raised))
    return [
        _ended(_some(dead, "低保", rng), "死亡", died_on),
        _ended(_some(raised, "低保", rng), RAISED, days),
    ]


def _struck(at: Desk, rng: np.random.Generator) -> list[Benefits]:
    """The families whom this roll shows to be struck."""
    day, shocks = np.datetime64(REPORT_DAY), at.shocks
    r20, r21, r22, r23 = (shocks[rule].seen for rule in ("R20", "R21", "R22", "R23"))
    child = school_age(at.living["birth_on"][r23], REPORT_DAY, 0, 15)
    twice, large = r22[::2], r22[1::2]
    return [
        _ended(_some(r20, "低保", rng), "其他", day - rng.integers(3, 28, len(r20))),
        _begun_lately(_some(r21[::2], "低保", rng), rng),
        _begun_lately(_some(r21[1::2], "低保边缘", rng), rng),
        _some(np.repeat(twice, 2), "临时救助", rng),
        _some(large, "临时救助", rng, GRANT_LARGE),
        _begun_lately(_some(r23[child], "事实无人抚养儿童", rng), rng),
        _begun_lately(_some(r23[~child], "特困", rng), rng),
    ]


def _joined(parts: list[Benefits]) -> Benefits:
    return Benefits(**{name: np.concatenate([getattr(p, name) for p in parts]) for name in Benefits.__annotations__})


def send(at: Desk) -> None:
    """Write the file: an old .xls with a title, a sum row, and 无 where there is nothing to say."""
    made = make(at, at.rows(ROWS), at.rng(12))
    dirty = at.rng(13)
    paid = {"低保", "特困", "低保边缘", "刚性支出困难"}
    at.on_benefits = {
        benefit: made.person[(made.benefit == benefit) & ~made.stopped] for benefit in sorted(paid)
    }  # fmt: skip
    cells = spoiled(at, made.person, strangers_among(at, made.person, OUTSIDERS, dirty), dirty)
    texts = np.where(dirty.random(len(cells)) < 0.03, dirty.integers(1, 3, len(cells)), 0)
    texts[unreadable(at, cells, UNREADABLE, dirty)] = 3
    total = int(made.amount.sum()) / 100
    made, cells = planted.welfare(at, made, cells)
    at.roll = (made, cells)
    texts = np.concatenate([texts, np.zeros(len(cells) - len(texts), int)])
    monthly = np.isin(made.benefit, ["低保边缘", "刚性支出困难"])
    written = planted.blanked(made.amount, money(made.amount, texts))
    amounts = [None if none else amount for none, amount in zip(monthly, written, strict=True)]
    sheet = books.Sheet(
        name="救助对象名册",
        titles=(f"桐柏县2026年10月社会救助对象名册（{DEMO_MARK}）", "填报单位：桐柏县民政局    单位：元"),
        groups=(),
        header=HEAD,
        columns=[
            list(range(1, len(cells) + 1)), *common(cells, 1), list(made.benefit),
            list(np.where(made.stopped, "停发", "在享")), some_dates(made.began_on), some_dates(made.stopped_on),
            list(made.because), amounts,
        ],
        foot=("合计", *[None] * 11, total),
    )  # fmt: skip
    stem = "民政局_welfare_roll_2026-10"
    books.write_xls(at.folder / f"{stem}.xls", sheet)
    rows = list(range(sheet.first_row, sheet.first_row + len(cells)))
    record_truth(at, stem, cells, [sheet.name] * len(cells), rows)
    at.written.append(at.folder / f"{stem}.xls")
