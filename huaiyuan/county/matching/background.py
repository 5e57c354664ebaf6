"""Matching behind a page: the worker does it, the page may be left."""

from __future__ import annotations

MERGE, REVIEW = "merge", "review"


def match_in_background(batch_id: str, by: str) -> str:
    """Match a batch anew for the account named `by`; returns the sentence that stands on the job."""
    from huaiyuan.base.access import queries as access  # noqa: PLC0415
    from huaiyuan.county.matching import actions  # noqa: PLC0415

    outcomes = actions.match(batch_id, by=access.acting(by))
    return f"{batch_id}重新比对完：{actions.told(batch_id, outcomes)}"


def merge_in_background(batch_id: str, by: str) -> str:
    """Match a checked batch and let it count, for the account named `by`; returns the sentence that stands on the job."""
    from huaiyuan.base.access import queries as access  # noqa: PLC0415
    from huaiyuan.county.matching import actions  # noqa: PLC0415

    taken = actions.merge(batch_id, by=access.acting(by))
    return f"{batch_id}已并入：{actions.told(batch_id, taken.outcomes)}"


def settle_in_background(keys: list[str], by: str) -> str:
    """Let decisions made or taken back about keys take effect; returns the sentence that stands on the job."""
    from huaiyuan.base.access import queries as access  # noqa: PLC0415
    from huaiyuan.county.matching import actions  # noqa: PLC0415

    return f"{actions.settle(keys, by=access.acting(by))}行重新认过"
