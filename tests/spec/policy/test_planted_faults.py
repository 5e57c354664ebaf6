"""Faults planted in rule files: each is refused with file, line and what to write instead; not one of them runs."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from huaiyuan.core.engine import child
from huaiyuan.core.engine.screening import orders, run
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import check, inforce, parameters, rule
from huaiyuan.core.policy.check import ParameterShape
from huaiyuan.core.policy.expression import Kind
from tests.integration.screening.world import World
from tests.spec.policy.shapes import SHAPES

TEXTS = rule.shipped_texts()
# A parameter whose last value ended before the rules begin stands for every expired one.
KNOWN = {**inforce.kinds(parameters.load()), "old.line": ParameterShape(Kind.NUMBER, "旧线", dt.date(2020, 1, 1))}
WHEN = 'when: "paid_yuan >= :line"'

# Name of the fault: file, what stands there, what is put there, words of the refusal, words of the remedy.
FAULTS = {
    "unknown column": ("R01", WHEN, 'when: "paid >= :line"', "没有“paid”这一列", "可用的有"),
    "unknown column of the source": ("R01", "column: in_policy_paid_yuan ", "column: self_paid ", "没有“self_paid”", "可用的有"),
    "unknown column in a row filter": ("R03", "visit_kind = '住院'", "visit = '住院'", "没有“visit”", "可用的有"),
    "a person's column asked of a household": ("R15", 'population: "true"', 'population: "age > 3"', "没有“age”", "可用的有"),
    "undeclared placeholder": ("R01", WHEN, 'when: "paid_yuan >= :lin"', "没有声明参数“:lin”", "可用的有：as_of、line"),
    "unknown parameter": ("R01", "line: medical.self_paid_line.lifted", "line: medical.line", "没有参数“medical.line”", "请先在参数表里登记"),
    "parameter of the wrong kind": ("R01", "days: lead.cool_down_days", "days: workday.ends", "是文字", "请换一个参数"),
    "expired parameter": ("R01", "line: medical.self_paid_line.lifted", "line: old.line", "到2020-01-01为止", "请先填新值"),
    "a rule that ends before it begins": ("R01", "from: 2021-01-01\n", "from: 2021-01-01\nto: 2020-12-31\n", "停用日期不晚于施行日期", "请把 to 写成"),
    "unknown source": ("R01", "source: medical_bills", "source: medical_bill", "没有数据源“medical_bill”", "awaits"),
    "date compared with a number": ("R09", "issued_on <= :as_of", "issued_on <= 3", "拿日期和数比", "请拿同一类的值来比"),
    "text compared with a number": ("R01", WHEN, "when: \"paid_yuan >= '多'\"", "类型不同", "请拿同一类的值来比"),
    "a condition that is a number": ("R01", WHEN, 'when: "paid_yuan"', "要的是是否", "请写成比较"),
    "COALESCE": ("R01", WHEN, 'when: "COALESCE(paid_yuan, 0) >= :line"', "不能用 COALESCE", "absent、else"),
    "IS NULL": ("R01", WHEN, 'when: "paid_yuan IS NULL"', "不能用 paid_yuan IS NULL", "absent、else"),
    "CASE": ("R01", WHEN, 'when: "CASE WHEN paid_yuan > 1 THEN TRUE END"', "不能用 CASE", "absent、else"),
    "IFNULL": ("R01", WHEN, 'when: "IFNULL(paid_yuan, 0) > 1"', "不能用", "absent、else"),
    "GREATEST": ("R01", WHEN, 'when: "GREATEST(paid_yuan, 0) > 1"', "不能用", "absent、else"),
    "COALESCE in a row filter": ("R03", "visit_kind = '住院'", "coalesce(visit_kind, '住院') = '住院'", "不能用", "absent、else"),
    "division": ("R01", WHEN, 'when: "paid_yuan / 0 >= :line"', "除数可能是零", "请改写成乘法"),
    "remainder": ("R01", WHEN, 'when: "paid_yuan % 2 = :line"', "除数可能是零", "请改写成乘法"),
    "a function by chance": ("R01", WHEN, 'when: "random() > 0.5"', "不能用 RANDOM()", "能用的有"),
    "an aggregate in the condition": ("R01", WHEN, 'when: "sum(paid_yuan) >= :line"', "不能用 SUM(", "请写成输入"),
    "a query in the condition": ("R01", WHEN, 'when: "EXISTS (SELECT 1)"', "不能用", "能用的有"),
    "two statements": ("R01", WHEN, 'when: "paid_yuan >= :line; DROP TABLE x"', "只是一个表达式", "请去掉分号"),
    "an unclosed bracket": ("R01", WHEN, 'when: "(paid_yuan >= :line"', "读不懂", "请检查括号和引号"),
    "a value outside the code list": ("R11", "status IN ('疑似辍学', '辍学', '名在人不在') OR", "status = '辍学了' OR", "没有“辍学了”这个值", "只有"),
    "a value outside the code list in a row filter": ("R03", "visit_kind = '住院'", "visit_kind = '住院部'", "没有“住院部”这个值", "只有"),
    "a sentence with nothing to fill in": ("R01", "达到{line}元", "达到{limit}元", "没有“{limit}”可填", "可用的有"),
    "a sentence without whom": ("R01", 'says: "{name}', 'says: "', "没有说是谁", "请写进 {name}"),
    "a sentence with an open brace": ("R01", "{paid_yuan}元，达到", "{paid_yuan元，达到", "花括号不成对", "请写成"),
    "missing test of 不明": ("R01", "  脱贫户   | 否       |          | 否   | 不明\n", "", "缺少应得为“不明”的行", "三种答案都要有"),
    "a test with a cell too few": ("R01", "  脱贫户   | 否       | 5000     | 是   | 是\n", "  脱贫户   | 否       | 5000     | 是\n", "格数和表头不一样", "请用 | 隔开"),
    "a test of a column that is not there": ("R01", "| 个人负担 | 覆盖", "| 自付 | 覆盖", "没有这些列可填：自付", "可用的有"),
    "a test with a value no column has": ("R01", "  脱贫户   | 否       | 5000 ", "  贫困户   | 否       | 5000 ", "“贫困户”应当是文字", "请改写"),
    "a test that expects something else": ("R01", "| 4999.99  | 是   | 否", "| 4999.99  | 是   | 无", "不是“无”", "只能是是、否、不明"),
    "no tests at all": ("R01", "tests: |", "examples: |", "不认识“examples”", "请改正拼写"),
    "a key written twice": ("R01", "version: 1\n", "version: 1\nversion: 2\n", "“version”写了两次", "请删去一处"),
    "a misspelt key": ("R01", "department:", "departmant:", "不认识“departmant”", "请改正拼写"),
    "a key that is missing": ("R01", "department: 医保局\n", "", "缺少“department”", "请补上"),
    "a day that is not": ("R01", "from: 2021-01-01\n", "from: 2021-02-30\n", "没有这一天", "日期的写法"),
    "a risk that is none": ("R01", "risk: 因病", "risk: 因懒", "“risk”只能是", "只能是"),
    "a review that reports a risk": ("R10", "risk: 复核", "risk: 因残", "不报风险", "请写“复核”"),
    "a window by year over a list of the month": ("R09", "take: any,", "take: any, window: calendar_year,", "不是年度累计表", "请把 window 改成"),
    "a window by month without a date": ("R22", "take: count, where: \"benefit = '临时救助'\", window: calendar_year", "take: count, where: \"benefit = '临时救助'\", window: calendar_month", "没有业务日期列", "请把 window 改成"),
    "a sum of texts": ("R09", "take: latest, column: grade, by: issued_on", "take: sum, column: grade", "不能取 sum", "请改用 latest"),
    "the latest by nothing": ("R09", "take: latest, column: issued_on, by: issued_on", "take: latest, column: issued_on", "按哪一列（by）", "还要写"),
    "an unknown way of taking": ("R01", "take: sum", "take: mean", "“take”只能是", "只能是"),
    "silence that says nothing given a meaning": ("R01", "absent: unknown_unless_covered", "absent: unknown", "没有数据就是不明", "请去掉 else"),
    "a lower bound asked the other way round": ("R01", WHEN, 'when: "NOT paid_yuan >= :line"', "不能反过来用", "请改条件"),
    "a number without its bands": ("R11", ", band: {at: [3, 10, 30]}", "", "数要写 band", "不看变化的写 none"),
    "rows about villages read for a person": ("R15", "source: housing_appraisals, take: latest, column: grade, by: appraised_on", "source: water_outages, take: any", "说的不是这种对象", "请把规则的 subject 改成 village"),
    "a share asked of households": ("R15", "by: appraised_on, absent: unknown_unless_covered, else: 无", "by: appraised_on, absent: unknown_unless_covered, else: 无, covered_share: medical.roll_share", "只用于按人取数", "请去掉"),
    "an input named as a column": ("R01", "  paid_yuan:", "  archive_type:", "名字已被占用", "请另取一个"),
    "an awaited source nobody reads": ("R18", "  water_quality:\n    name", "  water_qualities:\n    name", "没有一项输入用到", "请去掉"),
    "YAML that does not close": ("R01", "parameters: {line:", "parameters: {{line:", "不是合格的YAML", "请检查缩进"),
    "a hidden character": ("R01", "title: 脱贫", "title: \x07脱贫", "看不见的控制字符", "请删掉重写"),
    "a quality rule numbered like another": ("Z20", "id: Z20", "id: R20", "以 Z 开头", "请改编号"),
    "a quality rule with a risk": ("Z20", "risk: 数据质量", "risk: 因病", "不报风险", "请写“数据质量”"),
    "a quality rule with a grade": ("Z20", "risk: 数据质量\n", "risk: 数据质量\ngrade: 黄\n", "不写 grade", "请去掉"),
    "a quality rule that does not say what should be": ("Z20", "expects: 不满16周岁的写“无劳动力”\n", "", "缺少“expects”", "请补上"),
    "a quality rule that nobody can mend": ("Z20", "mend: {how: 更正, field: labour, says: 在这里改成“无劳动力”}\n", "", "缺少“mend”", "请补上"),
    "a correction of nothing": ("Z20", "field: labour, ", "", "要写改哪一项", "别的不写"),
    "a relation that is none": ("Z05", "'之子', '之女婿'", "'儿子', '之女婿'", "没有“儿子”这个值", "只有"),
    "a risk without a cool-down": ("R01", "cool_down: {days: lead.cool_down_days, reopen_when: \"paid_yuan >= 1.5 * :last_paid_yuan\"}\n", "", "缺少“cool_down”", "请补上"),
    "an anchor that holds itself": ("R01", "basis:\n", "basis: &b\n  - *b\n", "自己引用自己", "直接写出来"),
}  # fmt: skip


def planted(name):
    file, old, new, *_ = FAULTS[name]
    text = TEXTS[f"{file}.yaml"]
    assert old in text, f"{name}: {file} does not hold {old!r}"
    return f"{file}.yaml", text.replace(old, new, 1), 1 + text[: text.index(old)].count("\n")


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_refused_with_file_line_and_remedy(name):
    file, text, near = planted(name)
    *_, says, remedy = FAULTS[name]
    with pytest.raises(DomainError) as fault:
        check.check(file, text, SHAPES, KNOWN)
    told = str(fault.value)
    assert fault.value.code == "POLICY_FILE_FAULT"
    assert re.match(rf"{file} 第\d+行：", told), told
    assert says in told, told
    assert remedy in told, told
    assert is_near(text, fault.value.facts["line"], near), (
        f"line {fault.value.facts['line']}, planted at {near}: {told}"
    )


def is_near(text, line, planted_at):
    """The line of the fault, of the entry that holds it, or of the block whose head names it."""
    lines = text.splitlines()
    head = next((n for n in range(min(planted_at, len(lines)), 0, -1) if re.match(r"\w", lines[n - 1])), 1)
    return line in range(min(head, planted_at), planted_at + 4) or line == 1


def test_there_are_thirty_kinds_and_more():
    assert len(FAULTS) >= 30


def test_none_of_them_runs(tmp_path):
    """A run with one broken rule stops before anything is asked: not even the sound rules run."""
    world = World(tmp_path)
    world.bill(world.person("甲", lifted=True), "9000")
    order = world.order()
    (tmp_path / "tmp").mkdir()
    sound = {"R02.yaml": TEXTS["R02.yaml"]}
    for name in FAULTS:
        file, text, _ = planted(name)
        broken = orders.Order(**{**vars(order), "rules": {**sound, file: text}})
        with pytest.raises(DomainError) as fault:
            run.run(orders.pack(broken), lambda *_: None)
        assert fault.value.code == "POLICY_FILE_FAULT", name
        assert fault.value.facts["file"] == file
    assert not list(order.into.iterdir()), "nothing was written"


def test_the_child_hands_the_refusal_on(tmp_path):
    world = World(tmp_path)
    world.person("甲", lifted=True)
    file, text, _ = planted("unknown column")
    order = world.order()
    broken = orders.Order(**{**vars(order), "rules": {**order.rules, file: text}})
    with pytest.raises(DomainError) as fault:
        child.call("huaiyuan.core.engine.screening.run:run", orders.pack(broken))
    assert (fault.value.code, fault.value.facts["file"]) == ("POLICY_FILE_FAULT", file)
