"""What a page asks before it reads results: work that a worker takes up between two looks is seen by one of them."""

from __future__ import annotations

import pytest

from huaiyuan.base.jobs import queries
from huaiyuan.base.jobs.models import Job, State
from huaiyuan.core.kernel import clock


@pytest.mark.django_db
def test_work_that_is_taken_up_between_two_looks_is_seen_by_one_of_them(monkeypatch):
    def taken_up_now(*_kinds: str) -> bool:
        Job.objects.create(
            kind="screen", key="county", state=State.RUNNING, by_username="county1", host="", pid=1, process_started="",
            heartbeat_at=clock.now(), stage="", stage_started_at=clock.now(), started_at=clock.now(),
        )  # fmt: skip
        return False

    monkeypatch.setattr(queries, "has_queued", taken_up_now)
    going = queries.going("screen")
    assert not going.queued
    assert [job.key for job in going.running] == ["county"]
