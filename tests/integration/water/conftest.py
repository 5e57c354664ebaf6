"""A village with a works, a 管水员 who looks after it, the repair station, the bureau, and people who have nothing to do with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pytest
from django.test import Client

from huaiyuan.base import reference
from huaiyuan.base.access import bulk as accounts
from huaiyuan.core.kernel import clock
from huaiyuan.county.guarantees.water.codes import codes_of
from huaiyuan.county.guarantees.water.served import SERVED
from huaiyuan.county.guarantees.water.works import WORKS, WaterWorks
from huaiyuan.county.ledger import actions
from tests.integration.registry.conftest import county_account, tiny, tiny_once
from tests.integration.registry.loaded import account
from tests.pages import quick_hashing, signed_in

__all__ = ["county_account", "quick_hashing", "tiny", "tiny_once"]

VILLAGE, NEXT, FOREIGN, TODAY = "411330101200", "411330101201", "411330301200", dt.date(2026, 11, 23)
STATION = "WXZ-01"
PEOPLE = [
    ("gxuzhai", "徐管水", "water_keeper", VILLAGE, "水利局", ""),
    ("gzhalou", "榨管水", "water_keeper", FOREIGN, "水利局", ""),
    ("wxz", "维修王", "water_station", "411330", "水利局", STATION),
    ("wxz_other", "维修李", "water_station", "411330", "水利局", "WXZ-02"),
    ("shuili", "水利员", "department", "411330", "水利局", ""),
    ("jiaoti", "教体员", "department", "411330", "教体局", ""),
]


@dataclass
class World:
    """The works and its code; browsers by the account's name."""

    works: WaterWorks
    code: str

    def browser(self, username: str) -> Client:
        """Somebody's browser, signed in."""
        return signed_in(account(username))


def areas() -> dict[str, pa.Table]:
    """The county's places, as accounts are loaded with them."""
    places = reference.places()
    return {"areas": pa.table({"code": [p.code for p in places], "short_name": [p.short_name for p in places]})}


def people(tables: dict[str, pa.Table]) -> None:
    """The posts of water in the tiny county."""
    names = ("username", "display_name", "post_code", "area_code", "department", "unit_no")
    columns = dict(zip(names, zip(*PEOPLE, strict=True), strict=True))
    accounts.load(pa.table({**columns, "demo_login": [False] * len(PEOPLE)}), tables["areas"])


def build(tables: dict[str, pa.Table]) -> World:
    """The people, one central works, and whom it serves."""
    people(tables)
    bureau = account("shuili")
    texts = {"name": "徐寨供水站", "supply": "集中供水", "source": "机井", "scale": "60", "households": "40", "pump": "QJ150-20",
             "place": "村东路口", "route": "XL001"}  # fmt: skip
    at = dt.datetime(2024, 1, 1, 2, tzinfo=dt.UTC)
    works: Any = actions.open_entry(WORKS, actions.Place(VILLAGE, STATION), texts, by=bureau, at=at)
    for village, people_there in ((VILLAGE, "120"), (NEXT, "30")):
        actions.open_entry(
            SERVED, actions.Place(village, STATION), {"households": "40", "people": people_there, "way": "自来水入户"}, by=bureau,
            links={"works": works}, at=at,
        )  # fmt: skip
    return World(works, codes_of([works.pk], by=bureau)[works.pk])


@pytest.fixture
def world(tiny: dict[str, pa.Table]) -> World:
    today = clock.today()
    clock.configure(today=TODAY)
    yield build(tiny)
    clock.configure(today=today)
