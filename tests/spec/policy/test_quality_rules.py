"""Quality rules: what was looked at and found right stays so while what is registered stays, whatever the calendar does."""

from __future__ import annotations

import datetime as dt

import duckdb
import pytest

from huaiyuan.core.policy import check, compile, inforce, minitable, parameters, rule
from tests.spec.policy.shapes import SHAPES

SHIPPED = parameters.load()
OLD = {"户类型": "脱贫户", "在册监测": "否", "劳动技能": "普通劳动力", "出生日期": "1966-01-01", "应得": "是"}


@pytest.fixture
def asked():
    text = rule.shipped_texts()["Z21.yaml"]
    checked = check.check("Z21.yaml", text, SHAPES, inforce.kinds(SHIPPED))

    def tell(day: str, **cells: str) -> tuple:
        on = dt.date.fromisoformat(day)
        case = minitable.Case({**OLD, "周岁": str(on.year - 1966), **cells})
        bound = inforce.bind(checked, on, inforce.shipped_values(SHIPPED, on))
        with duckdb.connect() as connection:
            connection.execute(f"CREATE TEMP TABLE given AS {minitable.given_sql(checked, case)}")
            sql = f"SELECT {compile.fingerprint_sql(bound)}, because FROM ({compile.answer_sql(bound, 'given')})"
            return connection.execute(sql).fetchone()

    return tell


def test_another_birthday_is_no_new_fact_but_another_entry_is(asked):
    first, older, other = asked("2026-11-23"), asked("2027-11-23"), asked("2026-11-23", 劳动技能="技能劳动力")
    assert first[0] == older[0] != other[0]
    assert asked("2026-11-23", 户类型="一般农户", 在册监测="是")[0] != first[0]


def test_what_is_not_registered_is_named_as_the_reason(asked):
    assert asked("2026-11-23", 劳动技能="")[1] == "底册没有登记“劳动技能”"
    assert asked("2026-11-23", 户类型="")[1] == "底册没有登记，不知道是否属于本规则的对象"


def test_every_quality_rule_says_what_should_be_and_who_mends_it():
    rules = [rule.read(file, text)[0] for file, text in rule.shipped_texts().items() if rule.is_quality(file)]
    assert len(rules) >= 40
    for one in rules:
        assert one.expects
        assert one.mend is not None
        assert "{" not in one.expects + one.mend.says, one.id
