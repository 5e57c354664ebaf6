"""The periodic actions that a new installation starts with, waiting for the county to confirm them."""

from __future__ import annotations

from typing import Any

from huaiyuan.core.policy import rhythm


def plant_actions(model: Any) -> int:
    """Add the shipped actions of which the table has no version at all; what the county has is left alone."""
    known = set(model.objects.values_list("code", flat=True))
    rows = [
        model(
            code=action.code, title=action.title, cycle=action.cycle.value, levels=";".join(action.levels),
            due_day=action.due.day, months_after=action.due.months_after,
            after_push_days=action.due.after_push_days, when_off=action.when_off.value, product=action.product,
            source=action.source, valid_from=action.since,
        )
        for action in rhythm.load().values()
        if action.code not in known
    ]  # fmt: skip
    return len(model.objects.bulk_create(rows))
