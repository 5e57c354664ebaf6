"""交办: the county or a township issues a list in one act; a leader writes one line on what they look at (批示)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from django.db import connection, transaction

from huaiyuan.base import audit, reference
from huaiyuan.base.access import queries as access
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.rights import Held
from huaiyuan.base.reference.workdays import Calendar
from huaiyuan.base.vault.running import next_number
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import public_text
from huaiyuan.county.orders import errors, owners, tasks, trail
from huaiyuan.county.orders.actions import files
from huaiyuan.county.orders.actions.files import Given
from huaiyuan.county.orders.models import Order, OrderLine
from huaiyuan.county.orders.types import About, Did, LineState, Nature, Owner
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.worklist import actions as worklist
from huaiyuan.county.worklist.staging import bound, staged

ONE_DAY = dt.timedelta(days=1)
LONGEST_TITLE, LONGEST_SAYS, SHORT = 80, 400, 30
MOST, PLACES = "order.most", 4
SECRET = frozenset({public_text.Kind.ID, public_text.Kind.PHONE, public_text.Kind.CARD})
COLUMNS = ("number", "household_no", "village_code", "owner_area", "owner_post", "owner_department", "unit_name")
# The lines of a list in one statement, however many; then the first step of each.
WRITE_LINES = """
INSERT INTO orders_orderline (order_id, number, household_no, village_code, owner_area, owner_post, owner_department,
                              unit_name, state, version, due_at, answer, returned_why, returns)
SELECT %(order)s, number, household_no, village_code, owner_area, owner_post, owner_department, unit_name, %(state)s, 1,
       %(due_at)s, '', '', 0
FROM {staged} ORDER BY number"""
WRITE_STEPS = """
INSERT INTO orders_orderstep (line_id, at, did, by_id, says)
SELECT id, %(at)s, %(did)s, %(by)s, '' FROM orders_orderline WHERE order_id = %(order)s ORDER BY id"""


@dataclass(frozen=True)
class Subject:
    """What a leader's line was written on: a figure, a household or a list, in words and as an address."""

    kind: About
    key: str
    words: str
    url: str


@dataclass(frozen=True)
class _Target:
    owner: Owner
    household_no: str = ""


@transaction.atomic
def issue(
    *, title: str, says: str, to: Sequence[str] = (), household_nos: Sequence[str] = (), due_on: dt.date | None = None,
    attached: Sequence[Given] = (), by: Account, at: dt.datetime | None = None,
) -> Order:  # fmt: skip
    """Issue a list: one line for every owner named, and one for the village of every household.

    Without a day the deadline is the county's usual one. Raises: ORDER_NOT_FOUND without the right, ORDER_NO_TITLE,
    ORDER_PERSONAL, ORDER_NO_DAY, ORDER_NOBODY, ORDER_NO_OWNER, ORDER_OUTSIDE, ORDER_TOO_MANY, ORDER_DAY_OFF, ORDER_DAY_PAST, and what
    keeping files refuses.
    """
    held, moment = owners.issuing_post(by, P.ORDER_ISSUE), at or clock.business_now()
    head, body = _text(title, "标题", LONGEST_TITLE), _text(says, "要办什么", LONGEST_SAYS)
    targets = [*_named(to, held, by), *_of_households(household_nos, moment, by)]
    _check_count(len(targets), moment)
    order = Order.objects.create(
        number=next_number(Order, "JB", moment), title=head, says=body, issued_post=held.role, issued_area=held.area_code,
        issued_by=by, issued_at=moment, due_at=_due(due_on, moment),
    )  # fmt: skip
    _write(order, targets, LineState.SENT, by, moment)
    files.keep(order, None, attached, by=by, at=moment)
    audit.record(
        trail.ISSUED, by=by, subject=f"order:{order.number}", writes=True, order=order.number, count=len(targets)
    )
    return order


