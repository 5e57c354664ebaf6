"""Parameters: dated, with source; no value is never an older value."""

import datetime as dt
from decimal import Decimal

import pytest

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import parameters

GOOD = """\
line.one:
  title: 甲线
  short: 甲
  unit: 元
  values:
    - {from: 2024-01-01, to: 2025-01-01, value: 100.5, source: 示例文号}
    - {from: 2026-01-01, value: 200, source: 示例文号}
"""


def load(tmp_path, text):
    (tmp_path / "some.yaml").write_text(text, encoding="utf-8")
    return parameters.load(tmp_path)


def test_every_shipped_value_says_where_it_comes_from():
    shipped = parameters.load()
    assert {"medical.self_paid_line.lifted", "lead.verify.red", "workday.ends"} <= set(shipped)
    for parameter in shipped.values():
        assert all(value.source for value in parameter.values), parameter.name


def test_an_amount_is_a_decimal_and_holds_from_its_day_on(tmp_path):
    line = load(tmp_path, GOOD)["line.one"]
    assert line.on(dt.date(2024, 12, 31)) == Decimal("100.5")
    assert line.on(dt.date(2026, 1, 1)) == Decimal(200)


def test_a_day_between_two_values_has_none_and_says_what_is_missing(tmp_path):
    line = load(tmp_path, GOOD)["line.one"]
    assert line.on(dt.date(2025, 6, 1)) is None
    assert line.missing_on(dt.date(2025, 6, 1)) == "缺 2025 年甲"


def test_the_reference_line_of_2026_is_not_settled():
    line = parameters.load()["income.reference_line"]
    assert line.on(dt.date(2024, 6, 1)) is not None
    assert line.on(dt.date(2026, 11, 23)) is None


@pytest.mark.parametrize(
    ("change", "line", "says"),
    [
        (("  unit: 元\n", ""), 1, "缺少“unit”"),
        (("unit:", "unti:"), 4, "unti"),
        (("from: 2026-01-01", "from: 一月"), 7, "from"),
        (("from: 2026-01-01", "from: 2024-06-01"), 7, "重叠"),
        (("short: 甲", "title: 乙"), 3, "写了两次"),
        (("value: 200, source: 示例文号", "value: 200"), 7, "source"),
        (("title: 甲线", "title: [甲"), 3, "YAML"),
    ],
)
def test_a_fault_names_file_and_line(tmp_path, change, line, says):
    with pytest.raises(DomainError) as fault:
        load(tmp_path, GOOD.replace(*change))
    assert fault.value.code == "POLICY_FILE_FAULT"
    assert fault.value.facts["file"] == "some.yaml"
    assert says in str(fault.value)
    assert fault.value.facts["line"] == line
