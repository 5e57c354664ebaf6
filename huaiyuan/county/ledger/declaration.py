"""Declaring a ledger (台账): a table of columns, how its rows move, whose turn it is, and what comes of it.

    class Well(Entry):
        \"\"\"A village's well …\"\"\"
        about = About.VILLAGE
        class States(models.TextChoices): …
        name = Text("井名", required=True)
        depth = Count("井深", unit="米", lo=1)
        class Meta: verbose_name = "水井"

    WELLS = Ledger(
        code="wells", title="水井", model=Well, department="水利局", prefix="SJ", says="每口井一条，……", basis="……",
        first=Well.States.USED, open=(Who.VILLAGE,), amend=(Who.VILLAGE, Who.DEPARTMENT), named=lambda row: row.name,
        moves=(Move("close", "封井", (Well.States.USED,), Well.States.CLOSED, (Who.DEPARTMENT,), reason=True),),
    )

`register(WELLS)` when the app is ready gives it pages, workbooks, history, tasks, an extract, and its page of the
documents. What a ledger does of its own is plain functions named here: `checks`, `moves[].check`, `moves[].after`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Q

from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import Role
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.figures.catalogue import Figure, Identity
from huaiyuan.core.engine.screening.kept import Kept
from huaiyuan.county.ledger import columns
from huaiyuan.county.ledger.models import Entry
from huaiyuan.county.ledger.types import About, Who


@dataclass(frozen=True)
class Act:
    """Who acts on a row, when, and what was written: what a ledger's own functions get beside the row."""

    by: Account | None
    at: dt.datetime
    on: dt.date
    values: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


Check = Callable[[Any, Act], None]
Sets = Callable[[Any, Act], Mapping[str, Any]]


@dataclass(frozen=True)
class Move:
    """One permitted step of a row: from where to where, by whom, and what must be written with it.

    `asks` are columns on the form of the step, `needs` those of them that must be filled; `stamps` are day columns that
    the step sets to its own day; `photos` a slot of photos, of which one at least is wanted where `needs` names it.
    `other_than`: whoever did that step may not do this one. A step that is nobody's (`by` empty) is the ledger's own.
    `check` refuses with a DomainError before anything is written; `sets` gives columns that the step fills by itself;
    `after` does what else follows, in the same transaction. `together`: may be done for many rows at once. `fresh`: its
    form begins empty, because each time it says something new.
    """

    name: str
    title: str
    sources: tuple[Any, ...]
    target: Any
    by: tuple[Who, ...] = ()
    asks: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    stamps: tuple[str, ...] = ()
    photos: str = ""
    reason: bool = False
    other_than: str = ""
    together: bool = False
    primary: bool = False
    fresh: bool = False
    check: Check | None = None
    sets: Sets | None = None
    after: Check | None = None
    says: str = ""


@dataclass(frozen=True)
class Due:
    """What is to be done while a row stands in a state, by whom and until when; it is done when the row moves on.

    `title` may name `{about}`, the words by which the row is called; `limit` is a policy parameter in days or hours.
    `wanted` leaves out rows that need nothing.
    """

    state: Any
    who: Who
    title: str
    proof: str
    limit: str = ""
    wanted: Callable[[Any], bool] = lambda _row: True


@dataclass(frozen=True)
class Photos:
    """A kind of photos that a row may have."""

    name: str
    title: str
    most: int = 3


@dataclass(frozen=True)
class View:
    """A tab of the list: rows that fit a condition, a callable where it depends on the day."""

    name: str
    title: str
    where: Q | Callable[[], Q]


