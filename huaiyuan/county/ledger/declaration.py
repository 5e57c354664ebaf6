"""Declaring a ledger (台账): a table of columns, how its rows begin and move, whose turn it is, and what comes of it.

    class Well(Entry):
        \"\"\"A village's well …\"\"\"
        about = About.VILLAGE
        class States(models.TextChoices): …
        name = Text("井名", required=True)
        depth = Count("井深", unit="米", lo=1)
        class Meta: verbose_name = "水井"

    WELLS = Ledger(
        code="wells", title="水井", model=Well, department="水利局", prefix="SJ", says="每口井一条，……", basis="……",
        opening=Opening(Well.States.USED, by=(Who.VILLAGE,)), amend=(Who.VILLAGE, Who.DEPARTMENT), named=lambda row: row.name,
        moves=(Move("close", "封井", (Well.States.USED,), Well.States.CLOSED, (Who.DEPARTMENT,), reason=True),),
    )

`register(WELLS)` when the app is ready gives it pages, workbooks, history, tasks, an extract, and its page of the
documents. What a simple ledger does not need it does not name: `Reads` and `Pages` say what differs from the usual. What a
ledger does of its own is plain functions named here: in `checks`, and in `sets`, `check` and `after` of a step.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Q

from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import Role
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.figures.catalogue import Figure
from huaiyuan.core.engine.screening.kept import Kept
from huaiyuan.core.kernel import clock
from huaiyuan.county.ledger import columns
from huaiyuan.county.ledger.models import Entry
from huaiyuan.county.ledger.types import About, Badge, Who


@dataclass(frozen=True)
class Act:
    """Who acts on a row, when, and what was written: what a ledger's own functions get beside the row."""

    by: Account | None
    at: dt.datetime
    values: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""

    @property
    def on(self) -> dt.date:
        """The day on which it is done."""
        return self.at.astimezone(clock.SHANGHAI).date()


Check = Callable[[Any, Act], None]
# Columns that a step fills by itself: each with a value, or with a function of the row and the act.
Sets = Mapping[str, Any]


def today(_row: Any, act: Act) -> dt.date:
    """The day of a step, for a column that it `sets`."""
    return act.on


def worked_out(sets: Sets, row: Any, act: Act) -> dict[str, Any]:
    """What the columns that a step fills by itself come to."""
    return {name: value(row, act) if callable(value) else value for name, value in sets.items()}


@dataclass(frozen=True)
class Opening:
    """How a row begins: in which state, and who opens one; nobody does by hand where `by` is empty.

    `title` is what people call it where they do not say 建账. `home` is the link whose row says to which village and unit
    a new row belongs, and whom it is about where both are about the same kind. `sets` are columns that a new row fills by
    itself, its unit among them; `photos` a kind of photos on the form.
    """

    state: Any
    by: tuple[Who, ...] = ()
    title: str = "建账"
    home: str = ""
    sets: Sets = field(default_factory=dict)
    photos: str = ""


@dataclass(frozen=True)
class Move:
    """One permitted step of a row: from where to where, by whom, and what must be written with it.

    The form of the step asks for what it `needs` and what it `may` have, columns and one kind of photos, in the order of
    the table. `sets` are columns that the step fills by itself. `other_than`: whoever did that step may not do this one.
    A step that is nobody's (`by` empty) is the ledger's own. `check` refuses with a DomainError before anything is
    written; `after` does what else follows, in the same transaction. `together`: may be done for many rows at once.
    """

    name: str
    title: str
    sources: tuple[Any, ...]
    target: Any
    by: tuple[Who, ...] = ()
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    sets: Sets = field(default_factory=dict)
    reason: bool = False
    other_than: str = ""
    together: bool = False
    primary: bool = False
    check: Check | None = None
    after: Check | None = None
    says: str = ""

    @property
    def asks(self) -> tuple[str, ...]:
        """Everything its form asks for."""
        return (*self.needs, *self.may)

    @property
    def again(self) -> bool:
        """Whether it may be done over and over; its form then begins empty, because each time it says something new."""
        return self.target in self.sources


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
class Reads:
    """Who reads which rows. The county reads all, a department and its units their own, a post below the rows of its area.

    `posts` are those below that read at all, `beyond` the rows that a post of an area reads besides that area's, such as
    those of works that serve it. `department` is the column that names each row's own department, where a ledger is kept
    by several: each then reads and moves the rows that are its own.
    """

    posts: frozenset[Role] = frozenset({Role.TOWNSHIP, Role.VILLAGE})
    beyond: Callable[[Scope], Q] | None = None
    department: str = ""


