"""Two people at one case at once: one succeeds, the other is told what changed, nothing is overwritten and no text lost."""

from __future__ import annotations

import os
import random

import pytest

from huaiyuan.core.kernel import clock
from tests.integration.casework.pairs import Pairs, second_pair_of_eyes
from tests.integration.casework.world import Hands
from tests.integration.registry.loaded import load_tiny

PAIRS = 20


@pytest.fixture
def committed(transactional_db):
    load_tiny()
    second_pair_of_eyes()
    today = clock.today()
    yield Hands()
    clock.configure(today=today)


@pytest.mark.slow
def test_of_two_at_once_one_succeeds_and_the_other_is_told_by_whom_and_what(committed: Hands):
    count = int(os.environ.get("HUAIYUAN_PAIRS") or PAIRS)
    seed = os.environ.get("HUAIYUAN_PAIRS_SEED", "20261126")
    pairs = Pairs(committed, random.Random(f"pairs.{seed}"))
    pairs.run(count)
    assert pairs.number == count - 1
