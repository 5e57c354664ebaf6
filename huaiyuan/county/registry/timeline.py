"""The timeline of a household page (一户一档): every app that knows something of a household registers a provider.

A household page has fifteen queries for everything, so providers may share one: what `register_rows` adds is read
together, as texts, in a single question.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet, TextField, Value
from django.db.models.functions import Cast

SHARED = 12
NAMES = ("told_by", *(f"text_{n}" for n in range(SHARED)))
Texts = Sequence[str | None]


@dataclass(frozen=True)
class Entry:
    """One thing that happened: the day, a title, a sentence, and where it is known from. `page` leads to more."""

    on: dt.date
    title: str
    says: str
    source: str
    kind: str
    page: str = ""
    key: str = ""


@dataclass(frozen=True)
class Rows:
    """What a provider reads together with others: rows of texts as `as_texts` makes them, and how they become entries."""

    texts: QuerySet[Any, Any]
    read: Callable[[list[Texts]], Iterable[Entry]]


Provider = Callable[[str, object], Iterable[Entry]]
RowsProvider = Callable[[str, object], Rows | None]
PROVIDERS: dict[str, Provider] = {}
SHARING: dict[str, RowsProvider] = {}


def register(name: str, provider: Provider) -> None:
    """Add a provider: called with the household number and the account that looks. Raises ValueError when taken."""
    _refuse_taken(name)
    PROVIDERS[name] = provider


def register_rows(name: str, provider: RowsProvider) -> None:
    """Add a provider that shares its question with others; None has nothing to tell. Raises ValueError when taken."""
    _refuse_taken(name)
    SHARING[name] = provider


def as_texts(rows: QuerySet[Model], *columns: str) -> QuerySet[Any, Any]:
    """Up to `SHARED` columns of a queryset as texts, unordered; days come as 2026-11-23, nothing as None."""
    if len(columns) > SHARED:
        raise ValueError(f"a timeline row has at most {SHARED} columns")
    padded = [Cast(column, TextField()) for column in columns]
    padded += [Cast(Value(""), TextField())] * (SHARED - len(columns))
    return rows.order_by().annotate(**dict(zip(NAMES[1:], padded, strict=True))).values_list(*NAMES[1:])


def told(household_no: str, account: object, own: Iterable[Entry] = ()) -> list[Entry]:
    """Everything on record about a household, newest first: the registry's own entries and those of all providers."""
    others = [entry for provider in PROVIDERS.values() for entry in provider(household_no, account)]
    return sorted([*own, *others, *_shared(household_no, account)], key=lambda entry: entry.on, reverse=True)


def _shared(household_no: str, account: object) -> list[Entry]:
    asked = {name: rows for name, ask in SHARING.items() if (rows := ask(household_no, account)) is not None}
    if not asked:
        return []
    first, *rest = (
        rows.texts.annotate(told_by=Cast(Value(name), TextField())).values_list(*NAMES) for name, rows in asked.items()
    )
    found: dict[str, list[Texts]] = {name: [] for name in asked}
    for told_by, *texts in first.union(*rest, all=True):
        found[told_by].append(texts)
    return [entry for name, rows in asked.items() if found[name] for entry in rows.read(found[name])]


def _refuse_taken(name: str) -> None:
    if name in PROVIDERS or name in SHARING:
        raise ValueError(f"timeline provider {name} is registered twice")
