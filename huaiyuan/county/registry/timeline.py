"""The timeline of a household page (一户一档): every app that knows something of a household registers a provider.

A household page has fifteen queries for everything, so providers may share one: what `register_rows` adds is read
together, as texts, in a single question. That question is put together once for all accounts of the same standing: it
differs from household to household by a number alone, and putting it together costs more than asking it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet, TextField, Value
from django.db.models.functions import Cast

from huaiyuan.base import access
from huaiyuan.base.access.rights import Standing

SHARED = 12
# Standings differ by post and area: the villages' people open most pages.
STANDINGS = 512
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
    """Add a provider that shares its question with others; None has nothing to tell. Raises ValueError when taken.

    What it asks and how it reads may follow from the household's number (only as a value compared with) and from the
    account's standing (its posts, what it sees in clear), from nothing else.
    """
    _refuse_taken(name)
    _question.cache_clear()
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


@dataclass(frozen=True)
class Question:
    """The shared question of one standing: SQL, its values with `ANY_HOUSEHOLD` for the number, and who reads what came."""

    sql: str
    values: tuple[Any, ...]
    readers: Mapping[str, Callable[[list[Texts]], Iterable[Entry]]]


# Stands for the number while a question is put together; no household has it.
ANY_HOUSEHOLD = "?household?"


def _shared(household_no: str, account: object) -> list[Entry]:
    asked = _question(access.standing(account), _Kept(account))
    if asked is None:
        return []
    found: dict[str, list[Texts]] = {name: [] for name in asked.readers}
    with connection.cursor() as cursor:
        cursor.execute(asked.sql, [household_no if value == ANY_HOUSEHOLD else value for value in asked.values])
        for told_by, *texts in cursor.fetchall():
            found[told_by].append(texts)
    return [entry for name, read in asked.readers.items() if found[name] for entry in read(found[name])]


class _Kept:
    """An account beside the standing that it is known by: all accounts of one standing are asked alike."""

    def __init__(self, account: object) -> None:
        self.account = account

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept)


@lru_cache(maxsize=STANDINGS)
def _question(_standing: Standing, kept: _Kept) -> Question | None:
    asked = {name: rows for name, ask in SHARING.items() if (rows := ask(ANY_HOUSEHOLD, kept.account)) is not None}
    if not asked:
        return None
    first, *rest = (
        rows.texts.annotate(told_by=Cast(Value(name), TextField())).values_list(*NAMES) for name, rows in asked.items()
    )
    together = first.union(*rest, all=True) if rest else first
    sql, values = together.query.sql_with_params()
    return Question(sql, tuple(values), {name: rows.read for name, rows in asked.items()})


def _refuse_taken(name: str) -> None:
    if name in PROVIDERS or name in SHARING:
        raise ValueError(f"timeline provider {name} is registered twice")
