"""The demo's plans: what is planted is there and is found by the app's own eyes; nothing else is wrong with them."""

from __future__ import annotations

import sqlite3
from collections import Counter

import pyarrow.parquet as pq
import pytest

from huaiyuan.core.linkage import likeness
from huaiyuan.core.policy import measures
from huaiyuan.core.policy.measures import drafting
from proof import command

pytestmark = pytest.mark.slow


def rows(folder, sql):
    with sqlite3.connect(f"file:{folder / 'huaiyuan.db'}?mode=ro", uri=True) as connection:
        connection.row_factory = sqlite3.Row
        return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def planted(small_county):
    """What was planted, by kind."""
    found: dict[str, list[dict]] = {}
    for row in pq.read_table(command.files_of(small_county) / "truth" / "plans.parquet").to_pylist():
        found.setdefault(row["planted"], []).append(row)
    return found


@pytest.fixture(scope="module")
def plans(small_county):
    """Number → the plan with its measures."""
    found = {row["number"]: (row, []) for row in rows(small_county, "SELECT * FROM plans_plan")}
    numbers = {row["id"]: row["number"] for row, _ in found.values()}
    for row in rows(small_county, "SELECT * FROM plans_measure"):
        found[numbers[row["plan_id"]]][1].append(row)
    return found


def test_everybody_ever_monitored_has_a_plan_a_cycle_and_those_who_stay_one_of_this_year(plans, planted, small_county):
    cycles = {
        (r["household_no"], r["number"]) for r in rows(small_county, "SELECT * FROM casework_cycle WHERE void = 0")
    }
    had = {(row["household_no"], row["cycle"]) for row, _ in plans.values()}
    new = {row["household_no"] for row in planted["no_plan"]}
    assert len(had) > 100
    late = {
        r["household_no"]
        for r in rows(small_county, "SELECT household_no FROM casework_casefile WHERE decided_on IS NOT NULL")
    }
    struck = {
        r["household_no"] for r in rows(small_county, "SELECT household_no FROM casework_cycle WHERE state = '已清退'")
    }
    assert {number for number, _ in cycles - had} <= new | late | struck
    live = Counter(row["household_no"] for row, _ in plans.values() if row["state"] not in ("done", "stopped"))
    assert set(live.values()) == {1}


def test_every_measure_fits_its_risk_and_every_date_stands_in_order(plans):
    for plan, given in plans.values():
        assert given, plan["number"]
        for one in given:
            assert not one["risk"] or measures.fits(one["risk"], one["kind"]).value == "是"
            assert one["planned_from"] <= one["planned_to"]
            assert "{" not in one["says"] + one["result"]
            assert one["says"] not in drafting.usual_sentences()
            if one["done_on"] and not one["early"]:
                assert plan["set_on"] is None or plan["set_on"] <= one["done_on"]


def test_sentences_are_many(plans):
    """Real variety: no sentence but a planted one stands in more than a few plans of a township."""
    said = Counter(
        (plan["village_code"][:9], likeness.plain(one["says"])) for plan, given in plans.values() for one in given
    )
    assert len({text for _, text in said}) > len(said) / 2


def test_copies_are_found_among_their_township_and_only_by_two_sentences_each(plans, planted):
    copied = {row["number"] for row in planted["copied"]}
    assert len(copied) >= 2
    town = plans[next(iter(copied))][0]["village_code"][:9]
    told = [
        (no, one["says"])
        for no, (plan, given) in plans.items()
        if plan["village_code"].startswith(town)
        for one in given
    ]
    mine = [(no, says) for no, says in told if no in copied]
    pairs = Counter(
        (mine[one.mine][0], told[one.other][0])
        for one in likeness.alike([s for _, s in mine], [s for _, s in told], percent=90, least=12)
        if mine[one.mine][0] != told[one.other][0]
    )
    assert {pair for pair, count in pairs.items() if count >= 2} == {(a, b) for a in copied for b in copied if a != b}


def test_what_november_left_undone_is_there(plans, planted, small_county):
    states = {
        kind: {plans[row["number"]][0]["state"] for row in found if row["number"]} for kind, found in planted.items()
    }
    assert states["returned"] == {"returned"}
    assert states["review"] == {"review"}
    assert states["set"] == {"set"}
    [early] = planted["early"]
    assert [one["state"] for one in plans[early["number"]][1] if one["early"]] == ["done"]
    open_ = {
        (r["kind"], r["subject_no"])
        for r in rows(small_county, "SELECT kind, subject_no FROM worklist_task WHERE state = 'open'")
    }
    for row in planted["overdue"]:
        assert {("measure_village", row["number"]), ("measure_township", row["number"])} & open_
    assert {("plan_draft", row["household_no"]) for row in planted["no_plan"]} <= open_
    assert {("plan_review", row["number"]) for row in planted["copied"]} <= open_
    assert {("plan_mend", row["number"]) for row in planted["returned"]} <= open_


def test_who_lacks_a_measure_is_whom_it_was_taken_from(plans, planted):
    """Whatever any plan of the cycle gave, the risk is still without an answer."""
    for row in planted["lacking"]:
        plan, _ = plans[row["number"]]
        same = [given for other, given in plans.values()
                if (other["household_no"], other["cycle"]) == (plan["household_no"], plan["cycle"])]  # fmt: skip
        kinds = {one["kind"] for given in same for one in given}
        lacks = measures.lacking(plan["risks"].split(";"), kinds, measures.Labour(plan["labour"]))
        assert any(row["kind"] in lack.kinds for lack in lacks), row
