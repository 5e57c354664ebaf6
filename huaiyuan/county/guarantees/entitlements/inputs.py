"""All that the gaps follow from, gathered: snapshot, batches in force, feeds, benefits and parameters month by month."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.conf import settings

from huaiyuan.base import reference
from huaiyuan.base.figures.snapshots import Snapshot
from huaiyuan.core.engine import snapshot as engine
from huaiyuan.core.engine.entitlements import feeds
from huaiyuan.core.engine.entitlements.orders import Order
from huaiyuan.core.engine.entitlements.run import ENGINE_VERSION
from huaiyuan.core.engine.lake import MATCHES
from huaiyuan.core.engine.screening.orders import Batch
from huaiyuan.core.engine.screening.run import text_hash
from huaiyuan.core.kernel.period import Period
from huaiyuan.core.policy import inforce, parameters
from huaiyuan.core.policy.benefits import payments, shape
from huaiyuan.core.policy.benefits.checking import Checked, check_all
from huaiyuan.county.intake import queries as intake
from huaiyuan.county.screening.sources import shapes

FOLDER = "gaps"
# What is read of every snapshot, whatever the feeds need: who is of which family, and where.
PEOPLE_TABLES = ("persons", "memberships", "residences")
YEAR = 12


def folder() -> Path:
    """Where computations lie, beside the snapshots."""
    return Path(settings.DATA_DIR) / FOLDER


@cache
def benefits() -> tuple[Checked, ...]:
    """Every shipped benefit, ready to be asked. Raises POLICY_FILE_FAULT."""
    return tuple(check_all(shape.texts(), inforce.kinds(parameters.load())))


def by_id() -> dict[str, Checked]:
    """The benefits by id."""
    return {one.id: one for one in benefits()}


def order(snapshot: Snapshot, as_of: dt.date, months: int, into: Path) -> Order:
    """What the child is asked to do; its files go into `into`."""
    last = payments.ended_by(as_of)
    given = feeds.registered()
    return Order(
        snapshot=snapshot.folder,
        last=last,
        count=months,
        batches=_batches(as_of, given),
        sources=shapes(),
        feeds=given,
        benefits=shape.texts(),
        parameters=_values(_needed(given), payments.window(last, months)),
        into=into,
    )


def _batches(as_of: dt.date, given: Mapping[str, feeds.Feed]) -> tuple[Batch, ...]:
    """The merged batches that some feed reads."""
    read = {feed.source for feed in given.values() if feed.source}
    return tuple(
        Batch(one.batch_id, one.source, one.period, Path(one.folder), tuple(one.covers))
        for one in intake.standing_batches(as_of) if one.source in read
    )  # fmt: skip


def _needed(given: Mapping[str, feeds.Feed]) -> set[str]:
    """The parameters that benefits and feeds name."""
    needed = {name for one in benefits() for name in one.needs}
    needed |= {one.benefit.only_when.parameter for one in benefits() if one.benefit.only_when}
    return needed | {feed.share for feed in given.values() if feed.share}


def _values(names: set[str], months: list[Period]) -> dict[str, dict[Period, Decimal | str]]:
    """The values in force on the first day of each month, by name."""
    found: dict[str, dict[Period, Decimal | str]] = {name: {} for name in sorted(names)}
    for month in months:
        for name, held in reference.parameters(sorted(names), month.first_day).items():
            found[name][month] = held.value
    return found


def name_of(asked: Order) -> str:
    """The name of a computation: its months and the fingerprint of everything its gaps follow from."""
    files = engine.manifest(asked.snapshot)["files"]
    tables = sorted({*PEOPLE_TABLES, *(table for feed in asked.feeds.values() for table in feed.needs)})
    lines = [f"engine {ENGINE_VERSION}", f"months {asked.count} to {asked.last}"]
    lines += [f"table {name} {files[name]}" for name in tables]
    lines += [f"benefit {file} {text_hash(text)}" for file, text in sorted(asked.benefits.items())]
    lines += [f"feed {name} {text_hash(repr(feed))}" for name, feed in sorted(asked.feeds.items())]
    lines += [f"parameter {n} {m} {v}" for n, held in sorted(asked.parameters.items()) for m, v in sorted(held.items())]
    lines += [
        f"batch {one.batch} {_digest(one.folder / MATCHES)}" for one in sorted(asked.batches, key=lambda b: b.batch)
    ]
    return f"{asked.last}-{hashlib.sha256(chr(10).join(lines).encode()).hexdigest()[:12]}"


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
