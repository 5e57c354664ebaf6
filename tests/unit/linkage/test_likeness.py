"""雷同: which sentences are copies of one another, and which only sound alike."""

from __future__ import annotations

import random
import time

import pytest

from huaiyuan.core.linkage import likeness

COPY = "帮助该户制定增收计划，落实产业奖补3000元，确保稳定增收"


@pytest.mark.parametrize(
    "other",
    [
        COPY, COPY.replace("3000", "12,500.5"), COPY.replace("，", " ") + "。", COPY.replace("3000", "３０００"),
        COPY.replace("该户", "他家"),
    ],
)  # fmt: skip
def test_a_copy_is_found_whatever_the_number_and_the_commas(other):
    assert [one.percent >= 90 for one in likeness.alike([COPY], [other], percent=90, least=12)] == [True]


@pytest.mark.parametrize(
    "other",
    ["帮他家养山羊20只，淮源合作社保底收购", "给老人办残疾人护理补贴，村文书陪着去办", "修好被冲的院墙，镇上出工料"],
)
def test_another_family_s_own_sentence_is_not(other):
    assert likeness.alike([COPY], [other], percent=90, least=12) == []


def test_short_sentences_are_left_alone():
    assert likeness.alike(["办理低保"], ["办理低保"], percent=90, least=12) == []
    assert likeness.alike(["办理低保"], ["办理低保"], percent=90, least=4) != []


def test_every_place_of_an_equal_sentence_is_told():
    found = likeness.alike([COPY, "别的事，写得够长够长够长"], [COPY, "x" * 20, COPY], percent=90, least=12)
    assert [(one.mine, one.other, one.percent) for one in found] == [(0, 0, 100), (0, 2, 100)]


def test_a_township_is_compared_in_one_go():
    """40 sentences against 2,000: a loop over pairs in Python would take minutes."""
    chance = random.Random(5)
    words = [f"{chance.choice('养种修办送教')}{chance.choice('羊茶墙证粮书')}" for _ in range(400)]
    made = ["".join(chance.sample(words, 9)) for _ in range(2000)]
    began = time.perf_counter()
    found = likeness.alike(made[:40], made, percent=95, least=12)
    assert time.perf_counter() - began < 2
    assert {(place, place) for place in range(40)} <= {(one.mine, one.other) for one in found}
