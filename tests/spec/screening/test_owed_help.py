"""R40: what a county owes a monitored family, by its own visits and measures; a 核对提示, never a lead.

RQ-R40-1 逾期没走访的、措施到期没接续的各提示一次，不成线索。RQ-R40-2 没走访过的从识别算；没订措施的是不明，不是没有问题。
RQ-R40-3 又走访了、接上了，指纹就变，核过的再出现要再提示。
"""

import datetime as dt

import pytest

from huaiyuan.core.policy import rule
from tests.integration.screening.world import TODAY, World

pytestmark = pytest.mark.slow
ONLY = {"R40.yaml": rule.shipped_texts()["R40.yaml"]}


@pytest.fixture
def world(tmp_path):
    return World(tmp_path)


def family(world, name, *, seen=None, until=None, approved=None, **more):
    monitoring = {
        "category": "突发严重困难户", "risk_state": "未消除", "approved_on": approved or dt.date(2026, 1, 5),
        "risks": "因病",
    }  # fmt: skip
    person = world.person(name, monitored=True, monitoring=monitoring)
    home = world.people[-1]["household_no"]
    if seen:
        world.visited(home, seen)
    if until:
        world.helped(home, until, **more)
    assert person
    return home


def days_ago(days):
    return TODAY - dt.timedelta(days=days)


def test_who_was_not_visited_or_is_helped_no_more_is_told_once_and_is_no_lead(world):
    ahead = TODAY + dt.timedelta(days=60)
    late = family(world, "甲", seen=days_ago(32), until=ahead)
    ended = family(world, "乙", seen=days_ago(3), until=days_ago(1))
    family(world, "丙", seen=days_ago(31), until=TODAY)
    outcome = world.screen(rules=ONLY)
    hits = {hit["household_no"]: hit for hit in outcome.hits("R40")}
    assert hits.keys() == {late, ended}
    assert (
        hits[late]["says"]
        == f"甲家是在册监测对象，最近一次走访（没走访过的从识别算）是{days_ago(32)}，已超过31天，请督促走访。"
    )
    assert hits[ended]["says"] == f"乙家是在册监测对象，帮扶措施最晚的到{days_ago(1)}为止，都已到期，请接续措施。"
    assert {hit["kind"] for hit in hits.values()} == {"review"}
    assert {hit["person_id"] for hit in hits.values()} == {None}


def test_who_was_never_visited_counts_from_the_day_of_identification(world):
    ahead = TODAY + dt.timedelta(days=60)
    new, old = family(world, "甲", approved=days_ago(10), until=ahead), family(world, "乙", until=ahead)
    assert [hit["household_no"] for hit in world.screen(rules=ONLY).hits("R40")] == [old]
    assert new != old


def test_without_a_measure_nobody_knows_whether_help_goes_on_and_what_was_given_up_is_no_help(world):
    none = family(world, "甲", seen=days_ago(3))
    dropped = family(world, "乙", seen=days_ago(3), until=TODAY, state="dropped")
    stopped = family(world, "丙", seen=days_ago(3), until=TODAY, plan_state="stopped")
    draft = family(world, "丁", seen=days_ago(3), until=TODAY, plan_state="draft")
    outcome = world.screen(rules=ONLY)
    assert not outcome.hits("R40")
    told = {line["household_no"]: line["because"] for line in outcome.all_unknown if line["rule"] == "R40"}
    assert told == dict.fromkeys((none, dropped, stopped, draft), "底册没有登记“措施到期日期”")


def test_a_visit_since_is_another_fact(world):
    home = family(world, "甲", seen=days_ago(90), until=TODAY)
    first = world.screen(rules=ONLY).hits("R40")[0]["fingerprint"]
    assert world.screen("again", rules=ONLY).hits("R40")[0]["fingerprint"] == first
    world.visited(home, days_ago(40))
    assert world.screen("later", rules=ONLY).hits("R40")[0]["fingerprint"] != first
