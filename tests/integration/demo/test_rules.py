"""The commands about rules on a whole county: the interface others script, and a publication that is killed half-way."""

from __future__ import annotations

import os
import signal
import time

import pytest

from proof import command

pytestmark = [pytest.mark.slow]
PAPER = ("--reason", "村里说太多", "--source", "县领导小组会议")


def parameters_of(county, rule):
    found = next(r for r in command.run(county, "rules") if r["id"] == rule)
    return {p["name"]: p["value"] for p in found["parameters"]}


def test_rules_are_listed_and_tried_as_scripts_ask(own_county):
    rules = {rule["id"]: rule for rule in command.run(own_county, "rules")}
    assert {"id", "kind", "state", "off_because", "parameters"} <= set(rules["R01"])
    assert (rules["R31"]["state"], rules["R31"]["off_because"]) == ("off", "缺 2026 年参考线")
    before = [sorted(p.name for p in (own_county / name).iterdir()) for name in ("runs", "lake")]
    tried = command.run(own_county, "try-rule", "R01", "--set", "line=3000")
    assert tried["after"]["true"] > tried["before"]["true"]
    assert tried["after"]["true"] - tried["before"]["true"] == sum(t["after"] - t["before"] for t in tried["townships"])
    assert {"code", "name", "before", "after"} <= set(tried["townships"][0])
    both = command.run(own_county, "try-rule", "R11", "--set", "days=1", "--set", "education.compulsory_age.oldest=16")
    assert set(both["affected"]) >= {"R11", "R12"}
    assert [sorted(p.name for p in (own_county / name).iterdir()) for name in ("runs", "lake")] == before
    for wrong in (("R01", "--set", "lime=1"), ("R99", "--set", "line=1")):
        with pytest.raises(command.Failed, match="请"):
            command.run(own_county, "try-rule", *wrong)


@pytest.mark.fault
def test_a_killed_publication_leaves_before_or_after_and_can_be_done_again(own_county, tmp_path):
    words = ("propose-rule", "R01", "--set", "line=6000", *PAPER, "--by", "county1")
    change = command.run(own_county, *words)["change"]
    with pytest.raises(command.Failed, match="另一个人"):
        command.run(own_county, "publish-rule", change, "--by", "county1")
    _kill_at("rules.publishing", own_county, change, tmp_path)
    assert parameters_of(own_county, "R01")["line"] == "5000"
    _kill_at("rules.published", own_county, change, tmp_path)
    assert parameters_of(own_county, "R01")["line"] == "6000"


def _kill_at(point, county, change, folder):
    trace = folder / point
    halted = command.start(
        county, "publish-rule", change, "--by", "county2", HUAIYUAN_STAGE_TRACE=str(trace), HUAIYUAN_HALT_AT=point
    )
    _wait_for(trace, f"{point}.halted")
    os.kill(halted.pid, signal.SIGKILL)
    halted.communicate()


def _wait_for(trace, name):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if trace.exists() and name in trace.read_text():
            return
        time.sleep(0.05)
    raise AssertionError(f"{name} was not reached")
