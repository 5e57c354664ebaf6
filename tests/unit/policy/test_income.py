"""收入测算: the worked example, what is missing names itself, and a thousand families against another sum."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.kernel.known import Known
from huaiyuan.core.kernel.period import Period
from huaiyuan.core.policy import income
from huaiyuan.core.policy.income import Entry, Kind, items, line, periods
from tests.oracle import income as oracle

JUNE_2024 = income.for_identification(Period(2024, 6))
EXAMPLE = [
    ("a1", 36000), ("d2", 3600), ("d61", 800), ("c2", 1000), ("b2", 12000), ("e2", 7000), ("f2", 4000), ("g1", 30000),
]  # fmt: skip
CODES = [code for code, one in items.load().items() if one.kind is not Kind.EXCLUDED]


def entries(rows=EXAMPLE, **changed):
    return [Entry(code, None if changed.get(code, y) is None else Decimal(changed.get(code, y))) for code, y in rows]


def test_the_worked_example_of_a_family_of_four_identified_in_june_2024():
    found = income.statement(entries(), JUNE_2024, 4)
    assert (found.net, found.per_head) == (46400, 11600)
    assert (found.reference, found.reference_per_head) == (20400, 5100)
    line_2024 = line.shipped(dt.date(2024, 6, 20))
    assert line_2024.yuan == 8300
    assert found.net_against(line_2024).below is Known.NO
    assert found.reference_against(line_2024).says == "低于2024年参考线8,300元"


def test_a_year_whose_line_nobody_has_entered_is_unknown_and_names_the_line():
    found = income.statement(entries(), JUNE_2024, 4)
    standing = found.reference_against(line.shipped(dt.date(2026, 6, 20)))
    assert standing.below is Known.UNKNOWN
    assert standing.says == "不明（缺：2026年监测参考线）"


@pytest.mark.parametrize(
    ("code", "named", "in_net"),
    [
        ("a1", "务工收入", True), ("b2", "养殖收入", True), ("c2", "土地流转收入", True), ("d2", "低保金", True),
        ("d61", "耕地地力保护补贴", True), ("e2", "养殖支出", True), ("f2", "防贫保险理赔", False), ("g1", "医疗自付", False),
    ],
)  # fmt: skip
def test_each_missing_amount_names_itself_and_is_never_nothing(code, named, in_net):
    found = income.statement(entries(**{code: None}), JUNE_2024, 4)
    name = f"2023年6月至2024年5月{named}"
    assert found.missing == (name,)
    assert found.reference is None
    assert (found.net is None) is in_net
    assert found.missing_net == ((name,) if in_net else ())
    assert income.shown(found.reference, found.missing) == f"不明（缺：{name}）"


@pytest.mark.parametrize("kind", income.ASKED)
def test_a_kind_nobody_asked_for_is_unknown_until_the_family_says_it_has_none(kind):
    rows = [(code, y) for code, y in EXAMPLE if items.item(code).kind not in {kind, Kind.COST, Kind.BUSINESS}]
    free = {Kind.COST, Kind.BUSINESS}
    asked = income.statement(entries(rows), JUNE_2024, 4, free - {kind})
    assert asked.missing == (f"2023年6月至2024年5月{kind.label}",)
    assert income.statement(entries(rows), JUNE_2024, 4, free | {kind}).missing == ()


def test_a_business_without_its_costs_is_unknown_even_if_the_family_says_it_spends_nothing():
    rows = [(code, y) for code, y in EXAMPLE if code != "e2"]
    found = income.statement(entries(rows), income.for_year(2025), 4, {Kind.COST})
    assert found.missing == ("2025年养殖支出",)
    told = income.statement([*entries(rows), Entry("e2", Decimal(0))], income.for_year(2025), 4)
    assert told.net == 53400


def test_how_many_live_there_is_missing_by_name_and_cannot_be_nobody():
    found = income.statement(entries(), JUNE_2024, None)
    assert (found.net, found.per_head, found.missing) == (46400, None, ("家庭人口数",))
    with pytest.raises(DomainError) as refused:
        income.statement(entries(), JUNE_2024, 0)
    assert refused.value.code == "INCOME_NO_MEMBERS"


@pytest.mark.parametrize(
    ("code", "yuan", "refusal"),
    [
        ("z9", "1", "INCOME_STRANGE_ITEM"), ("a1", "-1", "INCOME_NEGATIVE"), ("a1", "NaN", "INCOME_NEGATIVE"),
        ("a1", "0.001", "INCOME_NOT_TO_THE_FEN"),
    ],
)  # fmt: skip
def test_what_cannot_be_an_amount_is_refused(code, yuan, refusal):
    with pytest.raises(DomainError) as refused:
        income.statement([Entry(code, Decimal(yuan))], JUNE_2024, 4)
    assert refused.value.code == refusal


def test_an_item_is_refused_outside_its_time():
    with pytest.raises(DomainError) as refused:
        income.statement([Entry("a1", Decimal(1))], income.for_year(2015), 4)
    assert refused.value.code == "INCOME_ITEM_NOT_THEN"
    assert income.offered(income.for_year(2015)) == []


def test_what_does_not_count_is_kept_apart():
    found = income.statement([*entries(), Entry("x2", Decimal(50000))], JUNE_2024, 4)
    assert (found.net, found.excluded) == (46400, 50000)


def test_a_share_that_only_rounds_to_the_line_lies_below_it():
    rows = [("a1", "24899.99")]
    rest = set(income.ASKED) - {Kind.WAGE}
    found = income.statement([Entry(code, Decimal(y)) for code, y in rows], JUNE_2024, 3, rest)
    assert income.shown(found.per_head) == "8,300元"
    assert found.net_against(income.Line(2024, Decimal(8300))).below is Known.YES


def test_periods_are_twelve_whole_months():
    assert (str(JUNE_2024.first), str(JUNE_2024.last)) == ("2023-06", "2024-05")
    year = income.latest_year(dt.date(2026, 11, 23))
    assert (year.first_day, year.last_day, year.name) == (dt.date(2025, 10, 1), dt.date(2026, 9, 30), "2026年")
    assert income.latest_year(dt.date(2026, 9, 30)) == income.for_year(2025)
    assert periods.of(income.Purpose.EXIT, dt.date(2026, 1, 31)).says == "2025-01 至 2025-12"
    assert income.for_year(2026).before == income.for_year(2025)


def test_items_have_unit_sign_source_and_dates_and_a_local_one_its_national_place():
    found = items.load()
    assert {c: found[c].sign for c in ("a1", "e1", "f1", "g1", "x1")} == {"a1": 1, "e1": -1, "f1": 1, "g1": -1, "x1": 0}
    assert all(one.unit == "元/年" and one.source and one.since for one in found.values())
    assert all(found[one.under].kind is one.kind for one in found.values() if one.local)
    business = [one for one in found.values() if one.kind is Kind.BUSINESS]
    assert all(items.cost_item(one.code) for one in business)
    # 国办采集表的科目一个不少。
    assert {"a1", "a5", "b1", "b4", "c1", "c5", "d1", "d6", "e1", "e4"} <= set(found)


AMOUNTS = st.integers(0, 20_000_000).map(lambda fen: Decimal(fen) / 100)
ROWS = st.lists(st.tuples(st.sampled_from(CODES), st.one_of(st.none(), AMOUNTS)), max_size=12)


def stated(rows, size=4, none_of=frozenset(income.ASKED)):
    return income.statement([Entry(code, y) for code, y in rows], JUNE_2024, size, none_of)


@settings(max_examples=200, deadline=None)
@given(ROWS, st.sampled_from([c for c in CODES if c[0] in "acd"]), AMOUNTS)
def test_more_income_never_lowers_the_net(rows, code, more):
    before, after = stated(rows), stated([*rows, (code, more)])
    assert (before.net is None) == (after.net is None)
    assert before.net is None or after.net == before.net + more


@settings(max_examples=200, deadline=None)
@given(ROWS, st.randoms())
def test_the_order_of_entries_does_not_matter(rows, shuffler):
    mixed = list(rows)
    shuffler.shuffle(mixed)
    assert stated(rows) == stated(mixed)


@settings(max_examples=200, deadline=None)
@given(ROWS, st.sampled_from(CODES))
def test_something_unknown_never_counts_as_nothing(rows, code):
    found = stated([*rows, (code, None)])
    assert found.totals[items.item(code).kind] is None
    assert any(name.endswith(items.item(code).title) for name in found.missing)
    assert found.reference is None


def test_a_thousand_random_families_agree_with_another_sum():
    chance = random.Random(2024)
    for _ in range(1000):
        rows = [
            (code, None if chance.random() < 0.04 else chance.randrange(0, 9_000_000))
            for code in chance.choices(CODES, k=chance.randrange(0, 14))
        ]
        for business, cost in oracle.COST.items():
            if chance.random() < 0.8 and any(code == business for code, _ in rows):
                rows.append((cost, chance.randrange(0, 900_000)))
        none_of = {kind for kind in income.ASKED if chance.random() < 0.9}
        size = chance.choice([None, *range(1, 9)])
        found = stated([(c, None if f is None else Decimal(f) / 100) for c, f in rows], size, none_of)
        expected = oracle.told(rows, {kind.value for kind in none_of}, size)
        assert (found.net, found.reference) == (expected["net"], expected["reference"]), rows
        for got, right in ((found.per_head, "net_per_head"), (found.reference_per_head, "reference_per_head")):
            assert (got is None) == (expected[right] is None)
            assert got is None or abs(Fraction(got) - expected[right]) < Fraction(1, 10**15)
        for level in (Decimal(8300), Decimal(6000)):
            below = found.reference_against(income.Line(2024, level)).below
            right = expected["reference_per_head"]
            assert below is Known.of(None if right is None else right < Fraction(level))
