"""The timeline of a household page (一户一档): every app that knows something of a household registers a provider.

A household page has fifteen queries for everything, so providers may share one: what `register_rows` adds is read
together, as texts, in a single question.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from huaiyuan.county.registry import together
from huaiyuan.county.registry.together import Texts, as_texts

__all__ = ["Entry", "Rows", "Texts", "as_texts", "register", "register_rows", "told"]


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


def told(household_no: str, account: object, own: Iterable[Entry] = ()) -> list[Entry]:
    """Everything on record about a household, newest first: the registry's own entries and those of all providers."""
    others = [entry for provider in PROVIDERS.values() for entry in provider(household_no, account)]
    return sorted([*own, *others, *_shared(household_no, account)], key=lambda entry: entry.on, reverse=True)


def _shared(household_no: str, account: object) -> list[Entry]:
    asked = {name: rows for name, ask in SHARING.items() if (rows := ask(household_no, account)) is not None}
    found = together.ask({name: rows.texts for name, rows in asked.items()})
    return [entry for name, rows in asked.items() if found[name] for entry in rows.read(found[name])]


def _refuse_taken(name: str) -> None:
    if name in PROVIDERS or name in SHARING:
        raise ValueError(f"timeline provider {name} is registered twice")
