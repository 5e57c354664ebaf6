"""Conditions in words: what a cadre reads says what the expression asks."""

from __future__ import annotations

import pytest

from huaiyuan.core.policy import check, inforce, parameters, rule, wording
from tests.spec.policy.shapes import SHAPES

SHIPPED = parameters.load()
TEXTS = rule.shipped_texts()
VALUES = {"medical.self_paid_line.lifted": ("5,000元", ""), "education.absence_days": ("3天", "")}


def checked(file: str, **changes: str) -> check.Checked:
    text = TEXTS[file]
    for before, after in changes.items():
        text = text.replace(before, after)
    return check.check(file, text, SHAPES, inforce.kinds(SHIPPED))


def asked(condition: str) -> str:
    """A condition put into R01, in words."""
    # A sum that may be a lower bound cannot be asked the other way round.
    exact = {"    empty_cells: at_least\n": ""}
    found = checked("R01.yaml", **exact, **{'"paid_yuan >= :line"': f'"{condition}"'})
    return wording.plain(wording.says(found, found.when, VALUES))


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("paid_yuan >= :line", "个人负担达到5,000元"),
        ("paid_yuan > 2 * :line", "个人负担超过5,000元的2倍"),
        ("paid_yuan < 100.5 AND NOT monitored", "个人负担低于100.5，并且“在册监测”为否"),
        ("paid_yuan <= 1000 OR archive_type = '脱贫户'", "个人负担不超过1,000，或者户类型是脱贫户"),
        (
            "archive_type <> '脱贫户' AND (monitored OR is_head)",
            "户类型不是脱贫户，并且（“在册监测”为是，或者“户主”为是）",
        ),
        ("age BETWEEN 6 AND 15", "周岁在6到15之间（含两头）"),
        ("sex IN ('男', '女')", "性别是男、女之一"),
        ("birth_on >= DATE '2010-01-01'", "出生日期不早于2010-01-01"),
        ("birth_on < :as_of - 90", "出生日期早于截至日前90"),
        ("abs(paid_yuan) + 1 > 5 - 2", "个人负担的绝对值加1超过5减2"),
        ("year(birth_on) = 2010", "出生日期的年份是2,010"),
        ("NOT (age > 60)", "不是这样：（周岁超过60）"),
        ("paid_yuan > -5", "个人负担超过负5"),
    ],
)
def test_a_condition_reads_as_people_say_it(condition, words):
    assert asked(condition) == words


def test_the_piece_that_is_a_parameter_says_which_one():
    found = checked("R01.yaml")
    pieces = wording.says(found, found.when, VALUES)
    assert [(p.text, p.parameter) for p in pieces if p.parameter] == [("5,000元", "medical.self_paid_line.lifted")]


def test_a_parameter_nobody_has_settled_is_named_and_not_guessed():
    found = checked("R31.yaml")
    assert "参考线（还没有录入）" in wording.plain(wording.says(found, found.when, {}))


@pytest.mark.parametrize("file", TEXTS)
def test_every_shipped_rule_can_be_said_without_its_column_names(file):
    found = checked(file)
    for tree in (found.when, *(t for t in (*found.grades, *found.sentences) if t is not None)):
        said = wording.plain(wording.says(found, tree, {n: ("若干", "") for n in SHIPPED}))
        assert not any("a" <= letter <= "z" for letter in said), said
