"""An installation of an older version is brought up: shipped parameters, initials to find people by."""

from __future__ import annotations

import datetime as dt

import pytest

from huaiyuan.base import reference
from huaiyuan.base.reference import actions, seeds
from huaiyuan.base.reference import queries as reading
from huaiyuan.base.reference.models import ParameterValue
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.county.registry import actions as registry
from huaiyuan.county.registry import queries
from huaiyuan.county.registry.models import Person
from tests.integration.registry.loaded import account

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 11, 23)


@pytest.fixture
def shipped(db):
    """What this version ships, and nothing the county settled."""
    ParameterValue.objects.all().delete()
    seeds.plant_parameters(ParameterValue)


def test_a_parameter_that_a_new_version_ships_reaches_an_installation_that_stands(shipped):
    ParameterValue.objects.filter(name="lead.verify.red").delete()
    assert reading.shipped_but_lacking() == 1
    assert actions.bring_up_to_date(at=clock.now()) == 1
    assert reference.parameter("lead.verify.red", ON).value == 48
    assert (actions.bring_up_to_date(at=clock.now()), reading.shipped_but_lacking()) == (0, 0)


def test_a_later_value_that_a_new_version_ships_ends_the_one_before_it(shipped):
    name = "income.reference_line"
    ParameterValue.objects.filter(name=name, valid_from__gt=dt.date(2021, 1, 1)).delete()
    ParameterValue.objects.filter(name=name).update(valid_to=OPEN_END)
    assert actions.bring_up_to_date(at=clock.now()) > 0
    assert reference.parameter(name, dt.date(2021, 6, 1)).value == 6000
    assert reference.parameter(name, dt.date(2024, 6, 1)).value == 8300
    assert reference.parameter(name, dt.date(2025, 6, 1)) is None


def test_what_the_county_settled_itself_is_left_alone(shipped):
    ParameterValue.objects.filter(name="lead.verify.red").update(
        state="approved", number=24, valid_from=dt.date(2025, 1, 1)
    )
    assert actions.bring_up_to_date(at=clock.now()) == 0
    assert reference.parameter("lead.verify.red", ON).value == 24


def test_people_of_an_older_version_are_found_by_the_initials_of_their_names_again(tiny):
    who = Person.objects.exclude(name="").first()
    letters = who.initials
    Person.objects.all().update(initials="")
    lacking = queries.without_initials()
    assert lacking == Person.objects.count()
    assert registry.fill_initials() == lacking
    assert (queries.without_initials(), registry.fill_initials()) == (0, 0)
    assert Person.objects.get(pk=who.pk).initials == letters
    found = queries.search(letters.lower(), account("county1"))
    assert all(row.name for row in found.rows)
