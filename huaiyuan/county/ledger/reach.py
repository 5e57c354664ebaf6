"""Which rows of a ledger an account reads, and whose turn an act is: by post, department, area and unit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from huaiyuan.base import access
from huaiyuan.base.access.permissions import ROLES, P, Role
from huaiyuan.base.access.rights import Held
from huaiyuan.base.access.scope import Scope
from huaiyuan.county.ledger.columns import linked
from huaiyuan.county.ledger.declaration import LEDGERS, Ledger
from huaiyuan.county.ledger.models import Entry
from huaiyuan.county.ledger.types import Who

WHOLE_COUNTY = frozenset({Role.COUNTY_CENTER, Role.LEADER})
BY_AREA = frozenset({Role.TOWNSHIP, Role.VILLAGE})


def ledgers(account: object) -> list[Ledger]:
    """The ledgers that an account may open, by department and title."""
    found = [one for one in LEDGERS.values() if any(_reads(one, held) for held in _held(account))]
    return sorted(found, key=lambda one: (one.department, one.code))


def find_ledger(code: str, account: object) -> Ledger | None:
    """A ledger that the account may open."""
    ledger = LEDGERS.get(code)
    return ledger if ledger and any(_reads(ledger, held) for held in _held(account)) else None


def rows(ledger: Ledger, account: object, *, doing: Iterable[Who] | None = None) -> QuerySet[Any]:
    """The rows that the account reads; with `doing`, only those on which one of these is the account's own part."""
    every = ledger.model._default_manager.all()
    condition, wanted = Q(pk__in=[]), None if doing is None else {who.role for who in doing}
    for held in _held(account):
        if not _reads(ledger, held) or (wanted is not None and held.role not in wanted):
            continue
        if _all_of_it(ledger, held):
            return every
        condition |= _own(ledger, held)
    return every.filter(condition)


def find_entry(code: str, number: str, account: object) -> tuple[Ledger, Entry] | None:
    """A row with its ledger, where the account reads both."""
    ledger = find_ledger(code, account)
    links = linked(ledger.model) if ledger else []
    row = rows(ledger, account).select_related(*links).filter(number=number).first() if ledger else None
    return (ledger, row) if ledger and row else None


def does(ledger: Ledger, whose: Iterable[Who], account: object, row: Entry | None = None) -> bool:
    """Whether an act of these is the account's, on this row or, without one, on some."""
    wanted = {who.role for who in whose}
    mine = [h for h in _held(account) if h.role in wanted and _reads(ledger, h) and P.LEDGER_WRITE in _may(h)]
    if row is None or not mine:
        return bool(mine)
    if any(_all_of_it(ledger, h) for h in mine):
        return True
    if any(_is_own(ledger, held, row) for held in mine):
        return True
    return ledger.reads.beyond is not None and rows(ledger, account, doing=whose).filter(pk=row.pk).exists()


def whole(ledger: Ledger, account: object) -> bool:
    """Whether the account reads every row of a ledger."""
    return any(_reads(ledger, h) and _all_of_it(ledger, h) for h in _held(account))


def covers(ledger: Ledger, account: object, village_code: str) -> bool:
    """Whether a row of a village would be among those that the account reaches."""
    held = [h for h in _held(account) if _reads(ledger, h)]
    if any(h.role in WHOLE_COUNTY or h.role in (Role.DEPARTMENT, Role.UNIT) for h in held):
        return True
    return Scope.of([h.area_code for h in held]).covers(village_code)


def _held(account: object) -> tuple[Held, ...]:
    return access.standing(account).held


def _may(held: Held) -> frozenset[P]:
    return ROLES[held.role].permissions


def _all_of_it(ledger: Ledger, held: Held) -> bool:
    """Whether every row of the ledger is the post's; of one kept by several departments each has only its own."""
    return held.role in WHOLE_COUNTY or (held.role is Role.DEPARTMENT and not ledger.reads.department)


def _reads(ledger: Ledger, held: Held) -> bool:
    if P.LEDGER_READ not in _may(held):
        return False
    if held.role in WHOLE_COUNTY:
        return True
    if held.role in BY_AREA:
        return held.role in ledger.reads.posts
    if ledger.reads.department:
        return held.role is Role.DEPARTMENT
    return held.department == ledger.department and (held.role is Role.DEPARTMENT or held.role in _parts(ledger))


def _parts(ledger: Ledger) -> set[Role]:
    """The posts below a department that a ledger gives something to do or to read."""
    whose = {*ledger.opening.by, *ledger.amend, *ledger.fills, *(who for move in ledger.moves for who in move.by)}
    return {who.role for who in whose} | ledger.reads.posts


def _is_own(ledger: Ledger, held: Held, row: Entry) -> bool:
    """Whether a row is a post's by its department, unit or area: what `_own` asks the database, where it is known already."""
    if held.role is Role.DEPARTMENT:
        return held.department == ledger.department_of(row)
    if held.role is Role.UNIT:
        return bool(held.unit_no) and row.unit_no == held.unit_no
    return Scope.of([held.area_code]).covers(row.village_code)


def _own(ledger: Ledger, held: Held) -> Q:
    if held.role is Role.DEPARTMENT:
        return Q(**{ledger.reads.department: held.department})
    if held.role is Role.UNIT:
        return Q(unit_no=held.unit_no) if held.unit_no else Q(pk__in=[])
    scope = Scope.of([held.area_code])
    return scope.q() | ledger.reads.beyond(scope) if ledger.reads.beyond else scope.q()
