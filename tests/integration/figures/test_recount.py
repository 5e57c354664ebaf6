"""A page shows the newest snapshot at once; the next one is taken by the worker, and old ones go by themselves."""

from __future__ import annotations

import os
import random
import threading
import time

import pytest

from huaiyuan.base.figures import recount, retention, snapshots
from huaiyuan.base.jobs import queries, serving
from tests.integration.figures import edits
from tests.integration.registry.loaded import account, load_tiny

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_a_page_shows_what_there_is_and_asks_for_a_count_anew_once(transactional_db):
    load_tiny()
    first, behind = recount.shown()
    assert not behind
    edits.clears_risk(random.Random(1), account("county1"))
    assert recount.shown() == (first, True)
    assert recount.shown() == (first, True)
    assert queries.has_queued(recount.KIND)
    serving.work_and_tick(threading.Event(), batch=True)
    second, behind = recount.shown()
    assert (second.hash != first.hash, behind) == (True, False)
    assert not queries.has_queued(recount.KIND)


@pytest.fixture
def of_yesterday():
    """Make a snapshot folder look as if it had been taken the day before yesterday."""

    def age(shot: snapshots.Snapshot) -> snapshots.Snapshot:
        then = time.time() - 2 * 24 * 3600
        os.utime(shot.folder, (then, then))
        return shot

    return age


def test_old_snapshots_go_but_for_the_newest_and_those_of_recorded_runs(transactional_db, monkeypatch, of_yesterday):
    load_tiny()
    monkeypatch.setattr(retention, "_KEPT", [])
    draw, by, taken = random.Random(2), account("county1"), []
    for _ in range(3):
        taken.append(of_yesterday(snapshots.current()))
        edits.clears_risk(draw, by)
    of_a_run, old, _ = taken
    retention.keep(lambda: [of_a_run.hash])
    today = snapshots.current()
    dropped = retention.drop_old()
    assert old.hash in dropped
    assert of_a_run.folder.is_dir()
    assert today.folder.is_dir()
    assert not old.folder.exists()


def test_a_snapshot_taken_today_may_still_be_read_by_somebody(transactional_db, monkeypatch):
    load_tiny()
    monkeypatch.setattr(retention, "_KEPT", [])
    first = snapshots.current()
    edits.clears_risk(random.Random(3), account("county1"))
    snapshots.current()
    assert first.hash not in retention.drop_old()
    assert first.folder.is_dir()
