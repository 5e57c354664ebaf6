"""Every declared page, as every demo post, on a small county: within its budget, and no budget above fifteen."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from huaiyuan.base.pages.page import PAGES

MOST = 15
# Runs as its own process, because the settings of this one belong to the test database.
PROGRAM = "import django; django.setup(); from tests.integration.pages.open_all import main; main()"
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def opened(small_county, tmp_path_factory):
    """What opening everything answered: post, page, status, queries, whether a foreign answer equals an absent one."""
    # Looking is recorded, so the shared county is looked at in a copy.
    own = tmp_path_factory.mktemp("pages") / "small"
    shutil.copytree(small_county, own)
    environment = {**os.environ, "HUAIYUAN_DATA_DIR": str(own), "DJANGO_SETTINGS_MODULE": "huaiyuan.config.settings"}
    for own in ("DATABASE_URL", "HUAIYUAN_TEST_DB"):
        environment.pop(own, None)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def test_no_page_may_declare_more_than_fifteen_queries():
    assert {name: page.queries for name, page in PAGES.items() if page.queries > MOST} == {}


def test_every_page_keeps_its_budget_for_every_post(opened):
    over = [f"{v['page']} {v['post']}: {v['queries']}" for v in opened["visits"] if v["queries"] > v["budget"]]
    assert over == []
    assert len(opened["visits"]) >= 40


def test_every_page_opens_for_every_post_that_it_lists(opened):
    wrong = [f"{v['page']} {v['post']}: {v['status']}" for v in opened["visits"] if v["status"] not in {200, 302}]
    assert wrong == []


@pytest.mark.slow
def test_a_decided_lead_with_its_visit_and_photos_keeps_the_budget_for_its_author(opened):
    assert opened["decided"]["status"] == 200
    assert opened["decided"]["queries"] <= MOST


def test_an_outsider_cannot_tell_a_foreign_family_from_one_that_does_not_exist(opened):
    assert opened["foreign"] == {
        page: {"status": [404, 404], "same": True} for page in ("household", "lead", "village", "verify")
    }
