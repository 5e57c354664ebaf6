"""Every shipped rule's own examples: all three answers, and both ends of every threshold it compares with."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import duckdb
import pytest
import sqlglot
from sqlglot import exp

from huaiyuan.core.kernel.known import Known
from huaiyuan.core.policy import check, compile, inforce, minitable, parameters, rule
from huaiyuan.core.policy.expression import Kind
from tests.spec.policy.shapes import SHAPES

TODAY = dt.date(2026, 11, 23)
SHIPPED = parameters.load()
TITLES = {parameter.word: name for name, parameter in SHIPPED.items()}
RULES = {
    text_of: check.check(file, text, SHAPES, inforce.kinds(SHIPPED))
    for file, text in rule.shipped_texts().items()
    for text_of in [file.removesuffix(".yaml")]
}
ORDERED = (exp.GTE, exp.GT, exp.LTE, exp.LT)
# On which side of equality a comparison just fails or just holds: its two ends are equality and one step to that side.
STEP_TO = {exp.GTE: -1, exp.LT: -1, exp.GT: 1, exp.LTE: 1}


@pytest.fixture(scope="module")
def database():
    with duckdb.connect() as connection:
        yield connection


def thresholds(checked):
    """The comparisons of numbers or dates that a rule's condition and population make, BETWEEN as its two halves."""
    for tree in (checked.population, checked.when):
        for node in tree.find_all(*ORDERED, exp.Between):
            halves = [node]
            if isinstance(node, exp.Between):
                halves = [exp.GTE(this=node.this, expression=node.args["low"]),
                          exp.LTE(this=node.this, expression=node.args["high"])]  # fmt: skip
            yield from halves


def gap(database, checked, case, atom):
    """How far apart the two sides of a comparison lie in an example, in days or units; none where it is not known."""
    said = minitable.overrides(checked, case, TITLES)
    day = case.as_of or TODAY
    values = inforce.shipped_values(SHIPPED, day)
    values |= {name: said[alias] for alias, name in checked.rule.parameters.items() if alias in said}
    bound = inforce.bind(checked, day, values)
    taken = ", ".join(f"{compile.value_sql(n, g)} AS {n}" for n, g in checked.rule.inputs.items())
    given = f"SELECT *{', ' + taken if taken else ''} FROM ({minitable.given_sql(checked, case)})"
    left, right = bound.sql(atom.this), bound.sql(atom.args["expression"])
    return database.execute(f"SELECT ({left}) - ({right}) FROM ({given})").fetchone()[0]


@pytest.mark.parametrize("rule_id", RULES)
def test_both_ends_of_every_threshold_stand_in_the_rules_own_table(database, rule_id):
    checked = RULES[rule_id]
    cases = minitable.cases(checked.rule.tests)
    for atom in thresholds(checked):
        # An amount times a hundred moves in hundreds.
        step = Decimal(100 if atom.find(exp.Mul) else 1)
        gaps = [Decimal(str(found)) for case in cases if (found := gap(database, checked, case, atom)) is not None]
        side = STEP_TO[type(atom)]
        assert 0 in gaps, f"{rule_id}: no example stands exactly on {atom.sql()}"
        assert any(0 < found * side <= step for found in gaps), f"{rule_id}: no example just beside {atom.sql()}"


@pytest.mark.parametrize("rule_id", RULES)
def test_the_table_has_all_three_answers_and_fills_every_input(rule_id):
    checked = RULES[rule_id]
    cases = minitable.cases(checked.rule.tests)
    assert {case.expected for case in cases} == set(Known)
    asked = {column.name for column in checked.when.find_all(exp.Column)}
    for name, given in checked.rule.inputs.items():
        filled = {case.cells.get(given.label, "") for case in cases} - {""}
        assert filled or name not in asked, f"{rule_id}: no example gives {given.label}"


@pytest.mark.parametrize("rule_id", RULES)
def test_the_rule_transpiles_to_spark_and_reads_back_the_same(rule_id):
    checked = RULES[rule_id]
    values = {name: Decimal(7) if kind is Kind.NUMBER else "x" for name, kind in kinds_needed(checked).items()}
    bound = inforce.bind(checked, TODAY, values)
    trees = [checked.population, checked.when, *checked.wheres.values(), *checked.grades, *checked.sentences]
    for tree in filter(None, trees):
        spark = bound.sql(tree, "spark")
        again = sqlglot.parse_one(spark, dialect="spark")
        assert again.sql("spark") == spark
        # Spark's own CAST gives null where it fails; a date literal never does.
        assert again.sql("duckdb").replace("TRY_CAST", "CAST") == bound.sql(tree)
    whole = sqlglot.transpile(compile.answer_sql(bound, "given"), read="duckdb", write="spark")
    assert sqlglot.transpile(whole[0], read="spark", write="spark") == whole


def kinds_needed(checked):
    shapes = inforce.kinds(SHIPPED)
    return {name: shapes[name].kind for name in checked.needs.values()}


def test_the_catalogue_is_whole():
    """Domain catalogue R01–R40: each is there, and each lacks only what it names."""
    catalogue = {rule_id: checked for rule_id, checked in RULES.items() if checked.rule.kind != "quality"}
    assert list(catalogue) == [f"R{n:02}" for n in range(1, 41)]
    running = {"R01", "R02", "R03", "R05", "R06", "R09", "R10", "R11", "R12", "R15", "R16", "R17", "R20", "R21", "R22",
               "R23", "R40"}  # fmt: skip
    values = inforce.shipped_values(SHIPPED, TODAY)
    off = {rule_id: inforce.off_because(checked, TODAY, values, SHIPPED) for rule_id, checked in catalogue.items()}
    assert {rule_id for rule_id, because in off.items() if not because} == running
    assert off["R31"] == "缺 2026 年参考线"
    assert off["R04"] == "本县用“定额”口径，本规则是“比例”口径"
    for rule_id in catalogue.keys() - running - {"R31", "R04"}:
        assert re.fullmatch("缺“.+”数据源", off[rule_id]), rule_id


def test_the_quality_catalogue_is_whole_and_most_of_it_runs():
    """Domain §3.6: each rule about the registry's own truth is there, and each lacks only what it names."""
    catalogue = {rule_id: checked for rule_id, checked in RULES.items() if checked.rule.kind == "quality"}
    assert list(catalogue) == [f"Z{n:02}" for n in range(1, 66)]
    values = inforce.shipped_values(SHIPPED, TODAY)
    off = {rule_id: inforce.off_because(checked, TODAY, values, SHIPPED) for rule_id, checked in catalogue.items()}
    assert {rule_id for rule_id, because in off.items() if not because} == {f"Z{n:02}" for n in range(1, 50)}
    for rule_id in (f"Z{n}" for n in range(50, 66)):
        assert re.fullmatch("缺“.+”数据源", off[rule_id]), rule_id
