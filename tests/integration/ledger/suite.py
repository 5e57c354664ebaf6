"""Hands for the kit's tests: somebody for every post that a ledger knows, rows made of its columns, steps as it declares them."""

from __future__ import annotations

import datetime as dt
import io
from collections import deque
from decimal import Decimal
from typing import Any

from PIL import Image

from huaiyuan.base.access.models import Account, Post, Posting
from huaiyuan.base.access.permissions import Role
from huaiyuan.core.kernel import clock
from huaiyuan.county.ledger import actions
from huaiyuan.county.ledger.actions import Place
from huaiyuan.county.ledger.columns import Amount, Coded, Count, Day, Link, Measure
from huaiyuan.county.ledger.declaration import LEDGERS, Ledger, Move
from huaiyuan.county.ledger.types import About, Who
from huaiyuan.county.registry.models import Membership, Residence
from tests.integration.ledger.samples import SAMPLES

COUNTY, TOWN, VILLAGE, UNIT = "411330", "411330101", "411330101200", "DW1"


def picture() -> bytes:
    """A small photo."""
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (120, 130, 110)).save(out, "JPEG")
    return out.getvalue()


class Hands:
    """A ledger of the tiny county and somebody for each of its posts."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        rows = Residence.objects.on(clock.today()).filter(village_code=VILLAGE, household__closed_on=None)
        homes = list(rows.order_by("household_id").values_list("household__household_no", flat=True)[:12])
        people = Membership.objects.on(clock.today()).filter(household__household_no__in=homes, person__died_on=None)
        self.people = list(people.order_by("person_id").values_list("person__person_id", "household__household_no"))
        self.homes = homes
        self._known: dict[str, Account] = {}
        self.village, self.unit = VILLAGE, UNIT
        own = ledger.reads.department
        # One that is kept by several departments: the first of them.
        self.department = ledger.column(own).choices_shown[0][0] if own else ledger.department

    def of(self, who: Who) -> Account:
        """The account of a post that the ledger names, where its rows are."""
        existing = {Who.COUNTY: "county1", Who.TOWNSHIP: "yuehe", Who.VILLAGE: "xuzhai"}
        return Account.objects.get(username=existing[who]) if who in existing else self.second(who, "first")

    def second(self, who: Who, which: str = "second") -> Account:
        """Another one on the same post."""
        areas = {Who.TOWNSHIP: TOWN, Who.VILLAGE: self.village, Who.KEEPER: self.village}
        own = who in (Who.DEPARTMENT, Who.UNIT, Who.KEEPER)
        unit = self.unit if who is Who.UNIT else ""
        name = f"{which}_{who}_{self.ledger.code}_{unit}"
        return self.posted(name, who.role, areas.get(who, COUNTY), self.department if own else "", unit)

    def posted(self, username: str, role: Role, area: str, department: str = "", unit: str = "") -> Account:
        """Somebody new on a post."""
        if username not in self._known:
            post, _ = Post.objects.get_or_create(
                code=f"t_{role}", defaults={"title": str(role), "base_role": role.value}
            )
            account = Account.objects.create(username=username, display_name=f"{username[:20]}经办")
            Posting.objects.create(account=account, post=post, area_code=area, area_name="试地", department=department,
                                   unit_no=unit, valid_from=dt.date(2021, 1, 1))  # fmt: skip
            self._known[username] = account
        return self._known[username]

    def any_of(self, whose: tuple[Who, ...]) -> Account:
        """The first of several posts whose turn it may be."""
        return self.of(whose[0])

    @property
    def strangers(self) -> list[Account]:
        """A township and a village elsewhere, and another department."""
        bureau = self.posted("other_bureau", Role.DEPARTMENT, COUNTY, "别的局")
        # A ledger that says itself whom it reaches may reach others' villages.
        far = [Account.objects.get(username="huilong"), self.posted("far_village", Role.VILLAGE, "411330301200")]
        return [bureau] if self.ledger.reads.beyond else [*far, bureau]

    def place(self, n: int) -> Place:
        """Whom or what the n-th row is about."""
        if self.ledger.about is About.PERSON:
            person, household = self.people[n % len(self.people)]
            return Place(VILLAGE, UNIT, household, person)
        if self.ledger.about is About.HOUSEHOLD:
            return Place(VILLAGE, UNIT, self.homes[n % len(self.homes)])
        return Place(VILLAGE if self.ledger.about is About.VILLAGE else "", UNIT)

    def texts(self, n: int, names: Any = None) -> dict[str, str]:
        """What somebody types into columns; another `n` types something else."""
        columns = [c for c in self.ledger.columns if names is None or c.name in set(names)]
        said = {c.name: text(c, n, self.ledger.code) for c in columns if not isinstance(c, Link)}
        own = self.ledger.reads.department
        return said | ({own: self.department} if own in said else {})

    def opened(self, n: int = 0) -> Any:
        """The n-th row, opened by the ledger's own hand."""
        links = {c.name: linked(c, n) for c in self.ledger.columns if isinstance(c, Link)}
        row = actions.open_entry(self.ledger, self.place(n), self.texts(n), by=None, links=links, trusted=True)
        self.village, self.unit = row.village_code or VILLAGE, row.unit_no or UNIT
        return row

    def moved(self, row: Any, move: Move) -> Any:
        """The row one step on, by whose turn it is."""
        by = (self.second if move.other_than else self.of)(move.by[0]) if move.by else None
        return actions.move(
            self.ledger, row.number, move.name, self.texts(3, move.asks), by=by, reason="查过了", trusted=not move.by,
            pictures=[picture()] if self.ledger.slot(*move.asks) else (),
        )  # fmt: skip

    def brought_to(self, row: Any, state: str) -> Any:
        """The row in a state, by the shortest way there; None when no way leads there."""
        way = self.way(row.state, state)
        for move in way or ():
            row = self.moved(row, move)
        return None if way is None else row

    def way(self, state: str, wanted: str) -> list[Move] | None:
        """The shortest way from a state to another."""
        ways: deque[tuple[str, list[Move]]] = deque([(state, [])])
        seen = {state}
        while ways:
            at, way = ways.popleft()
            if at == wanted:
                return way
            for move in self.ledger.leading_from(at):
                if str(move.target) not in seen:
                    seen.add(str(move.target))
                    ways.append((str(move.target), [*way, move]))
        return None


