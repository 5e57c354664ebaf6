"""What the ledger of pupils tells of who learns: for money to be asked back it must be certain that a child is out of school."""

from __future__ import annotations

import duckdb
import pytest

from huaiyuan.county.guarantees.education.types import Standing
from huaiyuan.county.guarantees.entitlements.feeds import IN_LEDGER

LEARNS = {Standing.AT_SCHOOL, Standing.INCLUSIVE, Standing.SPECIAL}
NOBODY_KNOWS = {Standing.UNKNOWN, Standing.SUSPECTED, Standing.AWAY, Standing.GONE}


@pytest.mark.parametrize("state", Standing)
def test_a_suspicion_is_no_dropout_and_a_special_school_is_a_school(state):
    with duckdb.connect() as engine:
        engine.execute(
            "CREATE TABLE ledger_pupils AS SELECT 'P1' AS person_no, ? AS state, '小学' AS stage, '走读' AS mode, DATE '2026-09-01' AS state_since",
            [str(state)],
        )
        told = [value for _, fact, value, *_ in engine.sql(IN_LEDGER.sql).fetchall() if fact == "in_school"]
    assert told == ([] if state in NOBODY_KNOWS else ["true"] if state in LEARNS else ["false"])
