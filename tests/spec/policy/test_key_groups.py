"""The ten key groups (重点群体) of a full screening answer their own tables, and those without data say what they lack."""

import datetime as dt

import duckdb
import pytest

from huaiyuan.core.kernel.known import Known
from huaiyuan.core.policy import check, compile, inforce, keygroups, minitable, parameters
from tests.spec.policy.shapes import SHAPES

TODAY = dt.date(2026, 11, 23)
SHIPPED = parameters.load()
GROUPS = [check.check(file, text, SHAPES, inforce.kinds(SHIPPED)) for file, text in keygroups.texts().items()]
VALUES = inforce.shipped_values(SHIPPED, TODAY)
LINES = [(group, case) for group in GROUPS for case in minitable.cases(group.rule.tests)]


@pytest.mark.parametrize(("group", "case"), LINES, ids=lambda value: getattr(value, "cells", "") and str(value.cells))
def test_a_group_answers_its_own_table(group, case):
    asked = inforce.bind(group, TODAY, VALUES)
    with duckdb.connect() as database:
        database.execute(f"CREATE TEMP TABLE given AS {minitable.given_sql(group, case)}")
        sql = f"SELECT answer, because FROM ({compile.answer_sql(asked, 'given')})"
        found, because = database.execute(sql).fetchone() or (False, "")
    assert Known.of(found) is case.expected
    assert found is not None or because


def test_there_are_ten_with_dates_and_all_three_answers():
    assert [group.rule.id for group in GROUPS] == [f"K{n:02}" for n in range(1, 11)]
    for group in GROUPS:
        assert {case.expected for case in minitable.cases(group.rule.tests)} == set(Known), group.rule.id
        assert group.rule.kind == "group"
        assert group.rule.basis[0].since <= TODAY


def test_a_group_without_its_source_says_which():
    off = {g.rule.id: because for g in GROUPS if (because := inforce.off_because(g, TODAY, VALUES, SHIPPED))}
    assert off == {
        "K04": "缺“农户收入测算”数据源", "K09": "缺“脱贫劳动力务工监测名单”数据源", "K10": "缺“灾害过程受灾名单”数据源",
    }  # fmt: skip