def other_of(column: Link) -> Ledger:
    """The ledger that a link leads to."""
    return next(one for one in LEDGERS.values() if one.model is column.related_model)


def linked(column: Link, n: int) -> Any:
    """A row that a link may lead to, another one for another `n`."""
    other = other_of(column)
    known = list(other.model._default_manager.order_by("pk"))
    return known[n] if n < len(known) else Hands(other).opened(len(known))


def text(column: Any, n: int, code: str) -> str:
    """What somebody types into one column."""
    sample = SAMPLES.get(code, {}).get(column.name)
    if sample is not None:
        return sample
    if isinstance(column, Coded):
        words = column.choices_shown
        return words[n % len(words)][1]
    if isinstance(column, Day):
        return (clock.today() - dt.timedelta(days=n + 1)).isoformat()
    if isinstance(column, Count):
        return str(min(column.hi, column.lo + n + 1))
    if isinstance(column, Amount):
        return str(column.lo + Decimal(n + 1))
    if isinstance(column, Measure):
        return str(column.lo + Decimal(n + 1))
    return f"{n}号{column.title}"[: column.most]


def other_text(column: Any, now: str, code: str) -> str:
    """Something else than stands in a column now."""
    return next(t for n in range(7, 40) if (t := _free(column, n)) and column.plain(column.read(t)) != now)


def _free(column: Any, n: int) -> str:
    return text(column, n, "")
