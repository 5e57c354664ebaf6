"""A piece of work is done by one process at a time, and a dead one holds nobody up."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from django.db import connection

from huaiyuan.base import jobs
from huaiyuan.base.jobs import claiming, heartbeat, owners, queries
from huaiyuan.base.jobs.models import Job, State
from huaiyuan.core.engine import child
from huaiyuan.core.kernel.errors import DomainError

pytestmark = pytest.mark.django_db(transaction=True)

KIND = "test_intake"
jobs.register(KIND, "收数", stages={"reading": "读表", "writing": "入库"})


@pytest.fixture(autouse=True)
def quick_heart(monkeypatch):
    monkeypatch.setattr(heartbeat, "BEAT_S", 0.05)
    monkeypatch.setattr(heartbeat, "LOOK_S", 0.0)


def _eventually(condition, within: float = 5) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def _refused(code: str, call) -> DomainError:
    with pytest.raises(DomainError) as refusal:
        call()
    assert refusal.value.code == code
    return refusal.value


def _other_process(mode: str) -> subprocess.Popen[str]:
    environment = os.environ | {"HUAIYUAN_CLAIM_DB": str(connection.settings_dict["NAME"])}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.integration.jobs.claims", KIND, "medical", mode],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip


def test_a_job_tells_its_stage_its_counts_and_its_result():
    with jobs.claim(KIND, "medical", by="county1") as job:
        job.stage("reading", total=200)
        job.advance(50)
        job.advance(50)
        assert _eventually(lambda: queries.running()[0].done == 100)
        [shown] = queries.running()
        assert (shown.label, shown.stage, shown.total, shown.percent, shown.by_username) == (
            "收数",
            "读表",
            200,
            50,
            "county1",
        )
        assert shown.rate > 0
        job.finish("收了 200 行")
    ended = queries.latest(KIND, "medical")
    assert (ended.state, ended.result, ended.is_running) == (State.DONE, "收了 200 行", False)
    assert queries.running() == []


def test_a_second_claimer_is_refused_with_who_and_since_when_and_another_key_is_free():
    with jobs.claim(KIND, "medical", by="county1") as job:
        job.stage("reading")
        refusal = _refused("JOBS_BUSY", lambda: jobs.claim(KIND, "medical", by="county2"))
        assert "county1" in str(refusal)
        assert "读表" in str(refusal)
        with jobs.claim(KIND, "school", by="county2"):
            assert len(queries.running(KIND)) == 2
    with jobs.claim(KIND, "medical", by="county2"):
        pass


@pytest.mark.fault
def test_a_live_owner_in_another_process_is_respected_and_a_killed_one_replaced_at_once():
    other = _other_process("hold")
    try:
        assert other.stdout.readline().strip() == "claimed"
        _refused("JOBS_BUSY", lambda: jobs.claim(KIND, "medical"))
    finally:
        other.send_signal(signal.SIGKILL)
        other.communicate()
    with jobs.claim(KIND, "medical", by="county1"):
        assert [row.state for row in Job.objects.order_by("id")] == [State.LOST, State.RUNNING]


def test_of_twenty_at_the_same_instant_one_wins():
    won, lost, gate = [], [], threading.Barrier(20)

    def try_it() -> None:
        try:
            gate.wait()
            won.append(claiming.claim(KIND, "medical"))
        except DomainError as refusal:
            lost.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert lost == ["JOBS_BUSY"] * 19


def test_a_silent_owner_elsewhere_is_replaced_after_a_minute_and_finds_out():
    first = jobs.claim(KIND, "medical")
    Job.objects.filter(pk=first.id).update(host="another-machine")
    _refused("JOBS_BUSY", lambda: jobs.claim(KIND, "medical"))
    long_ago = claiming.clock.now() - claiming.SILENT_AFTER - dt.timedelta(seconds=1)
    Job.objects.filter(pk=first.id).update(heartbeat_at=long_ago)
    with jobs.claim(KIND, "medical") as second:
        assert second.id != first.id

    def go_on() -> None:
        with first:
            first.stage("writing")
            first.stage("matching")

    _refused("JOBS_LOST", go_on)
    assert Job.objects.get(pk=first.id).state == State.LOST


def test_a_process_number_given_to_somebody_else_is_not_the_owner():
    me = owners.this_process()
    assert me.is_alive()
    assert not owners.Owner(me.host, me.pid, "earlier-boot").is_alive()
    assert not owners.Owner(me.host, 4194305, "").is_alive()


def test_a_failure_is_told_in_one_sentence_and_a_library_message_is_not():
    with pytest.raises(ValueError, match="990330"), jobs.claim(KIND, "medical"):
        raise ValueError("cannot read 990330197001011234")
    row = Job.objects.get()
    assert row.state == State.FAILED
    assert "收数" in row.error
    assert "990330" not in row.error


def test_a_cancel_comes_through_at_the_next_step_and_stops_a_child_too(tmp_path):
    def work() -> None:
        with jobs.claim(KIND, "medical") as job:
            job.stage("reading")
            assert jobs.request_cancel(job.id)
            child.call("tests.unit.engine.work:chatter", {"note": str(tmp_path / "pid")}, job.progress)

    refusal = _refused("JOBS_CANCELLED", work)
    assert "收数" in str(refusal)
    row = Job.objects.get()
    assert (row.state, row.cancel_requested) == (State.CANCELLED, True)
    assert not jobs.request_cancel(row.pk)


def test_each_stage_is_a_point_where_a_test_may_kill(tmp_path, monkeypatch):
    monkeypatch.setenv("HUAIYUAN_STAGE_TRACE", str(tmp_path / "trace"))
    with jobs.claim(KIND, "medical") as job:
        job.stage("reading")
        job.stage("writing")
    names = [line.split()[0] for line in (tmp_path / "trace").read_text().splitlines()]
    assert names == [f"{KIND}.reading", f"{KIND}.writing"]


def test_the_dead_are_buried_by_the_tick():
    claim = jobs.claim(KIND, "medical")
    Job.objects.filter(pk=claim.id).update(pid=4194305)
    assert claiming.bury_the_dead() == 1
    assert claiming.bury_the_dead() == 0
    assert queries.latest(KIND, "medical").state == State.LOST
