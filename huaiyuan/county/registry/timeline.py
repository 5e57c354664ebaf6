"""The timeline of a household page (一户一档): every app that knows something of a household registers a provider."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass


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


Provider = Callable[[str, object], Iterable[Entry]]
PROVIDERS: dict[str, Provider] = {}


def register(name: str, provider: Provider) -> None:
    """Add a provider: called with the household number and the account that looks. Raises ValueError when taken."""
    if name in PROVIDERS:
        raise ValueError(f"timeline provider {name} is registered twice")
    PROVIDERS[name] = provider


def told(household_no: str, account: object, own: Iterable[Entry] = ()) -> list[Entry]:
    """Everything on record about a household, newest first: the registry's own entries and those of all providers."""
    others = (entry for provider in PROVIDERS.values() for entry in provider(household_no, account))
    return sorted([*own, *others], key=lambda entry: entry.on, reverse=True)
