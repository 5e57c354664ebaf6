"""Counting anew behind a page (重新计数): a page shows the newest snapshot at once; the worker takes the next one."""

from __future__ import annotations

from huaiyuan.base import audit
from huaiyuan.base.figures import snapshots
from huaiyuan.base.figures.snapshots import Snapshot

KIND = "recount"


def shown() -> tuple[Snapshot, bool]:
    """The snapshot a page shows, and whether something was written since; then a newer one is on its way.

    Only an installation that never had a snapshot waits for its first.
    """
    from huaiyuan.base.jobs import queries, tasks  # noqa: PLC0415 - models may not be imported before Django is ready

    found = snapshots.newest_or_first()
    behind = found.write_mark != audit.write_mark()
    if behind and not queries.has_queued(KIND):
        tasks.enqueue(KIND)
    return found, behind


def in_background() -> str:
    """Take a snapshot that knows everything written so far; returns the sentence that stands on the job."""
    snapshots.current()
    return "指标已按最新的数据重新计数"
