"""The pure moves of a case against an independent notebook: no illegal state, four eyes kept, dates in order."""

from __future__ import annotations

import pytest

from huaiyuan.county.casework.moves import TABLES
from huaiyuan.county.casework.types import Procedure
from tests.unit.casework.walks import walk


@pytest.mark.parametrize("procedure", list(Procedure))
def test_five_hundred_walks_agree_with_the_notebook_and_reach_every_end(procedure):
    ends, made = set(), set()
    for seed in range(500):
        end, moves = walk(seed, procedure)
        ends.add(end)
        made |= moves
    assert {"done", "refused", "stopped"} <= ends
    assert made == set(TABLES[procedure])
