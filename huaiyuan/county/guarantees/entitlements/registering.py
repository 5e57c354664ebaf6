"""What the app lets others know of entitlements: the feeds and the kind of its job."""

from __future__ import annotations

from huaiyuan.base import jobs
from huaiyuan.base.jobs import tick
from huaiyuan.county.guarantees.entitlements import (
    feeds,
    retention,
    trail,  # noqa: F401 - declares on import
)
from huaiyuan.county.guarantees.entitlements.background import compute_in_background

STAGES = {"snapshot": "取快照", "facts": "取事实", "benefits": "逐项核对", "ledger": "记台账"}


def register() -> None:
    """Called once when the app is ready."""
    feeds.declare()
    jobs.register("gaps", "算应享未享", compute_in_background, STAGES)
    tick.every_minute("old_gaps", retention.drop_old)
