"""The tasks that follow a row: what is to be done while it stands in a state, handed out and taken back in one place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pyarrow as pa

from huaiyuan.base import reference
from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel import clock
from huaiyuan.county.ledger.declaration import Due, Ledger
from huaiyuan.county.ledger.models import Entry
from huaiyuan.county.ledger.types import Who
from huaiyuan.county.worklist import actions as worklist
from huaiyuan.county.worklist.kinds import Kind

SUBJECT = "ledger_entry"
TOWNSHIP, SHORT, NOON = 9, 120, dt.time(10)


def kinds(ledger: Ledger) -> list[Kind]:
    """The kinds of tasks that a ledger gives rise to."""
    return [Kind(ledger.task(due), due.title, due.who.role, due.proof, SUBJECT, limit=due.limit) for due in ledger.dues]


def subject(ledger: Ledger, number: str) -> str:
    """How a row is named as the subject of a task: its ledger and its number."""
    return f"{ledger.code}/{number}"


def moved(ledger: Ledger, row: Entry, was: str, *, by: Account | None, at: dt.datetime) -> None:
    """Close what the state before asked for and hand out what the state now asks for."""
    now = [due for due in ledger.due(row.state) if due.wanted(row)]
    still = {ledger.task(due) for due in now}
    over = [ledger.task(due) for due in ledger.due(was) if ledger.task(due) not in still] if was else []
    worklist.finish(over, [subject(ledger, row.number)], proof=row.get_state_display(), by=by, at=at)
    for due in now:
        hand_out(ledger, due, row, by=by, at=at)


def hand_out(ledger: Ledger, due: Due, row: Entry, *, by: Account | None, at: dt.datetime) -> None:
    """Open one task about a row; one that is open stays as it is."""
    area, department = owner(ledger, due.who, row)
    worklist.open_one(
        ledger.task(due), subject(ledger, row.number), village_code=row.village_code, owner_area=area,
        owner_department=department, household_no=row.household_no, about=ledger.named(row)[:SHORT], by=by, at=at,
    )  # fmt: skip


def hand_out_many(
    ledger: Ledger, numbers: Iterable[str] | None = None, *, by: Account | None, at: dt.datetime
) -> None:  # fmt: skip
    """Open the tasks of rows that wait (all, or those of some numbers), each due from the day its row began to wait."""
    asked = None if numbers is None else set(numbers)
    for due in ledger.dues:
        kind, lines, limits = ledger.task(due), [], dict[dt.date, dt.datetime]()
        for row in ledger.model._default_manager.filter(state=str(due.state)).order_by("number"):
            if (asked is not None and row.number not in asked) or not due.wanted(row):
                continue
            if row.state_since not in limits:
                since = dt.datetime.combine(row.state_since, NOON, clock.SHANGHAI)
                limits[row.state_since] = worklist.due(kind, min(since, at))
            area, department = owner(ledger, due.who, row)
            lines.append({
                "subject_no": subject(ledger, row.number), "about": ledger.named(row)[:SHORT], "grade": "",
                "household_no": row.household_no, "village_code": row.village_code, "owner_area": area,
                worklist.DEPARTMENT: department, "due_at": limits[row.state_since],
            })  # fmt: skip
        if lines:
            schema = pa.schema([*worklist.COLUMNS.items(), (worklist.DEPARTMENT, pa.string())])
            worklist.open_many(kind, pa.Table.from_pylist(lines, schema=schema), by=by, at=at)


def taken_back(ledger: Ledger, numbers: Iterable[str], *, reason: str, by: Account | None, at: dt.datetime) -> int:
    """Take back every task about rows whose ground is gone."""
    every = [ledger.task(due) for due in ledger.dues]
    return worklist.recall(every, [subject(ledger, number) for number in numbers], reason=reason, by=by, at=at)


def owner(ledger: Ledger, who: Who, row: Entry) -> tuple[str, str]:
    """Area and department (or unit) of the post whose turn it is."""
    if who in (Who.VILLAGE, Who.KEEPER):
        return row.village_code, ledger.department if who is Who.KEEPER else ""
    if who is Who.TOWNSHIP:
        return row.village_code[:TOWNSHIP], ""
    where = row.village_code[:6] or reference.places(level="county")[0].code
    return where, {Who.DEPARTMENT: ledger.department_of(row), Who.UNIT: row.unit_no}.get(who, "")
