"""A visitor of the demo finds a rule change waiting for a second person, one that holds from next month, a question to a village."""

from __future__ import annotations

import sqlite3

import pytest

pytestmark = pytest.mark.slow

CHANGES = """
SELECT c.state, c.rule, p.username, coalesce(q.username, '') FROM screening_rulechange c
JOIN access_account p ON p.id = c.proposed_by_id LEFT JOIN access_account q ON q.id = c.published_by_id ORDER BY c.id"""
ASKED = "SELECT count(*) FROM matching_reviewdecision WHERE answer = 'village' AND revoked_at IS NULL"
VALUES = """
SELECT valid_from, CAST(number AS INTEGER) FROM reference_parametervalue
WHERE name = 'water.outage_days' AND superseded_at IS NULL ORDER BY valid_from"""


def test_the_pages_of_changes_and_questions_have_something_to_show(small_county):
    with sqlite3.connect(f"file:{small_county / 'huaiyuan.db'}?mode=ro", uri=True) as county:
        assert county.execute(CHANGES).fetchall() == [
            ("tried", "R22", "county2", ""), ("published", "R17", "county1", "county2"),
        ]  # fmt: skip
        assert county.execute(ASKED).fetchall()[0][0] >= 1
        assert [value for _, value in county.execute(VALUES)] == [3, 2]
