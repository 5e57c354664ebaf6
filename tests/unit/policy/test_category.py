"""监测对象类别 is suggested with reasons: three categories, 不明 by name, and nobody is refused."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from huaiyuan.core.kernel.known import Known
from huaiyuan.core.kernel.period import Period
from huaiyuan.core.policy import income
from huaiyuan.core.policy.category import Category, suggest, unmeasured
from huaiyuan.core.policy.income import Entry, Kind, Line, line

LINE = Line(2024, Decimal(8300))
EXAMPLE = {
    "a1": 36000, "d2": 3600, "d61": 800, "c2": 1000, "b2": 12000, "e2": 7000, "f2": 4000, "g1": 30000,
}  # fmt: skip


def family(net_per_head=None, burden=0, **more):
    amounts = EXAMPLE if net_per_head is None else {"a1": net_per_head * 4, "g1": burden} | more
    none_of = () if net_per_head is None else set(income.ASKED) - {Kind.WAGE, Kind.BURDEN}
    rows = [Entry(code, None if y is None else Decimal(y)) for code, y in amounts.items()]
    return income.statement(rows, income.for_identification(Period(2024, 6)), 4, none_of)


def test_the_worked_example_is_a_sudden_hardship_in_2024_and_unknown_in_2026():
    then = suggest("一般农户", family(), line.shipped(dt.date(2024, 6, 20)), ["因病"])
    assert (then.category, then.says) == (Category.HARDSHIP, "突发严重困难户")
    assert then.reasons[:2] == (
        "人均纯收入11,600元，不低于2024年参考线8,300元",
        "扣除合规自付、加上理赔后人均5,100元，低于2024年参考线8,300元",
    )
    now = suggest("一般农户", family(), line.shipped(dt.date(2026, 6, 20)), ["因病"])
    assert (now.category, now.known, now.says) == (None, Known.UNKNOWN, "不明（缺：2026年监测参考线）")
    assert now.reasons == ("人均纯收入11,600元，与参考线比不明（缺：2026年监测参考线）",)


@pytest.mark.parametrize(
    ("archive", "net", "burden", "category"),
    [
        ("脱贫户", 8299, 0, Category.UNSTABLE),
        ("一般农户", 8299, 0, Category.MARGINAL),
        ("脱贫户", 8300, 0, None),
        ("脱贫户", 8300, 4, Category.HARDSHIP),
        ("一般农户", 20000, 46800, None),
        ("一般农户", 20000, 46801, Category.HARDSHIP),
    ],
)
def test_the_categories_at_their_edges(archive, net, burden, category):
    found = suggest(archive, family(net, burden), LINE, ["因病"])
    assert found.category is category
    assert any("由人综合研判" in reason for reason in found.reasons)


def test_an_income_that_fell_sharply_is_a_reason_by_itself():
    fell = suggest("一般农户", family(10500), LINE, before_per_head=Decimal(15000), drop_percent=Decimal(30))
    assert fell.category is Category.HARDSHIP
    assert "人均纯收入比上年的15,000元下降30%以上" in fell.reasons
    held = suggest("一般农户", family(10501), LINE, before_per_head=Decimal(15000), drop_percent=Decimal(30))
    assert held.category is None


def test_what_is_missing_is_said_by_name_and_is_no_refusal():
    unknown_burden = suggest("脱贫户", family(9000, None), LINE)
    assert unknown_burden.says == "不明（缺：2023年6月至2024年5月医疗自付）"
    assert suggest(None, family(5000), LINE).says == "不明（缺：户类型）"
    assert suggest("脱贫户", family(5000), LINE, []).reasons[-2] == "还没有写明风险，认定前要写明"
    nothing = suggest("脱贫户", family(20000), LINE)
    assert (nothing.known, nothing.says) == (Known.NO, "收入方面没有提示")


def test_a_family_whose_income_nobody_measured_is_unknown_and_says_what_is_missing():
    found = unmeasured("脱贫户", ["因病", "因学"])
    assert (found.category, found.known, found.says) == (None, Known.UNKNOWN, "不明（缺：识别用的收入测算）")
    assert found.reasons == ("户类型是脱贫户", "风险：因学、因病")
    assert unmeasured("", []).missing == ("识别用的收入测算", "户类型")
