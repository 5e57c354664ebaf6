"""Fixtures every test may use."""

from __future__ import annotations

import pytest

from huaiyuan.base.vault import keys
from tests.early import FOLDER
from tests.small_county import own_county, small_county

__all__ = ["own_county", "small_county"]


@pytest.fixture(scope="session", autouse=True)
def installation_keys():
    """One set of keys for the test installation."""
    keys.setup(FOLDER)
    return FOLDER


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
    """The longest first, so that no worker is left alone with one of them at the end."""
    items.sort(key=_lateness)


def _lateness(item: pytest.Item) -> int:
    asked = getattr(item, "fixturenames", ())
    if item.get_closest_marker("django_db") or "db" in asked or "transactional_db" in asked:
        # What empties the database afterwards must stay behind all that finds in it what migrations brought.
        return 2
    if item.get_closest_marker("fault"):
        return 0
    return 1 if item.get_closest_marker("browser") or item.get_closest_marker("county") else 2
