"""The frame in a real browser: my own pages at both sizes, the keys, the drafts on a phone that loses its network."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests import cast as people
from tests.browser.walk import walk
from tests.screens.visit import OUTSIDE, Visit, write

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

VISITS = [
    Visit("sign_in", OUTSIDE, "", "/denglu/", False, "登录"),
    Visit("pages.components", "county_center", "center", "/yangzhang/", False, "样张"),
    Visit("me", "county_center", "center", "/wode/", True, "我的"),
    Visit("me", "village", "village", "/wode/", True, "我的"),
    Visit("absent", "village", "village", "/meiyou-zhege/", False, "没有"),
]


@pytest.fixture
def served(live_server, quick_hashing):
    people.load()
    return live_server.url


def _survey(visits: list[Visit], base: str, folder: Path) -> str:
    write(visits, folder / "plan.json")
    command = [sys.executable, "-m", "tests.screens.survey", str(folder / "plan.json"), base, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path.cwd()).stdout.strip()


def test_the_frame_fits_both_sizes_and_can_be_used_by_everybody(served, tmp_path):
    assert _survey(VISITS, served, tmp_path) == ""
    assert len(list(tmp_path.glob("*.png"))) >= 2 * len(VISITS)


def test_the_slash_key_and_menus_and_ticking_rows(served):
    seen = walk(served, "center", "desk")
    assert seen["menu_opened"]
    assert seen["menu_closed_by_escape"]
    assert seen["bulk_says"] == "交办 2 条"
    assert seen["bulk_hidden_again"]
    assert seen["errors"] == []


def test_a_draft_stays_on_the_phone_and_waits_for_the_network(served):
    seen = walk(served, "center", "phone")
    assert seen["says_after_typing"].endswith("已存在手机上")
    assert seen["typed_after_reload"] == "儿子九月起没有活干"
    assert seen["picked_after_reload"] == "false"
    assert seen["offline_strip"]
    assert seen["address_while_offline"].endswith("/yangzhang/")
    assert "found=" in seen["address_when_back"]
