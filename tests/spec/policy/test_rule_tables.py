"""Every shipped rule answers its own mini table (规则自带的小表): 是, 否 or 不明, as the county wrote it."""

import datetime as dt

import duckdb
import pytest

from huaiyuan.core.kernel.known import Known
from huaiyuan.core.policy import check, compile, inforce, minitable, parameters, rule
from tests.spec.policy.shapes import SHAPES

TODAY = dt.date(2026, 11, 23)
SHIPPED = parameters.load()
TITLES = {parameter.word: name for name, parameter in SHIPPED.items()}
RULES = [check.check(file, text, SHAPES, inforce.kinds(SHIPPED)) for file, text in rule.shipped_texts().items()]
LINES = [(checked, case) for checked in RULES for case in minitable.cases(checked.rule.tests)]


@pytest.fixture(scope="module")
def database():
    with duckdb.connect() as connection:
        yield connection


def bound(checked, case):
    day = case.as_of or TODAY
    said = minitable.overrides(checked, case, TITLES)
    values = inforce.shipped_values(SHIPPED, day)
    values |= {name: said[alias] for alias, name in checked.rule.parameters.items() if alias in said}
    return inforce.bind(checked, day, values)


def answer(database, checked, case):
    database.execute(f"CREATE OR REPLACE TEMP TABLE given AS {minitable.given_sql(checked, case)}")
    asked = bound(checked, case)
    sql = f"SELECT answer, because, {compile.says_sql(asked)} FROM ({compile.answer_sql(asked, 'given')})"
    return database.execute(sql).fetchone() or (False, "", "")


@pytest.mark.parametrize(("checked", "case"), LINES, ids=lambda value: getattr(value, "cells", "") and str(value.cells))
def test_a_rule_answers_its_own_table(database, checked, case):
    found, because, _ = answer(database, checked, case)
    assert Known.of(found) is case.expected
    assert found is not None or because


def test_every_rule_is_asked_for_all_three_answers():
    for checked in RULES:
        assert {case.expected for case in minitable.cases(checked.rule.tests)} == set(Known), checked.rule.id


@pytest.mark.parametrize(
    ("paid", "says"),
    [
        ("18230", "某某2026年看病，政策范围内个人负担累计18,230元，达到5,000元的预警线。"),
        ("5000.50", "某某2026年看病，政策范围内个人负担累计5,000.5元，达到5,000元的预警线。"),
        ("1234567.05", "某某2026年看病，政策范围内个人负担累计1,234,567.05元，达到5,000元的预警线。"),
    ],
)
def test_the_evidence_is_one_sentence_with_figures_as_people_read_them(database, paid, says):
    lifted = next(checked for checked in RULES if checked.rule.id == "R01")
    case = minitable.Case({"户类型": "脱贫户", "在册监测": "否", "个人负担": paid, "应得": "是"})
    assert answer(database, lifted, case)[2] == says


def prints(database, checked, cells):
    case = minitable.Case({**cells, "应得": "是"})
    database.execute(f"CREATE OR REPLACE TEMP TABLE given AS {minitable.given_sql(checked, case)}")
    asked = bound(checked, case)
    sql = f"SELECT {compile.fingerprint_sql(asked)} FROM ({compile.answer_sql(asked, 'given')})"
    return database.execute(sql).fetchone()[0]


def test_a_fact_is_new_only_when_an_input_changes_its_band(database):
    lifted = next(checked for checked in RULES if checked.rule.id == "R01")
    first, same, new = (
        prints(database, lifted, {"户类型": "脱贫户", "在册监测": "否", "个人负担": paid})
        for paid in ("5000", "7499.99", "7500")
    )
    assert first == same != new
    assert len(first) == 16


def test_a_sum_over_a_blank_amount_proves_but_never_disproves(database):
    lifted = next(checked for checked in RULES if checked.rule.id == "R01")
    answers = []
    for paid in ("6000以上", "100以上"):
        case = minitable.Case({"户类型": "脱贫户", "在册监测": "否", "个人负担": paid, "应得": "是"})
        given = minitable.given_sql(lifted, case)
        database.execute(f"CREATE OR REPLACE TEMP TABLE given AS {given}")
        sql = f"SELECT answer, because FROM ({compile.answer_sql(bound(lifted, case), 'given')})"
        answers.append(database.execute(sql).fetchone())
    assert answers == [(True, answers[0][1]), (None, "有的行“个人负担”没有填，合计不全")]


def test_a_rule_without_its_parameter_is_off_and_says_what_is_missing():
    income = next(checked for checked in RULES if checked.rule.id == "R31")
    values = inforce.shipped_values(SHIPPED, TODAY)
    assert inforce.off_because(income, TODAY, values, SHIPPED) == "缺 2026 年参考线"
    on = dt.date(2024, 6, 1)
    assert inforce.off_because(income, on, inforce.shipped_values(SHIPPED, on), SHIPPED) == "缺“农户收入测算”数据源"


def test_of_two_ways_to_count_only_the_one_the_county_has_chosen_runs():
    by_id = {checked.rule.id: checked for checked in RULES}
    values = inforce.shipped_values(SHIPPED, TODAY)

    def off(chosen):
        mode = {**values, "medical.self_paid_mode": chosen}
        return {rule: inforce.off_because(by_id[rule], TODAY, mode, SHIPPED) for rule in ("R01", "R02", "R04")}

    assert off("定额") == {"R01": "", "R02": "", "R04": "本县用“定额”口径，本规则是“比例”口径"}
    assert off("比例")["R01"] == "本县用“比例”口径，本规则是“定额”口径"
    assert off("比例")["R04"] == "缺 2026 年上年农村人均可支配收入"


def test_the_same_text_runs_on_spark():
    """Every condition is written in what DuckDB and Spark share, so a prefecture can run the same rules."""
    for checked in RULES:
        case = minitable.cases(checked.rule.tests)[0]
        asked = bound(checked, case)
        for tree in (checked.population, checked.when, *checked.grades, *checked.sentences):
            if tree is not None:
                assert ":" not in asked.sql(tree, "spark")
