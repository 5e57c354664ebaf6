"""Values of parameters are dated rows beside dated rows: never two for a day, never one deleted, every one restorable."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from decimal import Decimal

import pytest
from django.db import transaction

from huaiyuan.base import reference
from huaiyuan.base.reference import actions
from huaiyuan.base.reference.actions import NewValue
from huaiyuan.base.reference.models import ParameterValue
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.core.kernel.errors import DomainError

pytestmark = pytest.mark.django_db
LINE = "medical.self_paid_line.lifted"
YEARLY = "income.reference_line"
START = dt.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def seeded(db):
    actions.seed()


def put(value: int, since: dt.date, until: dt.date = OPEN_END, name: str = LINE) -> dt.datetime:
    at = clock.now()
    with transaction.atomic():
        actions.put_in_force(NewValue(name, Decimal(value), since, until, "县里会议", "试〔2026〕9号"), at=at)
    return at


def on(day: dt.date, name: str = LINE):
    found = reference.parameter(name, day)
    return None if found is None else found.value


def rows(name: str = LINE):
    return list(ParameterValue.objects.filter(name=name, superseded_at=None).order_by("valid_from"))


def test_a_value_for_one_year_ends_with_it_and_the_next_year_is_unsettled_again():
    put(8600, START, dt.date(2027, 1, 1), YEARLY)
    assert [on(day, YEARLY) for day in (dt.date(2026, 11, 22), START, dt.date(2026, 12, 31), dt.date(2027, 1, 1))] == [
        None, Decimal(8600), Decimal(8600), None,
    ]  # fmt: skip


def test_after_any_number_of_changes_every_day_has_exactly_one_row_and_none_is_gone():
    draw = random.Random(20261126)
    seen = set(ParameterValue.objects.values_list("pk", flat=True))
    for value in range(1, 25):
        since = START + dt.timedelta(days=draw.randint(0, 200))
        put(value, since, since + dt.timedelta(days=draw.randint(1, 90)) if value % 3 else OPEN_END)
        assert on(since) == value
        standing = rows()
        for earlier, later in itertools.pairwise(standing):
            assert earlier.valid_to == later.valid_from
        assert (standing[0].valid_from, standing[-1].valid_to) == (dt.date(2021, 1, 1), OPEN_END)
        now = set(ParameterValue.objects.values_list("pk", flat=True))
        assert seen <= now
        seen = now


def test_what_was_known_before_a_change_can_be_brought_back_from_a_day_on():
    before = on(START)
    put(6000, START)
    later = put(7000, dt.date(2027, 6, 1))
    first = (
        ParameterValue.objects.filter(name=LINE, superseded_at__isnull=False).earliest("superseded_at").superseded_at
    )
    with transaction.atomic():
        actions.restore(LINE, known_before=later, since=dt.date(2027, 6, 1), at=clock.now())
    assert [on(day) for day in (START, dt.date(2027, 6, 1), dt.date(2030, 1, 1))] == [6000, 6000, 6000]
    with transaction.atomic():
        actions.restore(LINE, known_before=first, since=dt.date(2026, 12, 1), at=clock.now())
    assert [on(day) for day in (START, dt.date(2026, 11, 30), dt.date(2026, 12, 1))] == [6000, 6000, before]


@pytest.mark.parametrize(
    ("changed", "code"), [({"name": "没有的参数"}, "REFERENCE_NO_PARAMETER"), ({"source": " "}, "REFERENCE_NO_SOURCE")]
)
def test_a_value_without_place_or_source_is_refused(changed, code):
    wanted = {"name": LINE, "value": Decimal(1), "since": START, "until": OPEN_END, "source": "会议", "doc_no": ""}
    with pytest.raises(DomainError) as refused, transaction.atomic():
        actions.put_in_force(NewValue(**(wanted | changed)), at=clock.now())
    assert refused.value.code == code
