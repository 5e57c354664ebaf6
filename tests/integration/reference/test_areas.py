"""Areas are dated: a name holds for its days, and the whole table is loaded once."""

from __future__ import annotations

import datetime as dt

import pytest

from huaiyuan.base import reference
from huaiyuan.base.reference import bulk
from huaiyuan.base.reference.models import Area
from huaiyuan.core.kernel.errors import DomainError
from tests.integration.registry import tiny

pytestmark = pytest.mark.django_db


@pytest.fixture
def areas(db):
    table = tiny.build(households=20)["areas"]
    bulk.load_areas(table)
    return table


def test_a_renamed_village_is_called_as_it_was_on_the_day(areas):
    changed = dt.date(2025, 1, 1)
    old = Area.objects.get(code="411330301202")
    Area.objects.filter(pk=old.pk).update(valid_to=changed)
    old.pk, old.short_name, old.valid_from = None, "新黄楝村", changed
    old.save(force_insert=True)
    assert reference.places_by_code([old.code], dt.date(2024, 6, 1))[old.code].short_name == "黄楝村"
    assert reference.places_by_code([old.code], dt.date(2026, 6, 1))[old.code].short_name == "新黄楝村"


def test_areas_are_listed_by_level_and_within(areas):
    assert [p.short_name for p in reference.places(level="township")] == ["月河镇", "回龙乡"]
    assert {p.code for p in reference.places(level="village", within="411330301")} == {
        "411330301200", "411330301201", "411330301202",
    }  # fmt: skip


def test_areas_are_not_loaded_twice(areas):
    with pytest.raises(DomainError) as refused:
        bulk.load_areas(areas)
    assert refused.value.code == "REFERENCE_AREAS_LOADED"
