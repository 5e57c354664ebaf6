"""A run is a function of its inputs: the same bytes each time, and it says what it left out."""

import datetime as dt
import json
from decimal import Decimal

import pytest

from huaiyuan.core.engine import child
from huaiyuan.core.engine.screening import orders
from tests.integration.screening.world import NEXT, World

FILES = ("hits.parquet", "unknown.parquet", "manifest.json")


@pytest.fixture
def world(tmp_path):
    world = World(tmp_path)
    for n in range(300):
        person = world.person(
            f"王{n:03}", lifted=n % 3 == 0, monitored=n % 7 == 0, village=NEXT if n % 2 else "411330101200"
        )
        world.bill(person, str(4000 + n * 100))
        world.bill(person, "10.05", outcome="probable" if n % 11 == 0 else "exact")
    return world


@pytest.mark.slow
def test_the_same_inputs_give_the_same_bytes(world):
    first, second = world.screen("first"), world.screen("second")
    assert len(first.all_hits) > 100
    for file in FILES:
        assert (first.folder / file).read_bytes() == (second.folder / file).read_bytes()


@pytest.mark.slow
def test_a_child_process_gives_what_this_process_gives(world):
    here = world.screen("here")
    order = world.order("there")
    answer = child.call("huaiyuan.core.engine.screening.run:run", orders.pack(order))
    assert answer["rules"] == here.answer["rules"]
    for file in FILES:
        assert (order.into / file).read_bytes() == (here.folder / file).read_bytes()


def test_hits_are_sorted_and_the_manifest_names_all_they_follow_from(world):
    outcome = world.screen()
    keys = [(hit["rule"], hit["household_no"], hit["person_id"]) for hit in outcome.all_hits]
    assert keys == sorted(keys)
    manifest = json.loads((outcome.folder / "manifest.json").read_text())
    assert manifest["snapshot"] == "tiny"
    assert manifest["as_of"] == "2026-11-23"
    assert manifest["batches"] == ["medical_bills-2026-10-01"]
    assert manifest["cool_down"]["R01"] == {"days": "90", "reopen_when": "paid_yuan >= 1.5 * :last_paid_yuan"}
    assert str(world.root) not in (outcome.folder / "manifest.json").read_text()


def test_a_rule_whose_parameter_has_no_value_is_off_and_says_so(world):
    rules = world.screen().rules
    assert rules["R31"] == {"id": "R31", "true": 0, "unknown": 0, "off_because": "缺 2026 年参考线"}
    assert rules["R01"]["off_because"] is None


def test_with_the_reference_line_entered_the_rule_still_waits_for_its_source(world):
    rules = world.screen(**{"income.reference_line": Decimal(8600)}).rules
    assert rules["R31"] == {"id": "R31", "true": 0, "unknown": 0, "off_because": "缺“农户收入测算”数据源"}


def test_another_day_is_another_run(world):
    later = world.screen("later", dt.date(2027, 3, 1))
    assert not later.hits("R01"), "no bills of 2027 yet"
    assert later.rules["R01"]["unknown"] > 0
