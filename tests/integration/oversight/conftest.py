"""The cast with its areas, a department's person, and figures that need no snapshot."""

from __future__ import annotations

import datetime as dt

import pytest

from huaiyuan.base.access.models import Account, Post, Posting
from huaiyuan.core.kernel import clock
from huaiyuan.county.oversight import actions, units
from huaiyuan.county.oversight.content import Counts
from tests.cast import COUNTY
from tests.integration.leads.conftest import MONDAY, judged, opened, people, run, sent
from tests.pages import quick_hashing

__all__ = ["MONDAY", "judged", "opened", "people", "quick_hashing", "run", "sent"]

FIRST_DAY = dt.date(2026, 11, 1)


class Fixed(Counts):
    """Every figure of an area counts as many as its code's last digit; remembers what was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, dt.date, str]] = []

    def of(self, figure_ids, as_of, area):
        self.asked += [(id_, as_of, area) for id_ in figure_ids]
        return [int(area[-1])] * len(figure_ids)


@pytest.fixture(autouse=True)
def three_departments(monkeypatch) -> None:
    """As many departments however many sources there come to be."""
    monkeypatch.setattr(units, "departments", lambda: ["医保局", "残联", "教体局"])


@pytest.fixture
def counts() -> Fixed:
    return Fixed()


@pytest.fixture
def department(people) -> Account:
    """Somebody of the 残联."""
    account = Account.objects.create(username="canlian", display_name="残联联络员")
    post = Post.objects.create(code="dept_canlian", title="残联联络员", base_role="department", department="残联")
    Posting.objects.create(
        account=account,
        post=post,
        area_code=COUNTY,
        area_name="试县",
        department="残联",
        valid_from=dt.date(2021, 1, 1),
    )
    return account


@pytest.fixture
def november(people) -> int:
    """The items of the month and the quarter."""
    return actions.keep_up(FIRST_DAY)


def at(day: int, hour: int = 10) -> dt.datetime:
    """An instant of November."""
    return dt.datetime(2026, 11, day, hour, tzinfo=clock.SHANGHAI)
