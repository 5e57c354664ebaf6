"""周期动作几号前报：碰到放假怎么算，季末算到哪天。

RQ-RHYTHM-01 五项周期动作随系统附带，带生效日期和出处。
RQ-RHYTHM-02 截止日碰到放假，按动作写的顺延、提前或不变；周末调休上班照常算。
RQ-RHYTHM-03 季度动作算到季末之后的月份，跨年也一样。
RQ-RHYTHM-04 没录入放假安排的年份不挪日子，写明暂定。
RQ-RHYTHM-05 核查从当月最后一次交办起算，没交办过就不用报。
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import chinese_calendar
import pytest

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import rhythm
from huaiyuan.core.policy.rhythm import Cycle, Due, DueDay, WhenOff, due_on, span_of

LAST_KNOWN = 2026
TABLE = """
动作 | 期里的一天 | 交办 | 截止 | 定了没有 | 为什么
zicha | 2026-11-23 | | 2026-11-10 | 是 | 周二
zicha | 2026-10-05 | | 2026-10-10 | 是 | 周六，国庆调休上班，不顺延
zicha | 2026-05-05 | | 2026-05-11 | 是 | 10日是周日，顺延
zicha | 2025-05-01 | | 2025-05-12 | 是 | 10日是周六，顺延到周一
xiaojie | 2026-10-01 | | 2026-10-23 | 是 | 25日是周日，提前到周五
xiaojie | 2026-11-01 | | 2026-11-25 | 是 | 周三
hecha | 2026-11-23 | | | | 没交办过
hecha | 2026-11-23 | 2026-11-20 | 2026-11-27 | 是 | 周五
hecha | 2026-09-30 | 2026-09-28 | 2026-10-08 | 是 | 10月5日在国庆假里，顺延到上班那天
paixu | 2026-08-15 | | 2026-10-10 | 是 | 三季度，调休上班
paixu | 2025-12-31 | | 2026-01-12 | 是 | 四季度跨年，10日是周六
tongbao | 2026-03-31 | | 2026-04-15 | 是 | 一季度
paixu | 2026-11-23 | | 2027-01-10 | 否 | 2027年放假安排没录入，周日也不挪
"""


def _works(day: dt.date) -> bool | None:
    return chinese_calendar.is_workday(day) if day.year <= LAST_KNOWN else None


def _rows() -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()[1:]]


@pytest.mark.parametrize(("code", "day", "pushed", "due", "certain", "why"), _rows())
def test_the_due_day_of_every_action(code, day, pushed, due, certain, why):
    """RQ-RHYTHM-02 RQ-RHYTHM-03 RQ-RHYTHM-04 RQ-RHYTHM-05"""
    action = rhythm.load()[code]
    span = span_of(action.cycle, dt.date.fromisoformat(day))
    found = due_on(action.due, action.when_off, span, _works, dt.date.fromisoformat(pushed) if pushed else None)
    wanted = DueDay(dt.date.fromisoformat(due), certain == "是") if due else None
    assert found == wanted, why


def test_the_five_actions_are_shipped_with_date_and_source():
    """RQ-RHYTHM-01"""
    shipped = rhythm.load()
    assert [action.title for action in shipped.values()] == [
        "一月一自查", "一月一核查", "一月一小结", "一季一排序", "一季一通报",
    ]  # fmt: skip
    assert all("待县里确认" in action.source and action.since == dt.date(2021, 1, 1) for action in shipped.values())


@pytest.mark.parametrize(
    ("when_off", "due"), [("later", "2026-10-08"), ("earlier", "2026-09-30"), ("keep", "2026-10-01")]
)
def test_a_day_off_moves_as_the_action_says(when_off, due):
    """RQ-RHYTHM-02"""
    span = span_of(Cycle.MONTH, dt.date(2026, 10, 20))
    assert due_on(Due(day=1), WhenOff(when_off), span, _works) == DueDay(dt.date.fromisoformat(due), certain=True)


def test_the_31st_of_a_short_month_is_its_last_day():
    """RQ-RHYTHM-02"""
    span = span_of(Cycle.MONTH, dt.date(2026, 2, 3))
    assert due_on(Due(day=31), WhenOff.KEEP, span, _works) == DueDay(dt.date(2026, 2, 28), certain=True)


@pytest.mark.parametrize(
    ("day", "name", "first", "last", "says"),
    [
        ("2026-01-01", "2026-Q1", "2026-01-01", "2026-03-31", "2026年一季度"),
        ("2026-06-30", "2026-Q2", "2026-04-01", "2026-06-30", "2026年二季度"),
        ("2026-10-01", "2026-Q4", "2026-10-01", "2026-12-31", "2026年四季度"),
    ],
)
def test_quarters_begin_and_end_with_their_months(day, name, first, last, says):
    """RQ-RHYTHM-03"""
    span = span_of(Cycle.QUARTER, dt.date.fromisoformat(day))
    assert (span.name, span.first.isoformat(), span.last.isoformat(), span.says) == (name, first, last, says)


@pytest.mark.parametrize("due", ["{}", "{day: 10, after_push_days: 7}", "{day: 32}"])
def test_an_action_without_one_clear_due_day_is_refused_with_file_and_line(tmp_path: Path, due):
    """RQ-RHYTHM-01"""
    file = tmp_path / "wrong.yaml"
    text = rhythm.FILE.read_text(encoding="utf-8").replace("due: {day: 25}", f"due: {due}")
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DomainError) as refused:
        rhythm.load(file)
    assert refused.value.code == "POLICY_FILE_FAULT"
    assert "wrong.yaml" in str(refused.value)
