"""风险消除: each condition 够, 不够 or 不明 with its evidence, in the words people use."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest

from huaiyuan.core.kernel.known import Known
from huaiyuan.core.kernel.period import Period
from huaiyuan.core.policy import exits, income, parameters
from huaiyuan.core.policy.exits import Answer, Facts, Given
from huaiyuan.core.policy.income import Entry, Kind, Line
from huaiyuan.core.policy.measures import Labour

TODAY = dt.date(2024, 12, 20)
YES, NO, UNKNOWN = Known.YES, Known.NO, Known.UNKNOWN


def measured(per_head, period=None, line=8300):
    rest = set(income.ASKED) - {Kind.WAGE}
    entry = Entry("a1", None if per_head is None else Decimal(per_head * 3))
    found = income.statement([entry], period or income.for_exit(Period(2024, 12)), 3, rest)
    return {"statement": found, "income": found.reference_against(Line(2024, None if line is None else Decimal(line)))}


def facts(**changed):
    secured = {name: Answer(YES, "2024年11月核实") for name in exits.SECURED}
    whole = Facts(
        on=TODAY, identified_on=dt.date(2024, 6, 20), above_since=dt.date(2024, 6, 1), secured=secured,
        risks={"因病": Answer(YES, "自付已降到千元以下")}, given=[Given("健康帮扶", YES)], new_risks=[],
        labour=Labour.ABLE, least_months=6, stable_months=6, **measured(12000),
    )  # fmt: skip
    return dataclasses.replace(whole, **changed)


def test_a_family_for_whom_everything_holds_may_be_proposed():
    found = exits.weigh(facts())
    assert [c.word for c in found.conditions] == ["够"] * 6
    assert (found.ready, found.says) == (True, "条件都够，可以提名")


def secured(**changed):
    return {name: changed.get(name, Answer(YES)) for name in exits.SECURED}


@pytest.mark.parametrize(
    ("change", "name", "word", "says"),
    [
        (measured(8000), "收入稳定", "不够",
         "还差“收入稳定”一条，人均监测参考收入还没超过参考线，由村里和帮扶责任人帮着增收"),
        (measured(None), "收入稳定", "不明", "还差“收入稳定”一条，缺2023年12月至2024年11月务工收入，由村里补"),
        (measured(12000, line=None), "收入稳定", "不明", "还差“收入稳定”一条，缺2024年监测参考线，由县监测中心填"),
        (measured(12000, income.for_year(2024)), "收入稳定", "不明", "还差“收入稳定”一条，缺消除时的收入测算表，由村里补"),
        ({"statement": None, "income": None}, "收入稳定", "不明", "还差“收入稳定”一条，缺消除时的收入测算表，由村里补"),
        ({"above_since": dt.date(2024, 6, 21)}, "收入稳定", "不够", "还差“收入稳定”一条，还没满6个月，由村里到期再测算"),
        ({"above_since": None}, "收入稳定", "不明", "还差“收入稳定”一条，缺从哪天起超过参考线，由村里补"),
        ({"stable_months": None}, "收入稳定", "不明", "还差“收入稳定”一条，缺参数“收入稳定时间”，由县监测中心填"),
        ({"secured": secured(安全住房=Answer(UNKNOWN))}, "三保障和饮水安全", "不明",
         "还差“安全住房”一条，缺鉴定单，由县住建局补"),
        ({"secured": secured(安全饮水=Answer(NO, "停水"))}, "三保障和饮水安全", "不够",
         "还差“安全饮水”一条，安全饮水没有解决，由县水利局解决"),
        ({"risks": {"因病": Answer(NO)}}, "识别时的风险已消除", "不够", "还差“因病”一条，风险还在，由村里和帮扶责任人落实措施"),
        ({"risks": {"因病": Answer(UNKNOWN)}}, "识别时的风险已消除", "不明", "还差“因病”一条，缺入户核实，由村里补"),
        ({"identified_on": dt.date(2024, 6, 21)}, "监测满规定时间", "不够",
         "还差“监测满规定时间”一条，还没满6个月，由村里到期再提名"),
        ({"identified_on": None}, "监测满规定时间", "不明", "还差“监测满规定时间”一条，缺识别日期，由县监测中心补"),
        ({"least_months": None}, "监测满规定时间", "不明", "还差“监测满规定时间”一条，缺参数“最短监测时间”，由县监测中心填"),
        ({"given": [Given("产业帮扶", YES)]}, "针对风险的措施已落实", "不够",
         "还差“针对风险的措施已落实”一条，还没有一项针对风险的措施落实，由帮扶责任人落实"),
        ({"given": [Given("健康帮扶", NO)]}, "针对风险的措施已落实", "不够",
         "还差“针对风险的措施已落实”一条，还没有一项针对风险的措施落实，由帮扶责任人落实"),
        ({"given": [Given("健康帮扶", UNKNOWN)]}, "针对风险的措施已落实", "不明",
         "还差“针对风险的措施已落实”一条，缺健康帮扶的落实结果，由帮扶责任人补"),
        ({"given": None}, "针对风险的措施已落实", "不明",
         "还差“针对风险的措施已落实”一条，缺帮扶措施落实情况，由帮扶责任人补"),
        ({"new_risks": ["因学"]}, "没有新增风险", "不够", "还差“没有新增风险”一条，新增因学，由村里和帮扶责任人先解决"),
        ({"new_risks": None}, "没有新增风险", "不明", "还差“没有新增风险”一条，缺入户核实，由村里补"),
    ],
)  # fmt: skip
def test_one_unmet_condition_stops_the_exit_and_says_what_is_lacking_and_who_mends_it(change, name, word, says):
    found = exits.weigh(facts(**change))
    by_name = {c.name: c for c in found.conditions}
    assert by_name[name].word == word
    assert by_name[name].because
    assert [c.word for c in found.conditions if c.name != name] == ["够"] * 5
    assert not found.ready
    assert found.says == f"暂不够消除：{says}"


def test_several_unmet_conditions_are_counted_and_each_says_its_own():
    found = exits.weigh(facts(new_risks=None, secured=secured(安全住房=Answer(UNKNOWN))))
    assert (
        found.says
        == "暂不够消除：还差“安全住房”“没有新增风险”两条，安全住房：缺鉴定单，由县住建局补；没有新增风险：缺入户核实，由村里补"
    )


def test_a_family_without_labour_stays_even_if_all_conditions_hold():
    found = exits.weigh(facts(labour=Labour.NONE))
    assert (found.ready, found.stays, found.says) == (False, True, "兜底，继续监测")


def test_whether_a_family_can_work_must_be_known_before_it_leaves():
    found = exits.weigh(facts(labour=Labour.UNKNOWN))
    assert not found.ready
    assert found.says == "暂不够消除：还差“劳动能力”一条，缺家庭成员的劳动技能，由村里补"


def test_a_risk_of_which_no_rule_speaks_leaves_the_measure_to_a_person():
    found = exits.weigh(facts(risks={"其他": Answer(YES)}, given=[Given("社会帮扶", YES)]))
    assert {c.name: c.word for c in found.conditions}["针对风险的措施已落实"] == "不明"


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2024-06-20", "2024-12-20", 6), ("2024-06-20", "2024-12-19", 5), ("2024-08-31", "2025-02-28", 6),
        ("2024-01-31", "2024-02-28", 0), ("2024-01-31", "2024-02-29", 1), ("2024-05-01", "2024-05-01", 0),
    ],
)  # fmt: skip
def test_whole_months(first, last, months):
    assert exits.months_between(dt.date.fromisoformat(first), dt.date.fromisoformat(last)) == months


def test_nothing_known_is_not_enough_and_never_not():
    found = exits.weigh(Facts(on=TODAY, identified_on=None))
    assert {c.word for c in found.conditions} == {"不明"}
    assert not found.ready


def test_the_months_are_dated_parameters():
    shipped = parameters.load()
    assert (shipped["exit.least_months"].on(TODAY), shipped["exit.stable_months"].on(TODAY)) == (6, 6)
