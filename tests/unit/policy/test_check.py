"""What a rule may not say: every silent match or silent miss is refused with file and line."""

import pytest

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import check, inforce, parameters, rule
from tests.spec.policy.shapes import SHAPES

TEXTS = rule.shipped_texts()
KINDS = inforce.kinds(parameters.load())


def refused(file, old, new):
    text = TEXTS[file]
    assert old in text
    with pytest.raises(DomainError) as fault:
        check.check(file, text.replace(old, new, 1), SHAPES, KINDS)
    assert fault.value.code == "POLICY_FILE_FAULT"
    assert fault.value.facts["file"] == file
    line = 1 + text[: text.index(old)].count("\n")
    return str(fault.value), fault.value.facts["line"], line


@pytest.mark.parametrize(
    ("new", "says"),
    [
        ('when: "paid >= :line"', "没有“paid”这一列"),
        ('when: "paid_yuan >= :lin"', "没有声明参数“:lin”"),
        ("when: \"paid_yuan >= '多'\"", "类型不同"),
        ('when: "paid_yuan"', "是否"),
        ('when: "COALESCE(paid_yuan, 0) >= :line"', "不明"),
        ('when: "paid_yuan IS NOT NULL"', "不明"),
        ('when: "CASE WHEN paid_yuan > 1 THEN TRUE END"', "不明"),
        ('when: "IFNULL(paid_yuan, 0) > 1"', "不明"),
        ('when: "NULLIF(paid_yuan, 0) > 1"', "不明"),
        ('when: "GREATEST(paid_yuan, 0) > 1"', "不明"),
        ('when: "random() > 0.5"', "不能用"),
        ('when: "paid_yuan IN (SELECT 1)"', "IN"),
        ('when: "paid_yuan >= :line; DROP TABLE x"', "只是一个表达式"),
        ('when: "paid_yuan >="', "读不懂"),
        ('when: "paid_yuan >= :line AND archive_type"', "文字"),
        ("when: \"archive_type = '贫困户'\"", "没有“贫困户”这个值"),
        ("when: \"archive_type IN ('脱贫户', '贫困户')\"", "没有“贫困户”这个值"),
        ('when: "CAST(archive_type AS INTEGER) > 1"', "不能用"),
        ('when: "floor(paid_yuan, 2) > 1"', "只能有一个参数"),
        ('when: "EXISTS (SELECT 1)"', "不能用"),
    ],
)
def test_a_condition_that_could_mislead_is_refused_at_its_line(new, says):
    message, at, line = refused("R01.yaml", 'when: "paid_yuan >= :line"', new)
    assert says in message
    assert at == line


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("R01.yaml", "source: medical_bills", "source: medical_bill", "没有数据源“medical_bill”"),
        ("R01.yaml", "column: in_policy_paid_yuan", "column: self_paid", "没有“self_paid”这一列"),
        ("R01.yaml", "{line: medical.self_paid_line.lifted}", "{line: medical.line}", "没有参数“medical.line”"),
        ("R01.yaml", "take: sum", "take: mean", "take"),
        ("R01.yaml", "else: 0", "else: none", "else 应当是数"),
        ("R01.yaml", "band: {of: line,", "band: {of: lines,", "没有声明参数“lines”"),
        ("R01.yaml", "达到{line}元", "达到{limit}元", "{limit}"),
        ("R01.yaml", "days: lead.cool_down_days", "days: workday.ends", "是文字"),
        ("R01.yaml", "1.5 * :last_paid_yuan", "1.5 * :last_paid", "没有声明参数“:last_paid”"),
        ("R01.yaml", "risk: 因病", "risk: 因懒", "“risk”只能是"),
        ("R01.yaml", "version: 1", "version: 0", "version"),
        ("R01.yaml", "- {grade: 黄}", '- {grade: 黄, when: "paid_yuan > 1"}', "最后一条不写条件"),
        ("R09.yaml", "take: latest, column: issued_on, by: issued_on", "take: latest, column: issued_on", "by"),
        ("R09.yaml", "take: latest, column: grade, by: issued_on", "take: sum, column: grade", "是文字，不能取 sum"),
        ("R09.yaml", "take: any,", "take: any, window: calendar_year,", "不是年度累计表"),
        ("R11.yaml", ", band: {at: [3, 10, 30]}", "", "要写 band"),
        ("R11.yaml", "[3, 10, 30]", "[10, 3]", "从小到大"),
        ("R12.yaml", "covered_share: education.roll_share", "covered_share: education.share", "没有参数"),
    ],
)
def test_a_declaration_that_could_mislead_is_refused(file, old, new, says):
    message, at, line = refused(file, old, new)
    assert says in message
    assert abs(at - line) <= 5, "points at the entry or the one that holds it"


def test_shipped_rules_pass():
    for file, text in TEXTS.items():
        assert check.check(file, text, SHAPES, KINDS).rule.id == file.removesuffix(".yaml")
