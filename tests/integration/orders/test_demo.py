"""What the demo's November holds of 交办, 批示 and 请假, as the command tells it."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache

import pytest


@pytest.fixture(scope="module")
def told(small_county):
    @cache
    def ask(*words: str):
        said = subprocess.run(
            [sys.executable, "-m", "huaiyuan.shells.console", "tasks", *words, "--json", "--data-dir", str(small_county)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        return json.loads(said.stdout)

    return ask


def test_a_list_is_half_settled_one_line_was_returned_and_some_are_late(told):
    orders = {order["title"]: order for order in told("--orders")["orders"]}
    heating = orders["取暖安全看一遍"]
    assert 0 < heating["settled"] < heating["wanted"]
    assert heating["late"] > 0
    found = told("--order", heating["number"])
    assert sum(area["wanted"] for area in found["areas"]) == len(found["lines"]) == heating["wanted"]
    assert [line["returns"] for line in found["lines"] if line["returns"]] == [1]


def test_of_a_leaders_three_words_one_has_its_answer_in_the_inbox(told):
    inbox = told("--by", "leader1")
    assert [task["title"] for task in inbox["tasks"]] == ["批示有回音：这些户为什么还没消除，逐户说清差哪一条"]
    states = [
        state for order in told("--orders")["orders"] if order["nature"] == "instruction" for state in order["states"]
    ]
    assert sorted(states) == ["answered", "routing", "sent"]
