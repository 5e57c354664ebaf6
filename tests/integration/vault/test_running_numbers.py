"""Running numbers (编号) of a year: one after another, past what their places hold."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction

from huaiyuan.base.vault.models import IdBlock
from huaiyuan.base.vault.running import next_number, next_numbers

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.date(2026, 11, 23)


@transaction.atomic
def drawn(count: int = 1, day: dt.date | dt.datetime = DAY) -> list[str]:
    numbers = next_numbers(IdBlock, "JB", day, count, field="table")
    IdBlock.objects.bulk_create(IdBlock(table=number) for number in numbers)
    return numbers


def test_numbers_follow_each_other_within_a_year_and_begin_anew_with_the_next():
    assert drawn(3) == ["JB2026-0001", "JB2026-0002", "JB2026-0003"]
    assert drawn(day=dt.date(2027, 1, 4)) == ["JB2027-0001"]
    assert drawn() == ["JB2026-0004"]


def test_the_year_is_that_of_the_county_and_not_of_greenwich():
    assert drawn(day=dt.datetime(2026, 12, 31, 16, 30, tzinfo=dt.UTC)) == ["JB2027-0001"]


def test_after_what_four_places_hold_comes_ten_thousand_and_then_one_more():
    IdBlock.objects.create(table="JB2026-9998")
    assert [drawn()[0] for _ in range(3)] == ["JB2026-9999", "JB2026-10000", "JB2026-10001"]
    with transaction.atomic():
        assert next_number(IdBlock, "JB", DAY, field="table") == "JB2026-10002"
