"""Asking who is in the key groups (重点群体) on a day: the same machine that screens, over snapshot and batches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from huaiyuan.base.figures.snapshots import Snapshot
from huaiyuan.core.engine import child
from huaiyuan.core.engine.screening import orders
from huaiyuan.core.engine.screening.orders import Order
from huaiyuan.core.policy import inforce, keygroups, parameters
from huaiyuan.core.policy.check import Checked
from huaiyuan.county.screening import inputs
from huaiyuan.county.screening.sources import shapes

CHILD = "huaiyuan.core.engine.screening.run:run"


def declared() -> list[Checked]:
    """The groups that ship with the system, ready to be asked. Raises POLICY_FILE_FAULT."""
    return inputs.checked_rules(dict(keygroups.texts()))


def off(on: dt.date) -> dict[str, str]:
    """Which groups cannot be asked on a day, and why, by code."""
    groups = declared()
    values, shipped = inputs.parameter_values(groups, on), parameters.load()
    return {g.rule.id: because for g in groups if (because := inforce.off_because(g, on, values, shipped))}


def ask(snapshot: Snapshot, as_of: dt.date, into: Path, on_progress: Callable[[str, int, int], None] | None = None) -> (
    list[dict[str, Any]]
):  # fmt: skip
    """Write who is in a group (`hits.parquet`) and of whom it is not known (`unknown.parquet`); counts by group."""
    order = Order(
        snapshot=snapshot.folder, as_of=as_of, batches=tuple(inputs.batches(as_of)), sources=shapes(),
        rules=keygroups.texts(), parameters=inputs.parameter_values(declared(), as_of), into=into,
    )  # fmt: skip
    return list(child.call(CHILD, orders.pack(order), on_progress)["rules"])
