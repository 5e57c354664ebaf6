"""应享未享：演示县里埋下的每一种都找得出，一分钱也不冤枉；台账跟着核对走。"""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing

import pytest

from proof import gaps

pytestmark = pytest.mark.slow


def rows(folder, sql):
    with closing(sqlite3.connect(f"file:{folder / 'huaiyuan.db'}?mode=ro", uri=True)) as database:
        return database.execute(sql).fetchall()


def test_every_planted_wrong_is_found_to_the_yuan_and_nothing_else_is_claimed(small_county):
    found = gaps.compare(small_county)
    assert found.false == ()
    assert len(found.planted) >= gaps.LEAST_KINDS
    assert found.lost == []
    assert found.share >= gaps.LEAST_SHARE
    assert found.unexplained == 0


def test_each_claim_is_a_row_of_the_ledger_with_a_task_while_somebody_must_act(small_county):
    found = gaps.judge(gaps.standing(small_county), *gaps.truths(small_county))
    states = Counter(dict(rows(small_county, "SELECT state, count(*) FROM guarantees_gap GROUP BY state")))
    assert sum(states.values()) == sum(kind.planted for kind in found.kinds if kind.claims)
    assert states["settled"] == 2
    assert states["appealed"] == 1
    open_tasks = rows(
        small_county,
        "SELECT kind, owner_department, count(*) FROM worklist_task WHERE kind LIKE 'gaps_%' AND state = 'open' GROUP BY 1, 2",
    )
    by_kind = Counter()
    for kind, department, count in open_tasks:
        by_kind[kind] += count
        assert (department in {"医保局", "民政局"}) == kind.endswith("_department")
    assert by_kind == {
        "gaps_open_department": states["open"], "gaps_answered_county": states["answered"],
        "gaps_appealed_department": states["appealed"],
    }  # fmt: skip
