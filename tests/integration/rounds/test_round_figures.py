"""F054 and F055 count completed rounds and whom they reached, as of a day."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from huaiyuan.base.access import Scope
from huaiyuan.base.figures import compute, snapshots
from huaiyuan.county.rounds.models import Closing, Line
from tests.integration.rounds.conftest import NOW, TODAY, account
from tests.pages import get_page

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def completed(autumn_once, django_db_blocker):
    """Everybody but one was looked at and the county has closed: committed, for another process takes the snapshot."""
    with django_db_blocker.unblock():
        rows = Line.objects.filter(round=autumn_once)
        left_out = rows.filter(is_key=False).order_by("household_no").first()
        rows.exclude(pk=left_out.pk).update(state="done", result="same", way="home", looked_on=TODAY, first_on=TODAY)
        rows.filter(pk=left_out.pk).update(state="excused", reason="多次上门没人，电话不通")
        Closing.objects.create(round=autumn_once, level="county", area_code="411330", closed_on=TODAY, closed_at=NOW)
        yield left_out.household_no, rows.count()


@pytest.mark.slow
def test_completed_rounds_and_their_coverage_are_counted_as_of_a_day(completed, tiny):
    left_out, everybody = completed
    shot = snapshots.current()
    figures = compute.compute(TODAY, shot).figures
    assert figures["F054"].exact == 1
    assert figures["F055"].exact == Decimal(everybody - 1) / Decimal(everybody)
    assert figures["J01"].exact == 1
    missed = compute.records("J03", TODAY, Scope(("411330",)), snapshot=shot)
    assert [row["household_no"] for row in missed.rows] == [left_out]
    part = compute.records("F055", TODAY, Scope(("411330",)), snapshot=shot, part=compute.Part.LEFT)
    assert [row["household_no"] for row in part.rows] == [left_out], "what a rate leaves out opens too"
    assert (figures["F055"].counted, figures["F055"].of) == (everybody - 1, everybody)
    earlier = compute.compute(TODAY.replace(day=22), shot).figures
    assert earlier["F054"].exact == 0
    assert earlier["F055"].shown == "不明（缺：2026年县级点过本轮完成的集中排查）"


@pytest.mark.slow
def test_the_figure_page_opens_to_the_round_and_to_its_households(completed, tiny):
    snapshots.current()
    client = Client()
    client.force_login(account("county1"))
    for figure, shown in (("F054", "2026年秋季集中排查"), ("F054", "县级完成"), ("F055", "首次排查")):
        page = get_page(client, "figures.records", figure_id=figure).content.decode()
        assert shown in page
