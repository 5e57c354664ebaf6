"""Conditions over facts now and when judged; what a fact lacks is unknown and does not reopen."""

from __future__ import annotations

import duckdb
import pytest

from huaiyuan.county.leads.reopening import over_facts


@pytest.mark.parametrize(
    ("condition", "now", "earlier", "held"),
    [
        ("paid_yuan >= 1.5 * :last_paid_yuan", {"paid_yuan": "9000"}, {"paid_yuan": "6000"}, True),
        ("paid_yuan >= 1.5 * :last_paid_yuan", {"paid_yuan": "8999.99"}, {"paid_yuan": "6000"}, False),
        ("days > :last_days", {"days": "10"}, {"days": "9"}, True),
        ("days > :last_days", {"days": "9"}, {"days": "10"}, False),
        ("state = '辍学' AND days >= 3", {"state": "辍学", "days": "3"}, {}, True),
        ("state = '辍学'", {"state": "在校"}, {}, False),
        ("days > :last_days", {"days": "9"}, {}, False),
        ("days > :last_days", {"days": ""}, {"days": "1"}, False),
    ],
)
def test_conditions(condition, now, earlier, held):
    found = duckdb.execute(
        f"SELECT ({over_facts(condition)}) IS TRUE FROM (SELECT $now::MAP(VARCHAR, VARCHAR) AS now, "
        "$earlier::MAP(VARCHAR, VARCHAR) AS earlier)",
        {"now": now, "earlier": earlier},
    ).fetchall()
    assert found == [(held,)]
