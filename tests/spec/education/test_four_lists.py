"""四查三比对: what registry, roll and cards say of one child together. A child is only then missing where the roll covers
its village and no row that stayed unmatched could be it.
"""

import datetime as dt

import pyarrow.parquet as pq
import pytest

from huaiyuan.county.guarantees.education import comparing
from huaiyuan.county.screening.sources import shapes
from tests.integration.screening.world import NEXT, TODAY, VILLAGE, World

NUMBERS = {"youngest": 6, "compulsory": 15, "oldest": 16, "days": 3, "share": 50}


@pytest.fixture
def world(tmp_path):
    """Nine children of the village are at school, so that the roll covers it."""
    made = World(tmp_path, shapes())
    for n in range(9):
        made.row(
            "school_roll",
            made.person(f"同学{n}", f"2015-03-{n + 1:02}"),
            status="在籍在读",
            absent_days=0,
            **{"stage": "小学五年级"},
        )
    return made


def said(world, **numbers):
    """What the lists say, by person."""
    into = world.root / "said.parquet"
    named = {"school_roll": "roll", "disability_cards": "cards"}
    rolls = {
        named[one.source]: {"batch": one.batch, "source": one.source, "period": one.period, "folder": str(one.folder)}
        for one in world.batches()
    }
    order = {"as_of": TODAY.isoformat(), "base": "2026-08-31", "numbers": {**NUMBERS, **numbers}, "into": str(into),
             "snapshot": str(world.snapshot()), **rolls}  # fmt: skip
    comparing.run(order, lambda *_: None)
    return {row["person_id"]: row for row in pq.read_table(into).to_pylist()}


def test_the_ledger_holds_who_is_six_to_sixteen_on_the_last_of_august_both_included(world):
    six, just_not, sixteen, too_old = (
        world.person("六岁", "2020-08-31"), world.person("差一天", "2020-09-01"), world.person("十六", "2009-09-01"),
        world.person("十七", "2009-08-31"),
    )  # fmt: skip
    found = said(world)
    assert {six, sixteen} <= found.keys()
    assert not {just_not, too_old} & found.keys()
    assert (found[six]["age"], found[sixteen]["age"]) == (6, 16)
    assert too_old in said(world, oldest=17)


@pytest.mark.parametrize(
    ("cells", "says", "wanted"),
    [
        ({"status": "在籍在读"}, "at_school", "at_school"),
        ({"status": "在籍在读", "absent_days": 3}, "suspected", "suspected"),
        ({"status": "在籍在读", "absent_days": 2}, "at_school", "at_school"),
        ({"status": "在籍在读", "mode": "送教上门"}, "at_home", "at_home"),
        ({"status": "在籍在读", "mode": "随班就读"}, "inclusive", "inclusive"),
        ({"status": "在籍在读", "school": "桐柏县特殊教育学校"}, "special", "special"),
        ({"status": "名在人不在"}, "suspected", "suspected"),
        ({"status": "辍学"}, "dropout", "dropout"),
        ({"status": "休学"}, "leave", "leave"),
        ({"status": "毕业"}, "graduated", "graduated"),
        ({"status": "转出"}, "moved", "unknown"),
        ({"status": None}, "doubtful", None),
    ],
)
def test_what_the_roll_says_of_a_child_on_it(world, cells, says, wanted):
    child = world.person("小明", "2014-05-05")
    world.row("school_roll", child, **cells)
    found = said(world)[child]
    assert (found["roll_says"], found["wanted"]) == (says, wanted)


def test_a_child_the_roll_lacks_is_suspected_only_where_the_roll_covers_its_village(world):
    here, there = world.person("在册村", "2014-05-05"), world.person("漏报村", "2014-05-05", village=NEXT)
    found = said(world)
    assert (found[here]["roll_says"], found[here]["wanted"]) == ("absent", "suspected")
    assert (found[there]["roll_says"], found[there]["wanted"]) == ("uncovered", None)


def test_a_child_whom_an_unmatched_row_could_be_is_not_suspected(world):
    child, other = world.person("赵小小", "2014-05-05"), world.person("赵大大", "2013-01-01")
    world.row(
        "school_roll",
        None,
        "unmatched",
        name="赵小小",
        birth_on=dt.date(2014, 5, 5),
        village_code=VILLAGE,
        status="在籍在读",
    )
    found = said(world)
    assert (found[child]["roll_says"], found[child]["wanted"]) == ("doubtful", None)
    assert found[other]["wanted"] == "suspected"


def test_who_is_past_compulsory_age_does_not_drop_out(world):
    lacking, named = world.person("十六岁", "2010-05-05"), world.person("十六岁半", "2010-03-03")
    world.row("school_roll", named, status="辍学")
    found = said(world)
    assert {found[lacking]["wanted"], found[named]["wanted"]} == {"unknown"}


def test_every_child_with_a_card_is_marked_by_its_latest_card(world):
    severe, mild = world.person("持证甲", "2014-05-05"), world.person("持证乙", "2014-06-06")
    world.row("disability_cards", severe, category="肢体", grade="四级", issued_on=dt.date(2020, 1, 1))
    world.row("disability_cards", severe, category="智力", grade="一级", issued_on=dt.date(2025, 1, 1))
    world.row("disability_cards", mild, category="视力", grade="三级", issued_on=dt.date(2024, 1, 1))
    found = said(world)
    assert (found[severe]["disabled"], found[severe]["disability"]) == ("severe", "智力一级")
    assert (found[mild]["disabled"], found[mild]["disability"]) == ("other", "视力三级")
