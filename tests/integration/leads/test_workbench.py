"""县监测中心每天上班第一屏：今天到的文件、要定的存疑、快到期的户，一行一个数，点得开。"""

from __future__ import annotations

import datetime as dt

import pytest

from huaiyuan.county.intake.models import Batch
from huaiyuan.county.leads.models import Lead
from tests.integration.leads.runs import SECOND, FoundHit
from tests.integration.withdrawal.conftest import a_batch
from tests.pages import get_page, signed_in

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 23, 2, tzinfo=dt.UTC)


def _first_screen(account: object) -> dict[str, tuple[int, str, str]]:
    shown = get_page(signed_in(account), "workbench").context.get("morning") or []
    return {line.title: (line.number, line.says, line.url) for line in shown}


def test_the_county_begins_the_day_with_three_numbers_that_lead_to_what_they_count(people, sent):
    near, far = sent(FoundHit(grade="红")), sent(FoundHit(household_no=SECOND), name="second")
    Lead.objects.filter(pk=near.pk).update(due_at=AT - dt.timedelta(days=1))
    Lead.objects.filter(pk=far.pk).update(due_at=AT + dt.timedelta(days=20))
    today, earlier = a_batch(), a_batch("school_roll")
    Batch.objects.filter(pk=today.pk).update(received_at=AT, state="checked")
    Batch.objects.filter(pk=earlier.pk).update(received_at=AT - dt.timedelta(days=3))
    shown = _first_screen(people.center)
    assert list(shown) == ["今天到的文件", "要定的存疑", "快到期的户"]
    assert shown["今天到的文件"][:2] == (1, "1 份等您并入")
    number, says, url = shown["快到期的户"]
    assert (number, "其中 1 户已超期" in says) == (1, True)
    listed = signed_in(people.center).get(url).content.decode()
    assert near.lead_no in listed
    assert far.lead_no not in listed


def test_nobody_else_is_shown_them(people, sent):
    sent()
    assert _first_screen(people.town) == {}
    assert _first_screen(people.village) == {}
