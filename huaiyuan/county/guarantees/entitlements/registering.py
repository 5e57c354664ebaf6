"""What the app lets others know of entitlements: feeds, the kind of its job, and which snapshots stay."""

from __future__ import annotations


def register() -> None:
    """Called once when the app is ready."""
    from huaiyuan.base import jobs
    from huaiyuan.county.guarantees.entitlements import (
        feeds,
        trail,  # noqa: F401 - declares on import
    )
    from huaiyuan.county.guarantees.entitlements.background import compute_in_background

    feeds.declare()
    stages = {"snapshot": "取快照", "facts": "取事实", "benefits": "逐项核对", "ledger": "记台账"}
    jobs.register("gaps", "算应享未享", compute_in_background, stages)
