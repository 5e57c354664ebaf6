"""Fixtures every test may use."""

from __future__ import annotations

import pytest

from huaiyuan.base.vault import keys
from huaiyuan.core.engine import child
from tests import nursery
from tests.early import FOLDER
from tests.small_county import own_county, small_county

__all__ = ["own_county", "small_county"]


@pytest.fixture(scope="session", autouse=True)
def installation_keys():
    """One set of keys for the test installation."""
    keys.setup(FOLDER)
    return FOLDER


@pytest.fixture(scope="session", autouse=True)
def children_of_one_mother():
    """A child that a test asks for is there at once; the tests about children ask for `spawned_children`."""
    house = nursery.Nursery()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(child, "_spawn", house.spawn)
        yield
    house.close()


@pytest.fixture
def spawned_children(monkeypatch):
    """Children as users have them."""
    monkeypatch.setattr(child, "_spawn", nursery.spawned)


@pytest.fixture(autouse=True)
def no_snapshot_of_another_test() -> None:
    """Every test begins with an empty database, so a snapshot of the last one's rows must not pass for its own."""
    (FOLDER / "snapshots" / "newest.json").unlink(missing_ok=True)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Whoever asks for the small county is marked so: it takes half a minute to build."""
    if "small_county" in getattr(item, "fixturenames", ()):
        item.add_marker(pytest.mark.county)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that no worker is left alone with one of them at the end.

    One of those that ask for the small county goes before all: while a worker builds it, the other one works on what is
    long and asks for nothing.
    """
    items.sort(key=_lateness)
    builder = next((n for n, item in enumerate(items) if _lateness(item) in {KILLS, COUNTY}), None)
    if builder is not None:
        items.insert(0, items.pop(builder))


ALONE, KILLS, COUNTY, REST = range(4)


def _lateness(item: pytest.Item) -> int:
    asked = getattr(item, "fixturenames", ())
    if item.get_closest_marker("django_db") or "db" in asked or "transactional_db" in asked:
        # What empties the database afterwards must stay behind all that finds in it what migrations brought.
        return REST
    if item.get_closest_marker("county"):
        return KILLS if item.get_closest_marker("fault") else COUNTY
    return ALONE if item.get_closest_marker("slow") or item.get_closest_marker("fault") else REST
