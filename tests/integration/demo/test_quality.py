"""The registry's own check over a whole county: what was planted is found, nothing else, and no lead comes of it."""

from __future__ import annotations

import json
import sqlite3

import pyarrow.parquet as pq
import pytest

from proof import command

pytestmark = [pytest.mark.slow]


def test_every_planted_slip_is_found_and_nothing_else_by_its_rules(small_county):
    truth = pq.read_table(command.files_of(small_county) / "truth" / "quality.parquet").to_pylist()
    planted = {(line["rule"], line["subject"]) for line in truth}
    rules = {rule for rule, _ in planted}
    assert len(rules) >= 7
    folder = own_check(small_county)
    found = {
        (hit["rule"], hit["person_id"] or hit["household_no"])
        for hit in pq.read_table(folder / "hits.parquet").to_pylist()
        if hit["rule"] in rules
    }
    assert (len(planted & found), found - planted) == (len(planted), set())


def own_check(county):
    """The folder of the check that the demo made."""
    checks = []
    for file in (county / "runs").glob("*/manifest.json"):
        told = json.loads(file.read_text())
        if any(rule["id"].startswith("Z") for rule in told.get("rules", ())):
            checks.append(file.parent)
    # Names begin with the day: the demo's own is the earliest.
    return min(checks)


def test_a_screening_asks_no_quality_rule_and_a_check_no_other(own_county):
    screened = command.run(own_county, "screen", "--dry-run")
    assert {rule["id"][0] for rule in screened["rules"]} == {"R"}
    checked = command.run(own_county, "quality")
    assert {rule["id"][0] for rule in checked["rules"]} == {"Z"}
    assert sum(not rule["off_because"] for rule in checked["rules"]) >= 20
    again = command.run(own_county, "quality")
    assert (again["run"], again["points"]["opened"]) == (checked["run"], 0), "the same inputs are the same check"
    tried = command.run(own_county, "try-rule", "Z08", "--set", "gap=25")
    assert tried["after"]["true"] > tried["before"]["true"]
    assert not any(township["extra_visits"] for township in tried["townships"])
    # What the demo did since its own check may be a village's first point of the month; asked again there is none.
    command.run(own_county, "quality", "--hand-out")
    handed = command.run(own_county, "quality", "--hand-out")
    assert handed["handed_out"] == {"villages": 0, "points": 0}, "one task a village and month"
    with sqlite3.connect(f"file:{own_county / 'huaiyuan.db'}?mode=ro", uri=True) as database:
        tasks = database.execute("SELECT subject_no FROM worklist_task WHERE subject_type = 'quality.task'").fetchall()
    assert len(tasks) == len(set(tasks)) > 0, "nor was any village given a second one"
