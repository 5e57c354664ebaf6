"""Benefits: every shipped one holds to its own table, and the county's SQL answers as plain Python does."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.kernel.known import Known
from huaiyuan.core.kernel.period import Period
from huaiyuan.core.policy import inforce, parameters
from huaiyuan.core.policy.benefits import checking, compiling, deciding, payments, shape, table
from huaiyuan.core.policy.benefits.checking import Checked
from huaiyuan.core.policy.benefits.deciding import Person, Standing, Told, Verdict, Why
from huaiyuan.core.policy.expression import Kind

SHIPPED = parameters.load()
KINDS = inforce.kinds(SHIPPED)
BENEFITS = checking.check_all(shape.texts(), KINDS)
BY_ID = {one.id: one for one in BENEFITS}
TITLES = {name: one.word for name, one in SHIPPED.items()}
MONTHS = payments.window(Period(2026, 10), 12)
PEOPLE = 60
# As the engine writes them: their places, 0 for what is known.
WHYS = list(Why)


@pytest.mark.parametrize("checked", BENEFITS, ids=lambda one: one.id)
def test_every_benefit_answers_as_its_own_table_says(checked: Checked) -> None:
    assert table.failures(checked, SHIPPED) == []


def test_who_excludes_is_asked_before_who_is_excluded() -> None:
    order = [one.id for one in BENEFITS]
    assert all(order.index(other) < order.index(one.id) for one in BENEFITS for other in one.benefit.excluded_by)


def _drawn(rng: random.Random, checked: Checked) -> Person:
    facts = {}
    for name, fact in checked.facts.items():
        if rng.random() < 0.3:
            facts[name] = Told(None, rng.choice([why for why in Why if why]))
        elif fact.kind is Kind.BOOL:
            facts[name] = Told(rng.random() < 0.6)
        elif fact.kind is Kind.NUMBER:
            facts[name] = Told(Decimal(rng.randrange(10_000, 60_000)) / 100)
        else:
            facts[name] = Told(rng.choice(fact.codes))
    return Person(facts, rng.choice([4, 8, 12, 13, 16, 17, 18, 19, 40, 70]), rng.random() < 0.95)


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).upper()
    return str(value) if isinstance(value, Decimal) else f"'{value}'"


def _line(checked: Checked, who: int, person: Person, pay: payments.Payment, others: list[Known], paid: Any) -> str:
    cells = [f"{who} AS who", f"DATE '{pay.month.first_day}' AS month", f"'{pay.label}' AS label",
             f"{person.age} AS age", f"{person.alive} AS alive"]  # fmt: skip
    types = {Kind.BOOL: "BOOLEAN", Kind.NUMBER: "DECIMAL(14,2)", Kind.TEXT: "VARCHAR"}
    for name, told in person.facts.items():
        kind = types[checked.facts[name].kind]
        cells += [f"CAST({_literal(told.value)} AS {kind}) AS {name}", f"{WHYS.index(told.why)} AS {name}__why"]
    for other, known in zip(checked.benefit.excluded_by, others, strict=True):
        truth = {Known.YES: "TRUE", Known.NO: "FALSE"}.get(known, "CAST(NULL AS BOOLEAN)")
        cells.append(f"{truth} AS {other}__due")
    cells.append(f"CAST({_literal(paid)} AS DECIMAL(14,2)) AS received")
    return f"SELECT {', '.join(cells)}"


@pytest.mark.parametrize("checked", BENEFITS, ids=lambda one: one.id)
def test_the_county_is_answered_as_one_person_is(checked: Checked) -> None:
    """Drawn people, every fact possibly 不明: due, amount, what is lacking, and what is wrong are the same both ways."""
    rng = random.Random(f"20261031 {checked.id}")
    lacking = set(rng.sample(checked.needs, 1)) if checked.needs and rng.random() < 0.5 else set()
    values = {
        name: {month.first_day: value for month in MONTHS if name not in lacking and (value := SHIPPED[name].on(month.first_day)) is not None}
        for name in checked.needs
    }  # fmt: skip
    shorts = {other: BY_ID[other].benefit.short for other in checked.benefit.excluded_by}
    bound = compiling.Bound(checked, values, TITLES, shorts)
    wanted, given = [], []
    for who in range(PEOPLE):
        pay = rng.choice(payments.payments(checked.benefit, MONTHS))
        person, others = _drawn(rng, checked), [rng.choice(list(Known)) for _ in shorts]
        paid = rng.choice([None, Decimal(0), Decimal("100.00"), Decimal("625.00"), Decimal("9000.00")])
        held = {name: values[name].get(pay.month.first_day) for name in checked.needs}
        standing = tuple(Standing(*named, known) for named, known in zip(shorts.items(), others, strict=True))
        decision = deciding.decide(checked, person, held, TITLES, standing)
        verdict, yuan = deciding.compare(decision, paid, at_least=checked.benefit.at_least)
        wanted.append((
            who, decision.due.value, decision.yuan, decision.because, "；".join(decision.missing),
            None if verdict is Verdict.RIGHT else verdict.value, yuan,
        ))  # fmt: skip
        given.append(_line(checked, who, person, pay, others, paid))
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TEMP TABLE given AS {' UNION ALL '.join(given)}")
        connection.execute(f"CREATE TEMP TABLE answered AS {compiling.answer_sql(bound, 'given')}")
        lines = connection.execute(f"""
            WITH judged AS (SELECT *, {compiling.verdict_sql(checked.benefit.at_least)} AS verdict FROM answered)
            SELECT who, CASE WHEN due THEN '是' WHEN NOT due THEN '否' ELSE '不明' END, due_yuan,
                   {compiling.because_sql(bound)}, {compiling.lacks_sql(bound)}, verdict,
                   CASE WHEN verdict IS NOT NULL THEN {compiling.wrong_yuan_sql()} END FROM judged ORDER BY who""").fetchall()
    found = [(*line[:4], compiling.lacks_told(bound, line[4]), *line[5:]) for line in lines]
    assert found == wanted


def test_one_payment_is_explained_in_one_sentence() -> None:
    checked = BY_ID["boarding_primary"]
    pay = payments.payments(checked.benefit, MONTHS)[0]
    known = {"lifted": True, "in_school": True, "school_stage": "小学", "school_mode": "寄宿", "disability_grade": "无"}
    person = Person({name: Told(known.get(name, False)) for name in checked.names}, 9)
    held = {name: SHIPPED[name].on(pay.month.first_day) for name in checked.needs}
    decision = deciding.decide(checked, person, held, TITLES)
    said = deciding.explained(checked, "李四", person, pay, decision, Decimal(0))
    assert said == "李四，小学寄宿生，2025年秋季学期应发625元，没有发放记录。"
    unpaid = deciding.explained(checked, "李四", person, pay, decision, None)
    assert unpaid == "李四，小学寄宿生，2025年秋季学期应发625元，发没发不明：缺教体局“资助发放台账”。"


def test_a_fact_that_does_not_matter_is_not_asked_for() -> None:
    """Of a 脱贫户's child nobody need know whether the family draws 低保."""
    checked = BY_ID["boarding_primary"]
    facts = {name: Told(None, Why.UNCOVERED) for name in checked.names}
    person = Person({**facts, "lifted": Told(True)}, 9)
    decision = deciding.decide(checked, person, {name: Decimal(1) for name in checked.needs}, TITLES)
    assert decision.missing == ("缺教体局“在籍学生名册”",)


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ('"resident_insured"', '"insured"', "没有“insured”这一列"),
        ("medical.resident_fee", "medical.no_fee", "没有参数“medical.no_fee”"),
        ("asked: latest", "asked: latest\nexcluded_by: [nothing]", "“nothing”不是另一项待遇"),
        ("months: [1]", "months: [13]", "写明哪几个月该发"),
        (
            '{parameter: medical.resident_fee, when: "destitute"}',
            "{parameter: medical.resident_fee}",
            "最后一条不写条件",
        ),
        ('"destitute OR minimum_living OR monitored OR lifted"', '"coalesce(destitute, true)"', "缺的数据就是不明"),
    ],
)
def test_what_could_silently_match_is_refused(was: str, becomes: str, says: str) -> None:
    text = shape.texts()["medical_subsidy.yaml"]
    assert was in text
    with pytest.raises(DomainError, match=says):
        checking.check_all({"medical_subsidy.yaml": text.replace(was, becomes)}, KINDS)


def test_benefits_in_a_circle_are_refused() -> None:
    texts = dict(shape.texts())
    texts["destitute_support.yaml"] = texts["destitute_support.yaml"].replace(
        "excluded_by: [orphan_support, unattended_support]", "excluded_by: [minimum_living]"
    )
    with pytest.raises(DomainError, match="成了一圈"):
        checking.check_all(texts, KINDS)


def test_a_month_counts_when_it_is_over() -> None:
    assert payments.ended_by(dt.date(2026, 10, 31)) == Period(2026, 10)
    assert payments.ended_by(dt.date(2026, 11, 23)) == Period(2026, 10)
    assert payments.ended_by(dt.date(2026, 1, 1)) == Period(2025, 12)
