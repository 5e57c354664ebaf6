"""What pages may read of ledgers: rows as an account sees them, their history, photos, and whose turn it is."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from huaiyuan.base import access, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import Field
from huaiyuan.base.access.rights import Held
from huaiyuan.base.vault import mask
from huaiyuan.county.ledger.actions.writing import done
from huaiyuan.county.ledger.columns import Amount, Day, Link, Measure, Text
from huaiyuan.county.ledger.columns import Count as Number
from huaiyuan.county.ledger.declaration import Beside, Ledger, Move, linked_by
from huaiyuan.county.ledger.following import SUBJECT, subject
from huaiyuan.county.ledger.models import Entry, EntryChange, EntryPhoto, SavedView
from huaiyuan.county.ledger.reach import does, find_entry, find_ledger, ledgers, rows, whole
from huaiyuan.county.ledger.types import About
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.worklist import queries as worklist
from huaiyuan.county.worklist.queries import Urgency

__all__ = [
    "About", "EntryPage", "Fact", "Past", "counted", "does", "entry_page", "find_entry", "find_ledger", "found", "held", "ledgers",
    "named_rows", "ordered", "rows", "saved_views", "some_entry", "some_ledger", "where", "whole",
]  # fmt: skip

EARLIEST, MOST_NAMED = dt.date(1, 1, 1), 2000


@dataclass(frozen=True)
class Fact:
    """A column of a row in words; `code` and `number` lead to the row of another ledger that it names."""

    name: str
    title: str
    unit: str
    says: str
    code: str = ""
    number: str = ""


@dataclass(frozen=True)
class Past:
    """One act on a row: when, who, what, and the cells it changed as (title, was, now)."""

    at: dt.datetime
    who: str
    did: str
    state: str
    reason: str
    cells: list[tuple[str, str, str]]


@dataclass(frozen=True)
class EntryPage:
    """Everything that the page of a row needs."""

    ledger: Ledger
    row: Entry
    subject: str
    village: str
    facts: list[Fact]
    moves: list[Move]
    may_amend: bool
    history: list[Past]
    photos: list[tuple[str, list[uuid.UUID]]]
    beside: list[Beside]
    urgency: Urgency | None


def entry_page(ledger: Ledger, row: Entry, account: Account) -> EntryPage:
    """A row as the account sees it."""
    named_rows(ledger, [row], account)
    todo = worklist.of_subject(SUBJECT, subject(ledger, row.number)) if ledger.dues else []
    due = min((one.due_at for one in todo if one.due_at), default=None)
    return EntryPage(
        ledger, row, row.who, row.where, facts(ledger, row, account),  # type: ignore[attr-defined]
        [move for move in ledger.leading_from(row.state) if does(ledger, move.by, account, row)],
        does(ledger, ledger.amend, account, row) and any(c.filled for c in ledger.columns),
        history(ledger, row, account), photos(ledger, row),
        list(ledger.pages.beside(row, account)) if ledger.pages.beside else [], worklist.urgencies([due])[0] if due else None,
    )  # fmt: skip


def named_rows(ledger: Ledger, found: Iterable[Any], account: object) -> None:
    """Give rows the words by which they are called: whom or what each is about, and where. Two queries or three."""
    lines = list(found)
    clear = access.sees_clear(account, Field.NAME)
    names: Mapping[str, str] = {}
    if ledger.about is About.PERSON:
        names = registry.names_of({row.person_no for row in lines if row.person_no})
    elif ledger.about is About.HOUSEHOLD:
        names = registry.heads({row.household_no for row in lines if row.household_no})
    codes = {row.village_code for row in lines if row.village_code}
    places = reference.places_by_code({*codes, *(code[:9] for code in codes)} - {""})
    for row in lines:
        name = names.get(row.person_no if ledger.about is About.PERSON else row.household_no, "")
        row.called = (name if clear else mask.name(name)) if name else ""
        row.who = row.called or ledger.named(row)
        row.where, row.veiled = where(places, row.village_code), not clear


def held(account: object) -> tuple[Held, ...]:
    """The posts of an account."""
    return access.standing(account).held


def where(places: Mapping[str, Any], code: str) -> str:
    """A village by its township's and its own name."""
    town, village = places.get(code[:9]), places.get(code)
    return f"{town.short_name if town else ''}{village.short_name if village else ''}" if code else ""