@transaction.atomic
def instruct(
    says: str, *, on: Subject, to: str = "", due_on: dt.date | None = None, by: Account, at: dt.datetime | None = None
) -> Order:  # fmt: skip
    """A leader's one line (批示): it goes to the owner named, or to the county centre to say whose it is.

    Raises: ORDER_NOT_FOUND without the right, ORDER_NO_TITLE, ORDER_PERSONAL, ORDER_NO_OWNER, ORDER_DAY_OFF,
    ORDER_DAY_PAST.
    """
    held, moment = owners.issuing_post(by, P.INSTRUCT), at or clock.business_now()
    body = _text(says, "一句话", LONGEST_SAYS)
    county = held.area_code[: owners.COUNTY_DIGITS]
    owner = owners.parse([to], county)[0] if to else Owner(Role.COUNTY_CENTER, county)
    village = registry.village_of(on.key) if on.kind == About.HOUSEHOLD else ""
    order = Order.objects.create(
        number=next_number(Order, "JB", moment), nature=Nature.INSTRUCTION, title=body[:LONGEST_TITLE], says=body,
        issued_post=held.role, issued_area=held.area_code, issued_by=by, issued_at=moment, due_at=_due(due_on, moment),
        about_kind=on.kind, about_key=on.key[:40], about_words=on.words[:120], about_url=on.url[:300],
    )  # fmt: skip
    household_no = on.key if on.kind == About.HOUSEHOLD else ""
    state = LineState.SENT if to else LineState.ROUTING
    _write(order, [_Target(owner, household_no)], state, by, moment, village_code=village or "")
    audit.record(
        trail.INSTRUCTED, by=by, subject=f"order:{order.number}", household_no=household_no, village_code=village or "",
        writes=True, order=order.number, about=About(on.kind).label,
        owner=owners.names([owner])[owner] if to else "县监测中心分办",
    )  # fmt: skip
    return order


def default_day(at: dt.datetime | None = None) -> dt.date | None:
    """The day by which a list is due unless another is chosen, by the working calendar; None where nobody settled one."""
    try:
        return reference.deadline(tasks.DAYS, at or clock.business_now()).astimezone(clock.SHANGHAI).date()
    except DomainError:
        # No limit, or a year whose holidays nobody has entered: then a day has to be typed.
        return None


def hand_out(order: Order, lines: Iterable[OrderLine], *, by: Account, at: dt.datetime, again: str = "") -> None:
    """Put lines into the inbox of whoever has to act on them now: the owner, or who says whose they are."""
    by_kind: dict[str, list[dict[str, object]]] = {}
    for line in lines:
        owner = owners.of_line(line)
        routing = line.state == LineState.ROUTING
        to = owners.router(order) if routing else owner
        kind = tasks.ROUTE[to.post] if routing else tasks.CARRY[owner.post]
        due_at = worklist.due(kind, at) if routing else line.due_at
        by_kind.setdefault(kind, []).append(task_row(order, line, to, due_at, again))
    for kind, rows in by_kind.items():
        worklist.open_many(kind, pa.Table.from_pylist(rows, schema=TASKS), by=by, at=at)


TASKS = pa.schema([*worklist.COLUMNS.items(), (worklist.DEPARTMENT, pa.string())])


def task_row(order: Order, line: OrderLine, to: Owner, due_at: dt.datetime, again: str = "") -> dict[str, object]:
    """A line as a task of somebody."""
    return {
        "subject_no": line.number, "about": f"{again}{about(order)}", "household_no": line.household_no,
        "village_code": line.village_code, "owner_area": to.area, "grade": "", "due_at": due_at,
        worklist.DEPARTMENT: to.department,
    }  # fmt: skip


def about(order: Order) -> str:
    """The few words that tell one order from another; what a leader wrote says so."""
    return f"领导批示“{short(order)}”" if order.nature == Nature.INSTRUCTION else short(order)


def short(order: Order) -> str:
    """The beginning of a title."""
    return order.title if len(order.title) <= SHORT else f"{order.title[:SHORT]}…"


