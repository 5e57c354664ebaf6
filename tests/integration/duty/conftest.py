"""The tiny county with a unit, three helpers and their accounts, and one household paired."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import pytest

from huaiyuan.base.access.models import Account, Post
from huaiyuan.core.kernel import clock
from huaiyuan.county.duty import actions
from huaiyuan.county.duty.actions import NewHelper, Report
from huaiyuan.county.duty.models import Helper, HelperUnit
from tests.integration.registry.conftest import county_account, tiny, tiny_once
from tests.integration.registry.loaded import account
from tests.pages import quick_hashing

__all__ = ["county_account", "quick_hashing", "tiny", "tiny_once"]

MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=clock.SHANGHAI)
TODAY = MONDAY.date()
# 徐寨村: one at risk (未消除), one 脱贫户; an ordinary one of the next village, and a 脱贫户 of the other township.
MONITORED, LIFTED, MORE = (
    "411330101200-0120",
    "411330101200-0006",
    tuple(f"411330101200-00{n}" for n in (18, 30, 42, 54)),
)
ORDINARY, FOREIGN = "411330101201-0001", "411330301200-0003"


@dataclass(frozen=True)
class World:
    """Who is there: the county, a township that may pair and one that may not here, a village, three helpers."""

    county: Account
    town: Account
    other_town: Account
    village: Account
    li: Helper
    wang: Helper
    company: Helper


@pytest.fixture
def world(tiny, monkeypatch) -> World:
    monkeypatch.setattr(clock, "_fixed_today", TODAY)
    county = account("county1")
    Post.objects.get_or_create(code="helper", defaults={"title": "帮扶责任人", "base_role": "helper"})
    for number, (name, level, area) in enumerate(
        [("月河镇人民政府", "township", "411330101"), ("县供电公司", "county", "411330")], start=1
    ):
        HelperUnit.objects.create(unit_no=f"DW{number}", name=name, level=level, area_code=area)
    made = [
        actions.add_helper(NewHelper(name, unit, public_servant=public, phone="19900123456"), by=county)
        for name, unit, public in (("李帮扶", "DW1", True), ("王帮扶", "DW1", True), ("赵电工", "DW2", False))
    ]
    return World(county, account("yuehe"), account("huilong"), account("xuzhai"), *made)


@pytest.fixture
def paired(world) -> World:
    """The same with 李帮扶 as principal of the monitored household, since the first of June."""
    actions.pair(MONITORED, helper_no=world.li.helper_no, by=world.town, on=dt.date(2026, 6, 1), at=MONDAY)
    return world


def visit(
    world: World, household_no: str = MONITORED, *, by: Account | None = None, number: uuid.UUID | None = None, **said
):
    """A visit received as its helper would send it."""
    said.setdefault("visited_on", TODAY)
    return actions.record_visit(
        household_no, Report(**said), by=by or world.li.account, client_uuid=number or uuid.uuid4(), base_version=0,
        at=MONDAY,
    )  # fmt: skip
