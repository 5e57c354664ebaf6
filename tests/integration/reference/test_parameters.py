"""Policy numbers in force: dated, with source; no value is no value."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from huaiyuan.base import reference
from huaiyuan.base.reference import actions
from huaiyuan.base.reference.models import CalendarYear, ParameterValue, WorkdayException
from huaiyuan.core.kernel.errors import DomainError
from tests.parameters import put_in_force

pytestmark = pytest.mark.django_db
LINE = "medical.self_paid_line.lifted"


@pytest.fixture(autouse=True)
def seeded(db):
    actions.seed()


def test_a_shipped_value_is_in_force_with_its_source():
    found = reference.parameter(LINE, dt.date(2026, 11, 23))
    assert found.value > 0
    assert found.unit == "元"
    assert found.source
    assert found.is_shipped


def test_a_year_without_reference_line_has_none_and_not_last_years():
    assert reference.parameter("income.reference_line", dt.date(2024, 6, 1)).value > 0
    assert reference.parameter("income.reference_line", dt.date(2026, 11, 23)) is None


def test_the_countys_own_value_holds_from_its_day_on():
    before = reference.parameter(LINE, dt.date(2026, 11, 30)).value
    put_in_force(LINE, Decimal("6500.50"), since=dt.date(2026, 12, 1), doc_no="试〔2026〕1号")
    assert reference.parameter(LINE, dt.date(2026, 11, 30)).value == before
    changed = reference.parameter(LINE, dt.date(2026, 12, 1))
    assert (changed.value, changed.doc_no, changed.is_shipped) == (Decimal("6500.5"), "试〔2026〕1号", False)


def test_seeding_again_leaves_what_the_county_has_set():
    put_in_force(LINE, Decimal(7000), since=dt.date(2026, 12, 1))
    kept = list(ParameterValue.objects.order_by("pk").values())
    assert actions.seed() == {"parameters": 0, "days": 0}
    assert list(ParameterValue.objects.order_by("pk").values()) == kept


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": "没有的参数"}, "REFERENCE_NO_PARAMETER"),
        ({"source": " "}, "REFERENCE_NO_SOURCE"),
    ],
)
def test_a_value_without_place_or_source_is_refused(changed, code):
    wanted = {"name": LINE, "value": Decimal(1), "since": dt.date(2026, 12, 1), "source": "县级规定"} | changed
    with pytest.raises(DomainError) as refused:
        put_in_force(wanted.pop("name"), wanted.pop("value"), **wanted)
    assert refused.value.code == code


def test_the_published_calendars_are_there_and_the_next_year_is_not():
    assert set(CalendarYear.objects.values_list("year", flat=True)) == {2024, 2025, 2026}
    assert WorkdayException.objects.get(day=dt.date(2026, 10, 10)).works
    assert not WorkdayException.objects.get(day=dt.date(2026, 10, 1)).works