def facts(ledger: Ledger, row: Any, account: object) -> list[Fact]:
    """Its columns in words, those that matter seldom only where they say something; what is personal for whom sees names."""
    found, clear = [], access.sees_clear(account, Field.NAME)
    for column in ledger.columns:
        value = getattr(row, column.name)
        if value in (None, "") and not column.listed:
            continue
        if isinstance(column, Link):
            other = linked_by(column)
            named = (other.named(value), other.code, value.number) if value else ("",)
            found.append(Fact(column.name, column.title, "", *named))
        else:
            says = column.shown(value) if clear or not column.personal or value in (None, "") else "＊"
            found.append(Fact(column.name, column.title, column.unit, says))
    return found


def history(ledger: Ledger, row: Entry, account: object = None) -> list[Past]:
    """What was done with a row, the latest first; nothing personal where no account asks. Two queries."""
    clear = access.sees_clear(account, Field.NAME)
    titles = {column.name: column for column in ledger.columns}
    changes = EntryChange.objects.filter(ledger=ledger.code, number=row.number).select_related("by")
    past = []
    for change in changes.prefetch_related("cells").order_by("-version"):
        cells = [
            (column.title, column.shown_plain(cell.was), column.shown_plain(cell.now))
            if clear or not column.personal else (column.title, "＊", "＊")
            for cell in change.cells.all() if (column := titles.get(cell.column)) is not None
        ]  # fmt: skip
        state = str(ledger.model.States(change.state).label) if change.state in ledger.model.States else change.state
        past.append(Past(change.at, change.by.display_name if change.by else "系统", done(ledger, change.did), state, change.reason, cells))  # fmt: skip
    return past


def photos(ledger: Ledger, row: Entry) -> list[tuple[str, list[uuid.UUID]]]:
    """Its photos by kind, in the order of the declaration. One query, none where it has no kinds."""
    if not ledger.photos:
        return []
    kept = (
        EntryPhoto.objects.filter(ledger=ledger.code, number=row.number).order_by("pk").values_list("slot", "photo_no")
    )
    found: dict[str, list[uuid.UUID]] = {}
    for slot, photo_no in kept:
        found.setdefault(slot, []).append(photo_no)
    return [(one.title, found[one.name]) for one in ledger.photos if one.name in found]


def found(ledger: Ledger, narrowed: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Rows by number, household number, a person's name, or words of a text column."""
    said = text.strip()
    if not said:
        return narrowed
    condition = Q(number__startswith=said.upper()) | Q(household_no__startswith=said.upper())
    if ledger.about is About.PERSON:
        condition |= Q(person_no__in=registry.numbers_asked(said, MOST_NAMED))
    for column in ledger.columns:
        if isinstance(column, Text) and not column.personal:
            condition |= Q(**{f"{column.name}__contains": said})
    return narrowed.filter(condition)


def ordered(ledger: Ledger, narrowed: QuerySet[Any]) -> QuerySet[Any]:
    """Rows with what they may be sorted by: a column that may be empty sorts as the least of its kind."""
    least: dict[type[Any], Any] = {Day: EARLIEST, Number: -1, Amount: -1, Measure: -1}
    extra = {
        f"by_{column.name}": Coalesce(
            column.name, Value(least[type(column)], output_field=column.__class__.plain_field()())
        )
        for column in ledger.columns
        if type(column) in least and not isinstance(column, Measure)
    }
    return narrowed.annotate(**extra)


def counted(ledger: Ledger, account: object) -> dict[str, int]:
    """How many rows of the account stand in each state. One query."""
    states = rows(ledger, account).order_by().values_list("state").annotate(n=Count("pk"))
    return {str(state): n for state, n in states}


def saved_views(ledger: Ledger, account: Account) -> list[SavedView]:
    """The account's own views of a list."""
    return list(SavedView.objects.filter(account=account, ledger=ledger.code).order_by("name"))


def some_ledger(account: object) -> dict[str, str] | None:
    """A ledger for whoever looks at all pages."""
    mine = ledgers(account)
    return {"code": mine[0].code} if mine else None


def some_entry(account: object) -> dict[str, str] | None:
    """A row for whoever looks at all pages: one on which the account has something to do first."""
    for ledger in ledgers(account):
        begun = [str(source) for move in ledger.moves for source in move.sources]
        mine = rows(ledger, account)
        number = mine.filter(state__in=begun).order_by("-pk").values_list("number", flat=True).first()
        number = number or mine.order_by("-pk").values_list("number", flat=True).first()
        if number:
            return {"code": ledger.code, "number": number}
    return None
