"""Intake in a database: the areas, an account's name, and a matcher that finds nobody."""

from __future__ import annotations

import datetime as dt
import importlib
import inspect
import json
import shutil

import pytest

from huaiyuan.base.reference.models import Area
from huaiyuan.core.engine import child
from huaiyuan.core.kernel import clock
from huaiyuan.county.intake import actions, staging
from tests.intake_files import AREAS
from tests.integration.intake.nobody import find_nobody


@pytest.fixture(autouse=True)
def empty_lake():
    """The records of a test are rolled back; its folders are taken away."""
    yield
    shutil.rmtree(staging.lake_root(), ignore_errors=True)
    staging.lake_root().mkdir(mode=0o700)


@pytest.fixture
def areas(db):
    Area.objects.bulk_create(
        Area(code=a["code"], name=a["name"], short_name=a["short_name"], level=a["level"], kind="镇", sort=n,
             aliases=a["aliases"], valid_from=dt.date(2021, 1, 1))
        for n, a in enumerate(AREAS)
    )  # fmt: skip


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


@pytest.fixture
def take_in(areas, today, tmp_path):
    """Take a file in to the end, as the command does."""

    def act(data: bytes, source: str = "medical_bills", period: str = "2026-10", name: str = "原表.xlsx"):
        file = tmp_path / name
        file.write_bytes(data)
        return actions.receive_and_merge(file, source=source, period=period, by="center", match=find_nobody)

    return act


@pytest.fixture
def receive(areas, today, tmp_path):
    """Receive a file until it waits to be merged, as the page does."""

    def act(data: bytes, source: str = "medical_bills", period: str = "2026-10", name: str = "原表.xlsx"):
        file = tmp_path / name
        file.write_bytes(data)
        return actions.receive(file, source=source, period=period, by="center")

    return act