def _text(given: str, what: str, longest: int) -> str:
    text = " ".join(given.split())[:longest]
    if not text:
        raise DomainError(errors.NO_TITLE, what=what)
    if any(found.kind in SECRET for found in public_text.findings(text, risk_words=False)):
        raise DomainError(errors.PERSONAL, what=what)
    return text


def _named(keys: Sequence[str], held: Held, by: Account) -> list[_Target]:
    scope = access.scope_of(by, P.ORDER_ISSUE)
    found = owners.parse(keys, held.area_code[: owners.COUNTY_DIGITS])
    for owner in found:
        inside = scope.is_county if owner.post is Role.DEPARTMENT else scope.covers(owner.area)
        if not inside or owner.post is Role.COUNTY_CENTER or owner == Owner(held.role, held.area_code):
            raise DomainError(errors.OUTSIDE, who=owners.names([owner])[owner])
    return [_Target(owner) for owner in found]


def _of_households(numbers: Sequence[str], moment: dt.datetime, by: Account) -> list[_Target]:
    """The village of every household, in its order. A household that is not the account's is told as absent."""
    wanted = list(dict.fromkeys(number for number in numbers if number))
    if not wanted:
        return []
    scope, today = access.scope_of(by, P.ORDER_ISSUE), moment.astimezone(clock.SHANGHAI).date()
    places = registry.places_of(wanted, on=today)
    for number in wanted:
        if number not in places or not scope.covers(places[number].village_code):
            raise DomainError(errors.OUTSIDE, who=number)
    return [_Target(Owner(Role.VILLAGE, places[number].village_code), number) for number in wanted]


def _check_count(count: int, moment: dt.datetime) -> None:
    if not count:
        raise DomainError(errors.NOBODY)
    most = reference.parameter(MOST, moment.astimezone(clock.SHANGHAI).date())
    if most is not None and count > int(most.value):
        raise DomainError(errors.TOO_MANY, most=int(most.value), count=count)


def _due(due_on: dt.date | None, moment: dt.datetime) -> dt.datetime:
    if due_on is None:
        if default_day(moment) is None:
            raise DomainError(errors.NO_DAY)
        return reference.deadline(tasks.DAYS, moment)
    today, calendar = moment.astimezone(clock.SHANGHAI).date(), Calendar()
    if due_on < today:
        raise DomainError(errors.DAY_PAST, on=due_on, today=today)
    if not calendar.is_workday(due_on):
        before = due_on - ONE_DAY
        while not calendar.is_workday(before):
            before -= ONE_DAY
        raise DomainError(errors.DAY_OFF, on=due_on, before=max(before, today), after=calendar.add(due_on, 1))
    return clock.end_of(due_on)


def _write(
    order: Order, targets: Sequence[_Target], state: LineState, by: Account, at: dt.datetime, *, village_code: str = ""
) -> None:
    called = owners.names({target.owner for target in targets})
    rows = [
        {
            "number": f"{order.number}-{place:0{PLACES}d}", "household_no": target.household_no,
            "village_code": target.owner.area if target.owner.post is Role.VILLAGE else village_code,
            "owner_area": target.owner.area, "owner_post": str(target.owner.post),
            "owner_department": target.owner.department, "unit_name": called[target.owner],
        }
        for place, target in enumerate(targets, start=1)
    ]  # fmt: skip
    table = pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in COLUMNS]))
    values: dict[str, Any] = {
        "order": order.pk, "state": str(state), "due_at": bound(order.due_at), "at": bound(at),
        "did": str(Did.ISSUE), "by": by.pk,
    }  # fmt: skip
    with staged("orders_issuing", table) as name, connection.cursor() as cursor:
        cursor.execute(WRITE_LINES.format(staged=name), values)
        cursor.execute(WRITE_STEPS, values)
    hand_out(order, order.lines.order_by("number"), by=by, at=at)
