"""政策参数：每个数现行多少、从哪天起、凭什么、以前多少、哪些规则用；没有录入的一眼看到。"""

from __future__ import annotations

import datetime as dt

import pytest

from huaiyuan.core.policy import parameters
from huaiyuan.county.screening import numbers
from tests.pages import get_page, signed_in

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 11, 23)


@pytest.fixture
def every(seeded):
    return {one.story.name: one for one in numbers.numbers(ON)}


def test_every_parameter_is_there_with_its_value_its_ground_and_who_uses_it(every):
    assert set(every) == set(parameters.load())
    limit = every["lead.verify.red"]
    assert (limit.story.now, limit.story.unit, limit.rules, limit.editable_in) == ("48小时", "小时", (), "")
    assert limit.story.spans[0].source.startswith("本系统建议值")
    line = every["income.reference_line"]
    assert (line.is_settled, len(line.story.spans)) == (False, 5)
    assert line.rules
    assert line.editable_in in {rule.rule for rule in line.rules}


def test_a_rule_is_named_by_each_number_it_cannot_run_without(every):
    used = {name for name, one in every.items() if any(rule.rule == "R01" for rule in one.rules)}
    assert any(every[name].editable_in == "R01" for name in used)


def test_the_page_is_narrowed_and_shows_what_nobody_settled(every, cast):
    county = signed_in(cast.center)
    whole = get_page(county, "parameters").content.decode()
    assert "红色线索入户核实时限" in whole
    assert '/gai/">填数并写文号' in whole
    lacking = get_page(county, "parameters", {"que": "1"}).content.decode()
    assert "防返贫监测收入参考线" in lacking
    assert "红色线索入户核实时限" not in lacking
    assert "没有这样的参数" in get_page(county, "parameters", {"q": "没有的词"}).content.decode()


def test_who_may_not_change_rules_reads_it_without_a_way_to_change(every, cast):
    assert "/gai/" not in get_page(signed_in(cast.leader), "parameters").content.decode()
    assert signed_in(cast.village).get("/canshu/").status_code == 404
