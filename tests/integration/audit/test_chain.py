"""Whoever edits, deletes, inserts, reorders or cuts the log behind the program's back is found, place and all (C36)."""

from __future__ import annotations

import random

import pytest
from django.db import connection

from huaiyuan.base import audit
from huaiyuan.base.audit import chain

ACT = "test_audit.chain.step"
audit.declare(ACT, "第 {n} 步")
EVENTS = 30

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(monkeypatch):
    monkeypatch.setattr(chain, "BATCH", 16)
    for n in range(EVENTS):
        audit.record(ACT, by="county1", n=n)
    return audit.seal_chain()


def _sql(statement: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _ids() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT event_id FROM audit_chainlink ORDER BY position")
        return [row[0] for row in cursor.fetchall()]


def test_an_untouched_chain_holds_and_grows(sealed):
    assert sealed.position == EVENTS
    assert audit.verify_chain(sealed).holds
    audit.record(ACT, by=None, n=99)
    assert audit.verify_chain(sealed).holds
    grown = audit.seal_chain()
    assert grown.position == EVENTS + 1
    assert audit.seal_chain() == grown
    assert audit.verify_chain(sealed).holds


def _edit(rng):
    field = rng.choice(["reason", "facts", "by_username", "subject", "village_code", "result"])
    _sql(f"UPDATE audit_event SET {field} = %s WHERE id = %s", "改", rng.choice(_ids()))


def _delete(rng):
    _sql("DELETE FROM audit_event WHERE id = %s", rng.choice(_ids()))


def _delete_both(rng):
    number = rng.choice(_ids())
    _sql("DELETE FROM audit_chainlink WHERE event_id = %s", number)
    _sql("DELETE FROM audit_event WHERE id = %s", number)


def _insert(rng):
    _sql("UPDATE audit_chainlink SET position = -position")
    at = rng.randrange(1, EVENTS)
    _sql("UPDATE audit_chainlink SET position = 1 - position WHERE -position > %s", at)
    _sql("UPDATE audit_chainlink SET position = -position WHERE position < 0")
    _sql(
        "INSERT INTO audit_event (at, action, by_username, by_display, ip, device, subject, household_no, village_code,"
        " result, reason, writes, facts) SELECT at, action, 'forged', '', '', '', '', '', '', result, '', writes, ''"
        " FROM audit_event ORDER BY id LIMIT 1"
    )
    _sql(
        "INSERT INTO audit_chainlink (position, event_id, digest, sealed_at)"
        " SELECT %s, (SELECT max(id) FROM audit_event), digest, sealed_at FROM audit_chainlink WHERE position = %s",
        at + 1, at,
    )  # fmt: skip


def _reorder(rng):
    first, second = rng.sample(_ids(), 2)
    _sql("UPDATE audit_chainlink SET event_id = -1 WHERE event_id = %s", first)
    _sql("UPDATE audit_chainlink SET event_id = %s WHERE event_id = %s", first, second)
    _sql("UPDATE audit_chainlink SET event_id = %s WHERE event_id = -1", second)


def _cut_tail(rng):
    last = _ids()[-rng.randrange(1, 5) :]
    for number in last:
        _sql("DELETE FROM audit_chainlink WHERE event_id = %s", number)
        _sql("DELETE FROM audit_event WHERE id = %s", number)


def _rewrite(rng):
    _sql("DELETE FROM audit_chainlink")
    _sql("UPDATE audit_event SET reason = %s WHERE id = (SELECT min(id) FROM audit_event)", "改")
    audit.seal_chain()


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("tamper", [_edit, _delete, _delete_both, _insert, _reorder, _cut_tail, _rewrite])
def test_every_tampering_is_found_against_a_head_kept_elsewhere(sealed, tamper, seed):
    tamper(random.Random(seed))
    verdict = audit.verify_chain(sealed)
    assert not verdict.holds


def test_an_edit_names_the_very_row(sealed):
    number = _ids()[12]
    _sql("UPDATE audit_event SET reason = %s WHERE id = %s", "改", number)
    [fault] = audit.verify_chain().faults
    assert f"第 13 条（审计记录 {number}）" in fault


def test_an_event_put_in_with_an_old_time_is_not_on_the_chain(sealed):
    _sql(
        "INSERT INTO audit_event (at, action, by_username, by_display, ip, device, subject, household_no, village_code,"
        " result, reason, writes, facts) VALUES ('2026-01-01 00:00:00', 'a.b', 'x', '', '', '', '', '', '', 'done', '', %s, '')",
        False,
    )  # fmt: skip
    audit.seal_chain()
    [fault] = audit.verify_chain(sealed).faults
    assert "不在链上" in fault


def test_an_event_committed_late_with_a_smaller_number_still_gets_its_place(sealed):
    last = audit.record(ACT, by=None, n=1)
    _sql("UPDATE audit_event SET id = %s WHERE id = %s", -5, last)
    assert audit.seal_chain().position == EVENTS + 1
    assert audit.verify_chain(sealed).holds
