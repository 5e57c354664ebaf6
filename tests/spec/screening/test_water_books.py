"""R17–R19 from the water ledgers: a village hears of what serves it, once, whoever told; what is cleared is not said again."""

import datetime as dt

import pytest

from huaiyuan.core.engine.screening import kept
from huaiyuan.core.policy.check import check
from huaiyuan.core.policy.inforce import kinds
from huaiyuan.core.policy.parameters import load
from huaiyuan.county.guarantees.water.raising import FAILED, LATE, OUTAGES
from huaiyuan.county.screening.sources import shapes
from tests.integration.screening.world import NEXT, RISK_RULES, TODAY, VILLAGE, World

WATER = {file: RISK_RULES[file] for file in ("R17.yaml", "R18.yaml", "R19.yaml")}
THIRD, FOURTH, UNSERVED = "411330101202", "411330101203", "411330101299"


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


class Water(World):
    """Works, whom they serve, orders and samples, as the ledgers keep them."""

    def works(self, name, *served, **more):
        number = self.entry("water_works", name=name, **{"state": "running", **more})
        for village in served:
            self.entry("water_served", works=number, village_code=village, households=40, state="on")
        return number

    def order_for(self, works, trouble, days, **more):
        cells = {"state": "called", "trouble": trouble, "opened_on": ago(days), **more}
        return self.entry("water_repairs", works=works, **cells)

    def sampled(self, works, days, state="failed", **more):
        cells = {"sample": "tap", "state": state, "sampled_on": ago(days), "told_on": ago(days - 1), **more}
        return self.entry("water_tests", works=works, **cells)

    def says(self, rule, as_of=TODAY):
        return {hit["village_code"]: hit["says"] for hit in self.run(as_of).hits(rule)}

    def run(self, as_of=TODAY):
        return self.screen(f"{as_of}", as_of, WATER)


@pytest.fixture
def water(tmp_path):
    made = Water(tmp_path, shapes())
    made.books, made.bare_villages = (FAILED, LATE, OUTAGES), (THIRD, FOURTH, UNSERVED)
    for book in ("water_works", "water_served", "water_repairs", "water_tests"):
        made.entries[f"ledger_{book}"] = []
    return made


def test_a_works_out_for_three_days_is_told_to_every_village_it_serves_and_not_again_when_water_is_back(water):
    dry, late, stopped = water.works("大湾水厂", VILLAGE, NEXT), water.works("小沟水站", THIRD), water.works(
        "老井", FOURTH, state="stopped", state_since=ago(4)
    )  # fmt: skip
    water.order_for(dry, "none", 5)
    water.order_for(dry, "none", 4, state="dropped")
    water.order_for(late, "none", 2)
    water.order_for(stopped, "none", 30, state="cleared", restored_on=ago(20))
    found = water.run()
    told = {hit["village_code"]: hit["says"] for hit in found.hits("R17")}
    assert told == {
        VILLAGE: "村200从2026-11-18起停水，到填报时已停5天没有恢复，影响40户。供水工程：大湾水厂。",
        NEXT: "村201从2026-11-18起停水，到填报时已停5天没有恢复，影响40户。供水工程：大湾水厂。",
        FOURTH: "村203从2026-11-19起停水，到填报时已停4天没有恢复，影响40户。供水工程：老井。",
    }
    assert found.hits("R17")[0]["rows"] == "water_outages|water_repairs-001|0"
    assert {hit["subject"] for hit in found.all_hits} == {"village"}, (
        "a family's own lead comes of 送水 and of nothing else"
    )
    undecided = {line["village_code"] for line in found.all_unknown if line["rule"] == "R17"}
    assert undecided == {UNSERVED}, "of a village that no works of the ledger serves it says nothing"
    assert water.says("R17", ago(3)) == {}, "three days earlier nobody had been without water for so long"
    water.entries["ledger_water_repairs"][0] |= {"state": "water", "restored_on": TODAY}
    assert water.says("R17").keys() == {FOURTH}


def test_what_the_bureaus_file_and_the_ledger_both_tell_is_one_answer_and_its_families_count_once(water):
    water.order_for(water.works("大湾水厂", VILLAGE), "none", 6)
    water.order_for(water.works("二湾水站", VILLAGE), "none", 4)
    water.row("water_outages", village_code=VILLAGE, works="大湾水厂", started_on=ago(5), outage_days=4, households=60,
              status="未恢复")  # fmt: skip
    found = water.run().hits("R17")
    assert len(found) == 1
    assert (
        found[0]["says"]
        == "村200从2026-11-17起停水，到填报时已停6天没有恢复，影响100户。供水工程：二湾水站、大湾水厂。"
    )
    assert found[0]["rows"].split(";") == [
        "water_outages|water_repairs-001|0", "water_outages|water_repairs-002|0", "water_outages-2026-10-01|Sheet1|3"
    ]  # fmt: skip


def test_an_order_past_seven_days_and_failed_tap_water_are_told_and_a_hazard_or_untested_water_is_not(water):
    overdue, sound = water.works("大湾水厂", VILLAGE), water.works("小沟水站", NEXT, THIRD)
    water.works("二湾水站", VILLAGE)
    water.order_for(overdue, "burst", 9)
    water.order_for(overdue, "low", 3)
    water.order_for(sound, "hazard", 40)
    water.order_for(sound, "muddy", 7)
    water.sampled(overdue, 30, "passed")
    water.sampled(overdue, 20, items="浑浊度")
    water.sampled(overdue, 5, "passed", sample="source")
    water.sampled(overdue, 1, "sampled")
    water.sampled(sound, 30)
    water.sampled(sound, 20, "passed")
    found = water.run()
    assert len(found.all_hits) == 2, "once a village, however many works serve it"
    assert {hit["village_code"]: hit["says"] for hit in found.hits("R19")} == {
        VILLAGE: "村200有2处饮水报修没有修好，最早的2026-11-14报修，超过7天。供水工程：大湾水厂。"
    }
    assert {hit["village_code"]: hit["says"] for hit in found.hits("R18")} == {
        VILLAGE: "村200在2026-11-03采样的饮用水检测不合格，指标：浑浊度。供水工程：大湾水厂。"
    }
    undecided = {line["village_code"] for line in found.all_unknown if line["rule"] == "R18"}
    assert undecided == {FOURTH, UNSERVED}, "where nobody tested, nobody knows"


def test_what_a_book_tells_fits_the_rules_that_it_says_it_raises_and_two_books_never_tell_the_same():
    for one in kept.registered():
        for rule in one.rules:
            sources = {
                given.source
                for given in check(
                    f"{rule}.yaml", RISK_RULES[f"{rule}.yaml"], shapes(), kinds(load())
                ).rule.inputs.values()
            }
            assert one.source in sources, (rule, one.source)
    assert {rule for one in kept.registered() for rule in one.rules} >= {"R17", "R18", "R19"}
    assert kept.unpack(kept.pack(kept.registered())) == kept.registered()
