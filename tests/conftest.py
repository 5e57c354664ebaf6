"""Fixtures every test may use."""

from __future__ import annotations

import gc
from functools import partial

import pytest
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

import huaiyuan.config.urls  # noqa: F401 - declares the pages
from huaiyuan.base.vault import keys
from huaiyuan.core.engine import child
from proof import command
from tests import emptying, nursery, ready_tables
from tests.early import FOLDER
from tests.pages import quick_hashing
from tests.small_county import own_county, small_county

__all__ = ["own_county", "quick_hashing", "small_county"]

# Nothing that is collected is ever garbage: it is looked through once, when all is there.
gc.disable()

# How long an example takes says how busy the machine is and nothing of what is tested.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(scope="session", autouse=True)
def installation_keys():
    """One set of keys for the test installation."""
    keys.setup(FOLDER)
    return FOLDER


@pytest.fixture(scope="session", autouse=True)
def children_of_one_mother():
    """A child or command that a test asks for is there at once; the tests about children ask for `spawned_children`."""
    children, commands = nursery.Nursery(nursery.CHILDREN), nursery.Nursery(nursery.COMMANDS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(child, "_spawn", children.spawn)
        patch.setattr(command, "run", partial(commands.run, children))
        patch.setattr(command, "begin", partial(commands.begin, children))
        yield
    commands.close()
    children.close()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """What pytest-django asks for before it makes the test database."""
    with pytest.MonkeyPatch.context() as patch:
        ready_tables.share(tmp_path_factory.getbasetemp(), patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_emptying():
    """A flush takes longer than most tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", emptying.empty)
        yield


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
    if _shares(item) and not item.get_closest_marker("xdist_group"):
        # Spread over the workers, what a module builds once would be built on each of them, and again after others.
        item.add_marker(pytest.mark.xdist_group(f"{item.nodeid.split('::')[0]}-{_lateness(item)}"))


def _shares(item: pytest.Item) -> bool:
    built = getattr(item, "_fixtureinfo", None)
    return built is not None and any(defs[-1].scope == "module" for defs in built.name2fixturedefs.values())


def _asks_for_the_database(item: pytest.Item) -> bool:
    asked = getattr(item, "fixturenames", ())
    if item.get_closest_marker("one_database"):
        return False
    return bool(item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(asked))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest first, so that no worker is left alone with one of them at the end. On PostgreSQL only what asks for
    the database: the rest has been tested beside SQLite.

    One of those that ask for the small county goes before all: while a worker builds it, the other one works on what is
    long and asks for nothing.
    """
    if connection.vendor == "postgresql":
        config.hook.pytest_deselected(items=[item for item in items if not _asks_for_the_database(item)])
        items[:] = [item for item in items if _asks_for_the_database(item)]
    items.sort(key=_lateness)
    builder = next((n for n, item in enumerate(items) if _lateness(item) in {KILLS, COUNTY}), None)
    if builder is not None:
        items.insert(0, items.pop(builder))


def pytest_collection_finish() -> None:
    """What was collected stays to the end: the collector of garbage need not walk it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


def pytest_sessionfinish() -> None:
    """Give back what was set apart, for libraries count at the end what is left."""
    gc.unfreeze()


ALONE, KILLS, COUNTY, REST, EMPTYING = range(5)


def _lateness(item: pytest.Item) -> int:
    asked, marked = getattr(item, "fixturenames", ()), item.get_closest_marker("django_db")
    if "transactional_db" in asked or (marked and marked.kwargs.get("transaction")):
        # What empties the database afterwards must stay behind all that finds in it what migrations brought.
        return EMPTYING
    if marked or "db" in asked:
        return REST
    if item.get_closest_marker("county"):
        return KILLS if item.get_closest_marker("fault") else COUNTY
    return ALONE if item.get_closest_marker("slow") or item.get_closest_marker("fault") else REST
