"""Journey 7 in real browsers on the phone: from the pump house to water again, every step with its time; outsiders see nothing."""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
import sqlite3

import pytest

from tests.screens import survey
from tests.ways import watering
from tests.ways.days import People, pages_on
from tests.ways.six_villages import World, built

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]

DAY = dt.date(2026, 5, 6)
SECONDS, TYPED = 20, 10


@pytest.fixture(scope="module")
def built_once(tmp_path_factory, installation_keys, django_db_setup, django_db_blocker):
    """The six villages, loaded once."""
    with django_db_blocker.unblock(), built(tmp_path_factory.mktemp("water") / "villages") as world:
        yield world


@pytest.fixture
def world(built_once: World, tmp_path) -> World:
    """A copy that a test may change."""
    shutil.copytree(built_once.folder, tmp_path / "villages")
    return dataclasses.replace(built_once, folder=tmp_path / "villages")


def stored(world: World, sql: str) -> list[tuple]:
    with sqlite3.connect(f"file:{world.folder / 'huaiyuan.db'}?mode=ro", uri=True) as database:
        return database.execute(sql).fetchall()


def test_water_comes_back_and_every_step_has_its_time(world: World):
    with survey.browser_open() as browser, pages_on(world.folder, DAY) as base:
        people = People(browser, world.accounts, desks=("town", "county", "bureau"))
        people.at(base)
        family, keeper, station = (people.hand(who) for who in ("family", "keeper", "station"))
        receipt = watering.scan(family, world.pump)
        assert family.count().seconds <= SECONDS
        assert stored(world, "SELECT state, village_code FROM guarantees_waterrepair") == [
            ("reported", world.accounts["village_code"])
        ]
        watering.call(keeper)
        watering.send(station)
        watering.mend(station)
        watering.accept(keeper)
        assert keeper.count().typed == 0
        assert station.count().typed <= TYPED
        told = watering.asked(family, receipt).partition("：")[2]
        told = told[told.index("收到报修") :]
        steps = [told.index(step) for step in ("收到报修", "报维修站", "派工", "到场拍照", "修好", "有水了", "清零")]
        assert steps == sorted(steps)
        assert "1,800" in watering.fund(people.hand("bureau"))
        assert stored(world, "SELECT state FROM guarantees_waterrepair") == [("cleared",)]
        assert stored(world, "SELECT amount, state FROM guarantees_waterfund") == [(180_000, "booked")]
        [(number,)] = stored(world, "SELECT number FROM guarantees_waterrepair")
        foreign = people.hand("stranger")
        assert foreign.page.goto(f"{base}/taizhang/water-repairs/{number}/").status == 404
        assert people.errors == []
