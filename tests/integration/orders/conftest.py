"""The tiny county with a second person in offices that settle each other's work, a department, and a list to issue."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from huaiyuan.base.access.models import Account, Post, Posting
from huaiyuan.core.kernel import clock
from huaiyuan.county.orders import actions
from huaiyuan.county.orders.actions import Subject
from huaiyuan.county.orders.types import About
from tests.integration.registry.conftest import county_account, tiny, tiny_once
from tests.integration.registry.loaded import account
from tests.pages import quick_hashing

__all__ = ["county_account", "quick_hashing", "tiny", "tiny_once"]

MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=clock.SHANGHAI)
FRIDAY, SATURDAY = dt.date(2026, 11, 27), dt.date(2026, 11, 28)
COUNTY, TOWN, OTHER_TOWN, VILLAGE, NEXT_VILLAGE = "411330", "411330101", "411330301", "411330101200", "411330101201"
HOUSEHOLD, FOREIGN = "411330101200-0006", "411330301200-0003"
FIGURE = Subject(About.FIGURE, "F021", "风险未消除的户 12 户", "/zhibiao/F021/")


@dataclass(frozen=True)
class People:
    """Who is there."""

    county: Account
    colleague: Account
    leader: Account
    other_leader: Account
    town: Account
    town_two: Account
    other_town: Account
    village: Account
    bills: Account


def _person(username: str, name: str, post: Post, area: str, department: str = "") -> Account:
    made = Account.objects.create(username=username, display_name=name)
    Posting.objects.create(account=made, post=post, area_code=area, area_name=area, department=department,
                           valid_from=dt.date(2021, 1, 1))  # fmt: skip
    return made


@pytest.fixture
def people(tiny, monkeypatch) -> People:
    monkeypatch.setattr(clock, "_fixed_today", MONDAY.date())
    posts = {post.code: post for post in Post.objects.all()}
    bills = Post.objects.create(code="department", title="联络员", base_role="department")
    return People(
        account("county1"), account("county2"), account("leader1"),
        _person("leader2", "严六", posts["leader"], COUNTY), account("yuehe"),
        _person("yuehe2", "郑八", posts["township"], TOWN), account("huilong"), account("xuzhai"),
        _person("yibao", "医保联络员", bills, COUNTY, "医保局"),
    )  # fmt: skip


@pytest.fixture
def listed(people):
    """To both townships, a village of the first, and the 医保局."""
    return actions.issue(
        title="取暖安全看一遍", says="各村挨户看一遍煤炉、电褥子",
        to=[f"township/{TOWN}", f"township/{OTHER_TOWN}", f"village/{VILLAGE}", "department/医保局"], due_on=FRIDAY,
        by=people.county, at=MONDAY,
    )  # fmt: skip


def line_of(order, unit: str):
    """The line of a unit by its name."""
    return order.lines.get(unit_name=unit)
