"""What a run is asked to do, as it travels to the child process: plain data in, typed values out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from huaiyuan.core.engine.screening import kept
from huaiyuan.core.kernel.period import Period
from huaiyuan.core.policy.compile import Value, school_base
from huaiyuan.core.policy.expression import Kind
from huaiyuan.core.policy.rule import Window
from huaiyuan.core.policy.sources import SourceShape


@dataclass(frozen=True)
class Batch:
    """A merged batch in force. `covers`: area codes (prefixes) an 事件类 batch speaks for."""

    batch: str
    source: str
    period: str
    folder: Path
    covers: tuple[str, ...]


@dataclass(frozen=True)
class Order:
    """A run: which snapshot, on which day, with which batches, rule texts (by file name) and parameter values.

    `books`: what books that are kept here tell beside the batches.
    """

    snapshot: Path
    as_of: dt.date
    batches: tuple[Batch, ...]
    sources: Mapping[str, SourceShape]
    rules: Mapping[str, str]
    parameters: Mapping[str, Value]
    into: Path
    books: tuple[kept.Kept, ...] = ()

    def book(self, source: str, window: Window) -> kept.Kept | None:
        """What a book tells of a source, for an input that asks how things stand."""
        return next((one for one in self.books if one.source == source and window in kept.WINDOWS), None)

    def batch(self, source: str, window: Window) -> Batch | None:
        """The batch that an input reads: the latest of its window, never one of a later period than the day."""
        since = self._since(window)
        mine = [b for b in self.batches if b.source == source and Period.parse(b.period).first_day <= self.as_of]
        mine = [b for b in mine if Period.parse(b.period).last_day >= since]
        newest = max(mine, key=_order, default=None)
        if window == "previous_batch" and newest is not None:
            return max((b for b in mine if b.period < newest.period), key=_order, default=None)
        return newest

    def _since(self, window: Window) -> dt.date:
        if window in ("calendar_year", "calendar_month"):
            return dt.date(self.as_of.year, 1, 1)
        if window == "school_year":
            # The school year's ages count on its base date, its rolls from the next day on.
            return school_base(self.as_of, str(self.parameters["education.school_year_base"])) + dt.timedelta(days=1)
        return dt.date.min


def _order(batch: Batch) -> tuple[str, str]:
    return batch.period, batch.batch


def pack(order: Order) -> dict[str, Any]:
    """The order as JSON can carry it."""
    return {
        "snapshot": str(order.snapshot),
        "as_of": order.as_of.isoformat(),
        "batches": [{**vars(b), "folder": str(b.folder), "covers": list(b.covers)} for b in order.batches],
        "sources": [{**vars(s), "columns": dict(s.columns), "codes": dict(s.codes)} for s in order.sources.values()],
        "rules": dict(order.rules),
        "parameters": {name: packed(value) for name, value in order.parameters.items()},
        "into": str(order.into),
        "books": kept.pack(order.books),
    }


def unpack(payload: Mapping[str, Any]) -> Order:
    """The order inside the child."""
    return Order(
        snapshot=Path(payload["snapshot"]),
        as_of=dt.date.fromisoformat(payload["as_of"]),
        batches=tuple(
            Batch(**{**given, "folder": Path(given["folder"]), "covers": tuple(given["covers"])})
            for given in payload["batches"]
        ),
        sources={given["id"]: source_of(given) for given in payload["sources"]},
        rules=payload["rules"],
        parameters={name: unpacked(told) for name, told in payload["parameters"].items()},
        into=Path(payload["into"]),
        books=kept.unpack(payload["books"]),
    )


def packed(value: Value) -> list[str]:
    """A parameter's value as JSON can carry it."""
    return ["number", str(value)] if isinstance(value, Decimal) else ["text", str(value)]


def unpacked(told: list[str]) -> Decimal | str:
    """The value again."""
    kind, text = told
    return Decimal(text) if kind == "number" else text


def source_of(given: Mapping[str, Any]) -> SourceShape:
    """The shape of a source again."""
    columns = {name: Kind(kind) for name, kind in given["columns"].items()}
    codes = {name: tuple(values) for name, values in given["codes"].items()}
    return SourceShape(**{**given, "columns": columns, "codes": codes})