@dataclass(frozen=True)
class Pages:
    """What its pages show besides its columns and steps.

    `views` are tabs of the list, `badges` the sign of a state; `beside` gives what the page of a row shows of
    other ledgers; `overview` is a page of its own that sums it up, with its title.
    """

    views: tuple[View, ...] = ()
    badges: Mapping[Any, Badge] = field(default_factory=dict)
    beside: Callable[[Any, object], Iterable[Beside]] | None = None
    overview: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Ledger:
    """One ledger: what it is, how its rows begin and move, who reads and writes them, how it shows.

    `named` is how a row is called in lists, tasks and histories; `over` are the states in which it is done with; `amend`
    changes a row on its page, `fills` by workbook, which `adds` new rows too where it says so; `checks` look at every row
    that is opened, amended, moved or filled. `department` keeps the whole. `raises`: what its rows tell screening, and which
    rules they so raise.
    """

    code: str
    title: str
    model: type[Any]
    department: str
    prefix: str
    says: str
    basis: str
    named: Callable[[Any], str]
    opening: Opening
    moves: tuple[Move, ...] = ()
    dues: tuple[Due, ...] = ()
    over: tuple[Any, ...] = ()
    photos: tuple[Photos, ...] = ()
    checks: tuple[Check, ...] = ()
    amend: tuple[Who, ...] = ()
    fills: tuple[Who, ...] = ()
    adds: bool = False
    reads: Reads = Reads()
    pages: Pages = Pages()
    told: Told | None = None
    figures: tuple[Figure, ...] = ()
    raises: tuple[Kept, ...] = ()
    mechanisms: tuple[str, ...] = ()
    unit: str = "条"

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
        home = self.opening.home
        return bool(home) and self.column(home).related_model.about is self.about is not About.COUNTY

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
        return getattr(row, self.reads.department) if self.reads.department else self.department

    def move(self, name: str) -> Move | None:
        """A step by its name."""
        return next((one for one in self.moves if one.name == name), None)

    def leading_from(self, state: str) -> list[Move]:
        """The steps that a row in a state may take."""
        return [one for one in self.moves if state in {str(source) for source in one.sources}]

    def asked(self, move: Move) -> list[Any]:
        """The columns on the form of a step, in the order of the table."""
        return [column for column in self.columns if column.name in move.asks]

    def slot(self, *names: str) -> Photos | None:
        """The kind of photos among some names."""
        return next((one for one in self.photos if one.name in names), None)

    def due(self, state: str) -> list[Due]:
        """What is to be done about a row in a state."""
        return [one for one in self.dues if str(one.state) == state]

    def task(self, due: Due) -> str:
        """The kind of task that a due is handed out as."""
        return f"{self.code}_{due.state}_{due.who}"

    def check(self, row: Any, act: Act) -> None:
        """Let its checks look at a row before an act is written. Raises what they refuse."""
        for refuse in self.checks:
            refuse(row, act)

    @property
    def once(self) -> list[tuple[str, ...]]:
        """Columns that no two rows may share, as the table itself says."""
        found = [one for one in self.model._meta.constraints if isinstance(one, models.UniqueConstraint)]
        return [tuple(one.fields) for one in found if one.fields]


LEDGERS: dict[str, Ledger] = {}


def linked_by(column: Any) -> Ledger:
    """The ledger whose rows a link names."""
    return next(one for one in LEDGERS.values() if one.model is column.related_model)


# What the address of a list and the forms of a row say beside the columns.
ADDRESS = frozenset(
    {"view", "sort", "cols", "after", "before", "q", "zhen", "as", "act", "reason", "uuid", "photos", "back", "pick"}
)
# Where a row belongs stands in every ledger; what a new row sets itself may be among it.
PLACE = frozenset({"village_code", "unit_no"})


def declare(ledger: Ledger) -> Ledger:
    """Refuse a declaration that does not hold together, when it is read and not when it is used. Raises ValueError."""
    for says in _faults(ledger):
        raise ValueError(f"{ledger.code} {says}")
    return ledger


def _faults(ledger: Ledger) -> Iterator[str]:
    names, slots = {column.name for column in ledger.columns}, {one.name for one in ledger.photos}
    states, opening = set(ledger.model.States), ledger.opening
    if taken := names & (ADDRESS | slots):
        yield f"calls a column {sorted(taken)}, which addresses and forms of every ledger or its photos are called"
    if opening.state not in states:
        yield f"begins in {opening.state}, which is no state of it"
    if lost := ({opening.home} - names | {opening.photos} - slots | {*opening.sets} - names - PLACE) - {""}:
        yield f"opens with {sorted(lost)}, which it has not"
    for move in ledger.moves:
        if lost := ({*move.asks} - names - slots) | ({*move.sets} - names):
            yield f"{move.name} asks for {sorted(lost)}, which is no column of it"
        if strangers := {*move.sources, move.target} - states:
            yield f"{move.name} moves through {strangers}, which is no state of it"
        if move.other_than and ledger.move(move.other_than) is None:
            yield f"{move.name} names {move.other_than}, which is no step of it"
