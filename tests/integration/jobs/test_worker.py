"""Queued work is done by the worker; what a dead worker left is done again once; every minute has its chores."""

from __future__ import annotations

import threading

import pytest
from django.conf import settings
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from huaiyuan.base import audit, jobs
from huaiyuan.base.jobs import checkpoint, heads, leftovers, serving, tasks, tick
from huaiyuan.core.kernel.errors import DomainError

pytestmark = pytest.mark.django_db(transaction=True)

KIND = "test_queue"
ACT = "test_jobs.tick.seen"
audit.declare(ACT, "试记一条")
DONE: list[int] = []


def work(number: int) -> str:
    if number < 0:
        raise ValueError("bad 990330197001011234")
    DONE.append(number)
    return f"第 {number} 件"


jobs.register(KIND, "试办", work)
jobs.register("test_never_queued", "只在前台")


@pytest.fixture(autouse=True)
def nothing_done():
    DONE.clear()
    (settings.DATA_DIR / heads.FILE).unlink(missing_ok=True)


def _work_off() -> None:
    serving.work_and_tick(threading.Event(), batch=True)


def test_the_worker_does_what_was_queued_in_order():
    for number in (1, 2, 3):
        jobs.enqueue(KIND, number=number)
    _work_off()
    assert DONE == [1, 2, 3]
    assert {row.status for row in DBTaskResult.objects.all()} == {TaskResultStatus.SUCCESSFUL}


def test_a_failure_stands_in_the_queue_without_what_the_library_said():
    jobs.enqueue(KIND, number=-1)
    jobs.enqueue(KIND, number=5)
    _work_off()
    failed = DBTaskResult.objects.get(status=TaskResultStatus.FAILED)
    assert "990330" not in failed.traceback
    assert "试办" in failed.traceback
    assert DONE == [5]


@pytest.mark.parametrize("kind", ["nobody_knows", "test_never_queued"])
def test_only_registered_work_is_queued(kind):
    with pytest.raises(DomainError) as refusal:
        jobs.enqueue(kind)
    assert refusal.value.code == "JOBS_UNKNOWN_KIND"
    with pytest.raises(DomainError):
        tasks.perform.func(kind, {})


def test_work_of_a_dead_worker_is_done_once_more_and_then_given_up():
    jobs.enqueue(KIND, number=7)
    dead = leftovers.worker_id().replace(f"/{leftovers.owners.this_process().pid}/", "/4194305/")
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, worker_ids=[dead])
    assert leftovers.requeue() == 1
    _work_off()
    assert DONE == [7]
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, worker_ids=[dead, dead])
    assert leftovers.requeue() == 0
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED


def test_work_of_a_live_worker_is_left_alone():
    jobs.enqueue(KIND, number=7)
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, worker_ids=[leftovers.worker_id()])
    assert leftovers.requeue() == 0
    assert DBTaskResult.objects.get().status == TaskResultStatus.RUNNING


def test_a_tick_seals_the_chain_keeps_its_head_outside_and_folds_the_log():
    audit.record(ACT, by=None)
    assert tick.tick() == dict.fromkeys(tick.CHORES, True)
    assert audit.head().position == 1
    assert heads.kept() == audit.head()
    assert audit.verify_chain(heads.kept()).holds
    audit.record(ACT, by=None)
    tick.tick()
    assert heads.kept().position == 1
    assert (settings.DATA_DIR / heads.FILE).stat().st_mode & 0o077 == 0


def test_a_chore_that_fails_does_not_stop_the_others(monkeypatch):
    def fail() -> None:
        raise RuntimeError("disk")

    monkeypatch.setattr(tick, "CHORES", {"first": fail, **tick.CHORES})
    done = tick.tick()
    assert done.pop("first") is False
    assert set(done.values()) == {True}


def test_everything_in_the_log_is_folded_while_nobody_writes(django_db_blocker):
    from django.db import connection

    if connection.vendor != "sqlite":
        assert checkpoint.fold() is None
        return
    audit.record(ACT, by=None)
    folded = checkpoint.fold()
    assert folded.frames > 0
    assert folded.folded == folded.frames


def test_a_writer_under_way_keeps_the_gate_and_nothing_is_folded(monkeypatch):
    import sqlite3

    from django.db import connection

    if connection.vendor != "sqlite":
        assert checkpoint.fold() is None
        return
    monkeypatch.setattr(checkpoint, "WAIT_S", 0.1)
    writer = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    try:
        writer.execute("BEGIN IMMEDIATE")
        assert checkpoint.fold() is None
        writer.execute("ROLLBACK")
    finally:
        writer.close()
    assert checkpoint.fold() is not None
