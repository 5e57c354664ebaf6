"""Paging by key (游标翻页): the next page starts after the last row shown, however many rows lie before it.

Every order ends in the primary key, so that no row is shown twice or left out. Order fields must not be null
(wrap them in Coalesce and order by the annotation).
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Slice(Generic[Row]):
    """One page of rows; `after` and `before` are cursors, empty when there is nothing that way."""

    rows: Sequence[Row]
    after: str = ""
    before: str = ""


def slice_of(rows: QuerySet[Row], order: Sequence[str], size: int, *, after: str = "", before: str = "") -> Slice[Row]:
    """The page after (or before) a cursor. `order` as Django writes it: `("-due_at", "household_no")`.

    A cursor that somebody bent is read as none.
    """
    keys = [*order, *([] if {"pk", "-pk", "id", "-id"} & set(order) else ["pk"])]
    backwards = bool(before)
    position = _read(before or after, len(keys))
    direction = [_flip(k) for k in keys] if backwards else keys
    query = rows.order_by(*direction)
    if position is not None:
        query = query.filter(_beyond(direction, position))
    found = list(query[: size + 1])
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Slice([])
    has_next = more if not backwards else position is not None
    has_previous = more if backwards else position is not None
    return Slice(
        found,
        after=_write(found[-1], keys) if has_next else "",
        before=_write(found[0], keys) if has_previous else "",
    )


def _flip(key: str) -> str:
    return key[1:] if key.startswith("-") else f"-{key}"


def _beyond(keys: Sequence[str], position: Sequence[Any]) -> Q:
    """Rows strictly beyond the position in this order; the first key also bounds the range, for the index."""
    condition = Q()
    same = Q()
    for key, value in zip(keys, position, strict=True):
        field, comparison = (key[1:], "lt") if key.startswith("-") else (key, "gt")
        condition |= same & Q(**{f"{field}__{comparison}": value})
        same &= Q(**{field: value})
    first, comparison = (keys[0][1:], "lte") if keys[0].startswith("-") else (keys[0], "gte")
    return condition & Q(**{f"{first}__{comparison}": position[0]})


def _value(row: Model, key: str) -> Any:
    found: Any = row
    for part in key.lstrip("-").split("__"):
        found = getattr(found, part)
    return {"d": found.isoformat()} if isinstance(found, dt.date) else found


def _write(row: Model, keys: Sequence[str]) -> str:
    text = json.dumps([_value(row, k) for k in keys], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str, length: int) -> list[Any] | None:
    if not cursor:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        found = json.loads(base64.urlsafe_b64decode(padded.encode()))
        if not isinstance(found, list) or len(found) != length:
            return None
        return [_date(v["d"]) if isinstance(v, dict) else v for v in found]
    except (binascii.Error, UnicodeError, ValueError, KeyError, TypeError):
        return None


def _date(text: str) -> dt.date:
    return dt.datetime.fromisoformat(text) if "T" in text else dt.date.fromisoformat(text)
