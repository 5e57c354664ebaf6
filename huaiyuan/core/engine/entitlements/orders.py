"""What a computation of entitlements is asked to do, as it travels to the child process."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from huaiyuan.core.engine.entitlements import feeds as feeding
from huaiyuan.core.engine.entitlements.feeds import Feed
from huaiyuan.core.engine.screening.orders import Batch, packed, source_of, unpacked
from huaiyuan.core.kernel.period import Period
from huaiyuan.core.policy.benefits import payments
from huaiyuan.core.policy.sources import SourceShape

Values = Mapping[str, Mapping[Period, Decimal | str]]


@dataclass(frozen=True)
class Order:
    """A computation: which snapshot, up to which month and over how many, with which batches, feeds and benefits.

    `benefits`: texts by file name. `parameters`: the values in force by name and month.
    """

    snapshot: Path
    last: Period
    count: int
    batches: tuple[Batch, ...]
    sources: Mapping[str, SourceShape]
    feeds: Mapping[str, Feed]
    benefits: Mapping[str, str]
    parameters: Values
    into: Path

    @property
    def months(self) -> list[Period]:
        """The months that are looked at, oldest first."""
        return payments.window(self.last, self.count)

    def batches_of(self, feed: Feed) -> list[Batch]:
        """The batches that a feed reads, oldest first: every month's, or the latest of each year it accumulates over."""
        mine = sorted(
            (one for one in self.batches if one.source == feed.source and Period.parse(one.period) <= self.last),
            key=lambda one: (one.period, one.batch),
        )
        key = (lambda one: one.period[:4]) if feed.speaks == "calendar_year" else (lambda one: one.period)
        newest = {key(one): one for one in mine}
        first = self.months[0]
        return [
            one for one in newest.values() if max(feeding.months_spoken_of(feed, Period.parse(one.period))) >= first
        ]


def pack(order: Order) -> dict[str, Any]:
    """The order as JSON can carry it."""
    return {
        "snapshot": str(order.snapshot),
        "last": str(order.last),
        "count": order.count,
        "batches": [{**vars(b), "folder": str(b.folder), "covers": list(b.covers)} for b in order.batches],
        "sources": [{**vars(s), "columns": dict(s.columns), "codes": dict(s.codes)} for s in order.sources.values()],
        "feeds": feeding.pack(order.feeds.values()),
        "benefits": dict(order.benefits),
        "parameters": {
            name: {str(month): packed(value) for month, value in held.items()}
            for name, held in order.parameters.items()
        },
        "into": str(order.into),
    }


def unpack(payload: Mapping[str, Any]) -> Order:
    """The order inside the child."""
    return Order(
        snapshot=Path(payload["snapshot"]),
        last=Period.parse(payload["last"]),
        count=int(payload["count"]),
        batches=tuple(
            Batch(**{**given, "folder": Path(given["folder"]), "covers": tuple(given["covers"])})
            for given in payload["batches"]
        ),
        sources={given["id"]: source_of(given) for given in payload["sources"]},
        feeds=feeding.unpack(payload["feeds"]),
        benefits=payload["benefits"],
        parameters={
            name: {Period.parse(month): unpacked(told) for month, told in held.items()}
            for name, held in payload["parameters"].items()
        },
        into=Path(payload["into"]),
    )


def first_days(held: Mapping[Period, Decimal | str]) -> dict[dt.date, Decimal | str]:
    """Values by the first day of their month, as SQL asks for them."""
    return {month.first_day: value for month, value in held.items()}
