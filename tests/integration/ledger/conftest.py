"""Ledgers in a database: the cast, its places, and a child's work done here."""

from __future__ import annotations

import datetime as dt
import importlib
import inspect
import json
import shutil

import pyarrow as pa
import pytest

from huaiyuan.base.access import bulk
from huaiyuan.base.access.models import Account
from huaiyuan.base.reference.models import Area
from huaiyuan.core.engine import child
from huaiyuan.core.kernel import clock
from huaiyuan.county.intake import staging
from tests import cast as people
from tests.pages import cast, quick_hashing

__all__ = ["cast", "quick_hashing"]


@pytest.fixture
def places(cast):
    """The areas of the cast as the reference tables hold them."""
    named = dict(zip(people.AREAS["code"].to_pylist(), people.AREAS["short_name"].to_pylist(), strict=True))
    levels = {6: "county", 9: "township", 12: "village"}
    Area.objects.bulk_create(
        Area(code=code, name=name, short_name=name, level=levels[len(code)], kind="乡", sort=n, aliases="",
             valid_from=dt.date(2021, 1, 1))
        for n, (code, name) in enumerate(named.items())
    )  # fmt: skip
    return named


@pytest.fixture
def water(cast):
    """Whoever keeps the wells at the county's 水利局."""
    one = {"username": "water", "display_name": "水利联络员", "post_code": "department", "area_code": people.COUNTY,
           "demo_login": False, "department": "水利局"}  # fmt: skip
    bulk.load(pa.table({name: [value] for name, value in one.items()}), people.AREAS)
    return Account.objects.get(username="water")


@pytest.fixture
def lake():
    """The records of a test are rolled back; its folders are taken away."""
    yield staging.lake_root()
    shutil.rmtree(staging.lake_root(), ignore_errors=True)
    staging.lake_root().mkdir(mode=0o700)


@pytest.fixture
def today():
    """The tests' business date, put back whatever a test does to it."""
    before = clock.today()
    clock.configure(today=dt.date(2026, 11, 23))
    yield clock
    clock.configure(today=before)


@pytest.fixture
def same_process(monkeypatch):
    """Do a child's work here: starting processes takes most of a test's time, and that they are is tested elsewhere."""

    def call(target, order, on_progress=None, limits=None):
        module, name = target.split(":")
        function = getattr(importlib.import_module(module), name)
        order = json.loads(json.dumps(order, default=str))
        more = [lambda *_: None] if len(inspect.signature(function).parameters) > 1 else []
        return json.loads(json.dumps(function(order, *more)))

    monkeypatch.setattr(child, "call", call)
