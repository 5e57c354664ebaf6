"""Questions that are asked together (一起问): a page has fifteen queries for everything, so parts that each want rows of their
own tables ask as texts, in a single one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model, QuerySet, TextField, Value
from django.db.models.functions import Cast

from huaiyuan.core.kernel import clock

SHARED = 12
NAMES = ("told_by", *(f"text_{n}" for n in range(SHARED)))
Texts = Sequence[str | None]
TRUE = {"1", "true", "t"}


def as_texts(rows: QuerySet[Model], *columns: str) -> QuerySet[Any, Any]:
    """Up to `SHARED` columns of a queryset as texts, unordered; days come as 2026-11-23, nothing as None."""
    if len(columns) > SHARED:
        raise ValueError(f"a row that is asked together has at most {SHARED} columns")
    padded = [Cast(column, TextField()) for column in columns]
    padded += [Cast(Value(""), TextField())] * (SHARED - len(columns))
    return rows.order_by().annotate(**dict(zip(NAMES[1:], padded, strict=True))).values_list(*NAMES[1:])


def ask(asked: Mapping[str, QuerySet[Any, Any]]) -> dict[str, list[Texts]]:
    """What each question gives, by its name; rows as `as_texts` makes them. One query, none where nothing is asked."""
    found: dict[str, list[Texts]] = {name: [] for name in asked}
    if not asked:
        return found
    first, *rest = (
        texts.annotate(told_by=Cast(Value(name), TextField())).values_list(*NAMES) for name, texts in asked.items()
    )
    for told_by, *texts in first.union(*rest, all=True):
        found[told_by].append(texts)
    return found


def day(text: str | None) -> dt.date | None:
    """A day, or the county's day of an instant, as both databases write them as text."""
    if not text:
        return None
    at = dt.datetime.fromisoformat(text)
    if len(text) <= len("2026-11-23"):
        return at.date()
    return (at if at.tzinfo else at.replace(tzinfo=dt.UTC)).astimezone(clock.SHANGHAI).date()


def yes(text: str | None) -> bool | None:
    """A yes or no as both databases write it as text; None for neither."""
    return None if text in (None, "") else text in TRUE
