"""Journeys 2–5 and 7 acted out in the browser and measured by their own rulers (尺子): `python -m tests.screens.journeys`.

Taps, typed characters and photos are counted by the browser's events, pages timed by the browser; how long a person takes is
an allowance that is said above the table. What is over its ruler fails the run.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.browser.serving import serving
from tests.screens import survey
from tests.ways import hand, helping, identifying, leaving, looking, watering
from tests.ways.days import People, move_to, pages_on
from tests.ways.hand import Count, Hand

VILLAGE, CATEGORY = "411330101200", "突发严重困难户"
FOUND, DECIDED = dt.date(2026, 5, 6), dt.date(2026, 5, 12)
NOMINATED, CLEARED = dt.date(2026, 11, 16), dt.date(2026, 11, 22)
HEAD = (
    f"人的时间按约定折算：看清一屏 {hand.PAGE:g} 秒，点一下 {hand.TAP:g} 秒，打一个字 {hand.CHARACTER:g} 秒，数字键盘一个 {hand.DIGIT:g} 秒，拍一张 {hand.PHOTO:g} 秒，"
    f"读一行名单 {hand.LINE:g} 秒；页面是浏览器实测。点、字、照片数浏览器事件，选下拉算两下。"
)


@dataclass(frozen=True)
class Ruler:
    """What a journey allows: `None` where it says nothing."""

    seconds: float | None = None
    taps: int | None = None
    typed: int | None = None

    def over(self, done: Count) -> list[str]:
        """What went over."""
        measured = (("秒", done.seconds, self.seconds), ("点", done.taps, self.taps), ("字", done.typed, self.typed))
        return [f"{what} {value:g} > {most:g}" for what, value, most in measured if most is not None and value > most]

    @property
    def says(self) -> str:
        """≤60秒 ≤60字."""
        parts = (("秒", self.seconds), ("点", self.taps), ("字", self.typed))
        return " ".join(f"≤{most:g}{what}" for what, most in parts if most is not None)


@dataclass(frozen=True)
class Row:
    """One stretch of a journey, by one pair of hands."""

    journey: int
    what: str
    ruler: Ruler
    done: Count

    @property
    def over(self) -> list[str]:
        """What went over its ruler."""
        return self.ruler.over(self.done)


@dataclass
class Walk:
    """The people, the families they are about, and what has been measured."""

    people: People
    world: dict[str, object]
    rows: list[Row]

    def hand(self, who: str) -> Hand:
        """Somebody's hand."""
        return self.people.hand(who)

    @property
    def family(self) -> str:
        """The household that goes the whole way."""
        return str(self.world["applying"])

    @property
    def head(self) -> str:
        """Its head."""
        return str(self.world["heads"][self.family])  # type: ignore[index]

    def measured(
        self, journey: int, what: str, ruler: Ruler, who: str, do: Callable[[Hand], object], lines: int = 0
    ) -> Count:
        """Let somebody do something, and measure it."""
        mine = self.hand(who)
        before = mine.count()
        do(mine)
        done = mine.count() - before + Count(lines=lines)
        self.rows.append(Row(journey, what, ruler, done))
        return done


def _on_the_first_day(walk: Walk) -> tuple[Count, Hand]:
    head, village = walk.head, walk.hand("village")
    walk.measured(
        2, "农户自主申报", Ruler(seconds=60, typed=20), "family", lambda me: identifying.apply(me, head, VILLAGE)
    )
    walk.measured(2, "乡镇受理，交村", Ruler(typed=0), "town", lambda me: identifying.accept(me, head, walk.family))
    began = village.count()
    identifying.confirm(village, head)
    identifying.take_over(walk.hand("town"), head)
    identifying.sign_and_visit(village, head)
    identifying.compare(walk.hand("county"), head)
    identifying.find(village, head)
    identifying.deliberate(village, head, CATEGORY)
    identifying.put_up(village, head)
    return began, village


def _identified(walk: Walk, began: Count, village: Hand) -> None:
    head = walk.head
    identifying.report(village, head)
    identifying.meet(walk.hand("town"), [head], "张某，镇长")
    waiting = 1 + _waiting(walk.hand("county"))
    walk.measured(
        5, f"县里一次会定 {waiting} 户", Ruler(seconds=900), "county",
        lambda me: identifying.meet(me, [head], "李某，副县长", "桐防返贫〔2026〕9号"), lines=waiting,
    )  # fmt: skip
    identifying.announce(walk.hand("town"), head)
    identifying.enter(village, head, "GB0411330001")
    helping.pair(walk.hand("town"), walk.family, "李帮扶")
    plan = helping.plan(village, walk.family)
    walk.rows.append(Row(2, "村全程：核实到已录、订计划", Ruler(typed=60), village.count() - began))
    helping.review(walk.hand("town"), plan)
    helping.carry_out(village, plan)
    walk.measured(
        4, "帮扶责任人走访一户", Ruler(seconds=120, taps=4, typed=20), "helper", lambda me: helping.visit(me, head)
    )
    leaving.measure(village, walk.family, "60000", "identification")


