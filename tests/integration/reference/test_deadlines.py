"""Limits run in the unit their parameter says; a year nobody entered is unknown, not ordinary."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest

from huaiyuan.base import reference
from huaiyuan.base.reference import actions
from huaiyuan.base.reference.models import ParameterValue
from huaiyuan.base.reference.workdays import Calendar
from huaiyuan.core.kernel.clock import SHANGHAI
from huaiyuan.core.kernel.errors import DomainError

pytestmark = pytest.mark.django_db
BY = SimpleNamespace(username="county1", display_name="周一")


@pytest.fixture(autouse=True)
def seeded(db):
    actions.seed()


def _at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def _limit(name: str, number: str, unit: str) -> str:
    ParameterValue.objects.create(
        name=name, title="试时限", number=Decimal(number), unit=unit, valid_from=dt.date(2020, 1, 1), source="试"
    )
    return name


@pytest.mark.parametrize(
    ("number", "unit", "start", "due"),
    [
        ("48", "小时", "2026-11-20T16:10:00", "2026-11-22T16:10:00"),
        ("30", "自然日", "2026-11-23T09:00:00", "2026-12-23T23:59:59"),
        ("3", "工作日", "2026-11-23T09:00:00", "2026-11-26T17:30:00"),
        ("3", "工作日", "2026-11-20T09:00:00", "2026-11-25T17:30:00"),
        # National Day: 1 to 7 October off, Saturday the 10th worked in exchange (调休).
        ("1", "工作日", "2026-09-30T09:00:00", "2026-10-08T17:30:00"),
        ("3", "工作日", "2026-09-30T09:00:00", "2026-10-10T17:30:00"),
    ],
)
def test_a_limit_ends_where_its_unit_says(number, unit, start, due):
    assert reference.deadline(_limit("试.时限", number, unit), _at(start)) == _at(due)


def test_a_limit_into_a_year_without_calendar_asks_for_it():
    name = _limit("试.时限", "40", "工作日")
    with pytest.raises(DomainError) as refused:
        reference.deadline(name, _at("2026-11-23T09:00:00"))
    assert refused.value.code == "REFERENCE_CALENDAR_UNKNOWN"
    assert "2027年的放假调休安排还没录入" in str(refused.value)
    actions.enter_year(
        2027, holidays=[dt.date(2027, 1, 1)], make_up_days=[dt.date(2027, 1, 3)], source="试用安排", by=BY
    )
    assert reference.deadline(name, _at("2026-11-23T09:00:00")).date() == dt.date(2027, 1, 18)


def test_a_calendar_can_be_entered_anew():
    holidays = {"source": "试用安排", "by": BY, "make_up_days": []}
    actions.enter_year(2026, holidays=[dt.date(2026, 11, 24)], **holidays)
    assert not Calendar().is_workday(dt.date(2026, 11, 24))
    assert Calendar().is_workday(dt.date(2026, 10, 1))


def test_a_day_of_another_year_is_refused():
    with pytest.raises(DomainError) as refused:
        actions.enter_year(2027, holidays=[dt.date(2026, 1, 1)], make_up_days=[], source="试", by=BY)
    assert refused.value.code == "REFERENCE_WRONG_YEAR"


@pytest.mark.parametrize(("unit", "code"), [("周", "REFERENCE_BAD_UNIT")])
def test_a_unit_that_is_no_time_is_refused(unit, code):
    with pytest.raises(DomainError) as refused:
        reference.deadline(_limit("试.时限", "3", unit), _at("2026-11-23T09:00:00"))
    assert refused.value.code == code


def test_a_limit_without_value_is_refused():
    with pytest.raises(DomainError) as refused:
        reference.deadline("没有的时限", _at("2026-11-23T09:00:00"))
    assert refused.value.code == "REFERENCE_NO_LIMIT"


@pytest.mark.parametrize(
    ("due", "words", "level"),
    [
        ("2026-11-26T17:30:00", "还有3天", "ahead"),
        ("2026-11-23T17:30:00", "今天到期", "today"),
        ("2026-11-23T08:00:00", "今天已过时限", "overdue"),
        ("2026-11-21T17:30:00", "超期2天", "overdue"),
    ],
)
def test_what_is_left_is_said_in_the_words_of_the_county(due, words, level):
    left = reference.days_left(_at(due), _at("2026-11-23T09:00:00"))
    assert (left.words, left.level) == (words, level)