@dataclass(frozen=True)
class Beside:
    """What a ledger shows of its own on the page of a row: a title over lines of (words, smaller words, a page and its parts)."""

    title: str
    lines: tuple[tuple[str, str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Told:
    """What a row tells on its household's timeline: a title, and the sentence made of columns."""

    title: str
    column: str
    on: str = "opened_on"


@dataclass(frozen=True)
class Ledger:
    """One ledger. `first` is the state of a new row; `named` how a row is called in lists, tasks and histories.

    `home` is the link whose row says to which village and unit a new row belongs, and whom it is about where both are
    about the same kind; `settle` fills in what follows from the rest of a new row before it is looked at; `opens_with`
    is a slot of photos on the form that opens one; `beside` gives what the page of a row shows besides; `overview` is a
    page of its own that sums it up, with its title.
    `by_department`: the column that names each row's own department, where a ledger is kept by several: a department
    then reads and moves the rows that are its own, and `department` is only who keeps the whole.
    `raises`: what its rows tell screening, and which rules they so raise.
    """

    code: str
    title: str
    model: type[Any]
    department: str
    says: str
    basis: str
    prefix: str
    first: Any
    named: Callable[[Any], str]
    open: tuple[Who, ...] = ()
    amend: tuple[Who, ...] = ()
    moves: tuple[Move, ...] = ()
    dues: tuple[Due, ...] = ()
    photos: tuple[Photos, ...] = ()
    views: tuple[View, ...] = ()
    order: tuple[str, ...] = ("-number",)
    over: tuple[Any, ...] = ()
    fills: tuple[Who, ...] = ()
    adds: bool = False
    readers: frozenset[Role] = frozenset({Role.TOWNSHIP, Role.VILLAGE})
    reach: Callable[[Scope], Q] | None = None
    home: str = ""
    settle: Check | None = None
    opens_with: str = ""
    beside: Callable[[Any, object], Iterable[Beside]] | None = None
    overview: tuple[str, str] = ("", "")
    checks: tuple[Check, ...] = ()
    told: Told | None = None
    badges: Mapping[Any, tuple[str, str]] = field(default_factory=dict)
    figures: tuple[Figure, ...] = ()
    identities: tuple[Identity, ...] = ()
    raises: tuple[Kept, ...] = ()
    mechanisms: tuple[str, ...] = ()
    unit: str = "条"
    places: int = 5
    by_department: str = ""

    @property
    def columns(self) -> list[Any]:
        """Its own columns in their order."""
        return columns.columns_of(self.model)

    def column(self, name: str) -> Any:
        """One of them. Raises KeyError."""
        return columns.named(self.columns, (name,))[0]

    @property
    def follows(self) -> bool:
        """Whether a new row is about whom the row of its home is about: a visit of a pupil."""
        return bool(self.home) and self.column(self.home).related_model.about is self.about is not About.COUNTY

    @property
    def about(self) -> About:
        """What its rows are about."""
        return self.model.about

    @property
    def table(self) -> str:
        """What its snapshot table is called."""
        return f"ledger_{self.code.replace('-', '_')}"

    def department_of(self, row: Entry) -> str:
        """Whose row it is among departments."""
        return getattr(row, self.by_department) if self.by_department else self.department

    def move(self, name: str) -> Move | None:
        """A step by its name."""
        return next((one for one in self.moves if one.name == name), None)

    def leading_from(self, state: str) -> list[Move]:
        """The steps that a row in a state may take."""
        return [one for one in self.moves if state in {str(source) for source in one.sources}]

    def due(self, state: str) -> list[Due]:
        """What is to be done about a row in a state."""
        return [one for one in self.dues if str(one.state) == state]

    def task(self, due: Due) -> str:
        """The kind of task that a due is handed out as."""
        return f"{self.code}_{due.state}_{due.who}"

    @property
    def once(self) -> list[tuple[str, ...]]:
        """Columns that no two rows may share, as the table itself says."""
        found = [one for one in self.model._meta.constraints if isinstance(one, models.UniqueConstraint)]
        return [tuple(one.fields) for one in found if one.fields]


LEDGERS: dict[str, Ledger] = {}
# What the address of a list and the forms of a row say beside the columns.
ADDRESS = frozenset(
    {"view", "sort", "cols", "after", "before", "q", "zhen", "as", "act", "reason", "uuid", "photos", "back", "pick"}
)


def declare(ledger: Ledger) -> Ledger:
    """Refuse a declaration that does not hold together, when it is read and not when it is used. Raises ValueError."""
    names = {column.name for column in ledger.columns}
    if names & ADDRESS:
        raise ValueError(
            f"{ledger.code} calls a column {sorted(names & ADDRESS)}, which addresses and forms of every ledger have"
        )
    slots = {one.name for one in ledger.photos}
    states = set(ledger.model.States)
    for move in ledger.moves:
        unknown = (
            ({*move.asks, *move.stamps} - names)
            | ({*move.needs} - {*move.asks} - slots)
            | ({move.photos} - slots - {""})
        )
        if unknown:
            raise ValueError(f"{ledger.code}.{move.name} asks for {sorted(unknown)}, which is no column of it")
        if strangers := {*move.sources, move.target} - states:
            raise ValueError(f"{ledger.code}.{move.name} moves through {strangers}, which is no state of it")
        if move.other_than and ledger.move(move.other_than) is None:
            raise ValueError(f"{ledger.code}.{move.name} names {move.other_than}, which is no step of it")
    if (ledger.home and ledger.home not in names) or (ledger.opens_with and ledger.opens_with not in slots):
        raise ValueError(
            f"{ledger.code} is at home in {ledger.home} or opens with {ledger.opens_with}, which it has not"
        )
    if ledger.first not in states:
        raise ValueError(f"{ledger.code} begins in {ledger.first}, which is no state of it")
    return ledger