def _waiting(county: Hand) -> int:
    """How many others lie on the county's table."""
    county.open("/shibie/huiyi/daishen/")
    return county.page.locator("tbody tr").count() - 1


def _leaves(walk: Walk) -> tuple[Count, Hand]:
    village = walk.hand("village")
    for what, words in leaving.PAPERS.items():
        leaving.file_paper(walk.hand("town"), walk.family, what, words)
    began = village.count()
    leaving.measure(village, walk.family, "66000")
    leaving.nominate(village, walk.head)
    leaving.survey(village, walk.head)
    identifying.deliberate(village, walk.head)
    identifying.put_up(village, walk.head)
    return began, village


def _cleared(walk: Walk, began: Count, village: Hand) -> None:
    identifying.report(village, walk.head)
    identifying.meet(walk.hand("town"), [walk.head], "张某，镇长")
    identifying.meet(walk.hand("county"), [walk.head], "李某，副县长", "桐防返贫〔2026〕21号")
    identifying.announce(walk.hand("town"), walk.head)
    leaving.mark(village, walk.head)
    walk.rows.append(Row(5, "风险消除，村里一户", Ruler(seconds=600), village.count() - began))


def _water(walk: Walk) -> None:
    """Journey 7: from the pump house to water again."""
    pump = str(walk.world["pump"])
    walk.measured(7, "农户扫码报修", Ruler(seconds=20), "family", lambda me: watering.scan(me, pump))
    walk.measured(7, "管水员报维修站", Ruler(typed=10), "keeper", watering.call)
    walk.measured(7, "维修站派工", Ruler(typed=10), "station", watering.send)
    walk.measured(7, "维修员修好，拍前后照、填金额", Ruler(typed=5), "station", watering.mend)
    walk.measured(7, "村里点有水了", Ruler(typed=0), "keeper", watering.accept)


def _a_round(walk: Walk) -> None:
    """Journey 3 with the worker beside, for a round is laid out by a job."""
    walk.measured(3, "县里新建轮次", Ruler(typed=16), "county", looking.open_round)
    number = looking.laid_out(walk.hand("county"))
    looking.begin(walk.hand("village"), number, VILLAGE)
    for what, do in (
        ("一般户，无变化", looking.ordinary),
        ("一般户，有变化", looking.changed),
        ("外出户，电话", looking.by_phone),
    ):
        walk.measured(3, what, Ruler(seconds=20, typed=0), "village", do)
    walk.measured(3, "重点户，五项都看", Ruler(seconds=60, typed=0), "village", looking.key)
    walk.measured(
        3, "脱贫户年度收入", Ruler(seconds=360), "village", lambda me: leaving.measure(me, walk.family, "60000", "yearly")
    )  # fmt: skip


def act_out(folder: Path) -> list[Row]:
    """Build the county, walk all five journeys, return what was measured."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.ways.build", str(folder)], capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr[-3000:]
    world = json.loads(told.stdout.splitlines()[-1])
    with survey.browser_open() as browser:
        walk = Walk(People(browser, world["accounts"]), world, [])
        for day, first, then in (
            (FOUND, DECIDED, (_on_the_first_day, _identified)),
            (NOMINATED, CLEARED, (_leaves, _cleared)),
        ):
            with pages_on(folder, day) as base:
                walk.people.at(base)
                began, village = then[0](walk)
            with pages_on(folder, first) as base:
                walk.people.at(base)
                then[1](walk, began, village)
                if first is DECIDED:
                    _water(walk)
        move_to(folder, CLEARED)
        with serving(folder) as base:
            walk.people.at(base)
            _a_round(walk)
        assert walk.people.errors == [], walk.people.errors
    return sorted(walk.rows, key=lambda row: row.journey)


def table(rows: list[Row]) -> list[str]:
    """The table as it is printed."""
    lines = [HEAD, f"{'路':<2}{'步':>4}{'点':>4}{'字':>4}{'照':>4}{'页面秒':>7}{'合计秒':>7}  办什么（尺子）"]
    for row in rows:
        one = row.done
        told = f"{row.journey:<3}{one.pages:>5}{one.taps:>5}{one.typed:>5}{one.photos:>5}{one.ms / 1000:>8.1f}{one.seconds:>9.1f}"
        lines.append(f"{told}   {row.what}（{row.ruler.says}）{'  超了：' + '，'.join(row.over) if row.over else ''}")
    return lines


def main() -> int:
    """Print the table; 1 when something is over its ruler."""
    with tempfile.TemporaryDirectory(prefix="huaiyuan-journeys-") as scratch:
        rows = act_out(Path(scratch) / "villages")
    print("\n".join(table(rows)))
    return 1 if any(row.over for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
