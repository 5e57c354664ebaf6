"""docs/mechanisms.md names for each of M024–M033, M047–M054 and M060–M070 a page, a command, a table and a test, and every one of them exists."""

from __future__ import annotations

import csv
import inspect

import pytest
from django.apps import apps

from huaiyuan.base.pages.page import PAGES
from huaiyuan.shells.console.main import app
from tests.integration.mechanisms.deeds import DEEDS
from tests.integration.mechanisms.table import ROWS
from tests.meta.source_tree import ROOT

IDS = [f"M{number:03}" for number in (*range(24, 34), *range(47, 55), *range(60, 71))]


def test_every_mechanism_stands_there_in_the_words_of_the_report():
    with (ROOT / "docs/source/mechanisms.csv").open(encoding="utf-8") as source:
        words = {row["id"]: row for row in csv.DictReader(source)}
    assert sorted({row.id for row in ROWS}) == IDS
    for row in ROWS:
        given = words[row.id]
        assert row.quote == given["quote"], row.id


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.id}-{row.test}")
def test_page_command_table_and_test_exist_and_belong_together(row):
    commands = {command.callback.__name__ for command in app.registered_commands if command.callback}
    assert row.does
    assert row.pages
    assert [name for name in row.pages if name not in PAGES] == []
    assert row.command in commands
    assert row.test in DEEDS
    told = inspect.getsource(DEEDS[row.test])
    assert any(f'"{name}"' in told for name in row.pages), "the test does not open the page"
    assert apps.get_model(row.model).__name__ in told, "the test does not look at the table"


def test_no_deed_stands_outside_the_table():
    assert set(DEEDS) == {row.test for row in ROWS}
