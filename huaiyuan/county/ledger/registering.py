"""What a declared ledger becomes when the app is ready: kinds of tasks, an extract, figures, a line on the timeline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

from huaiyuan.base import access
from huaiyuan.base.access.permissions import P
from huaiyuan.base.figures import catalogue
from huaiyuan.core.engine import extracts, tables
from huaiyuan.core.engine.screening import kept
from huaiyuan.county.ledger import following, reach
from huaiyuan.county.ledger.declaration import LEDGERS, Ledger, Told, declare
from huaiyuan.county.ledger.trip.declared import RESERVED
from huaiyuan.county.registry import timeline
from huaiyuan.county.registry.timeline import Entry, Rows, Texts, as_texts
from huaiyuan.county.worklist import kinds

PAGE = "ledger_entry"
# What every row has, as the snapshot takes it, before its own columns.
COMMON = {
    "number": "VARCHAR", "state": "VARCHAR", "state_since": "DATE", "village_code": "VARCHAR?", "unit_no": "VARCHAR?",
    "household_no": "VARCHAR?", "person_no": "VARCHAR?", "opened_on": "DATE",
}  # fmt: skip


def register(*ledgers: Ledger) -> None:
    """Take ledgers in. Raises ValueError for one that does not hold together, or a code that is taken."""
    for ledger in map(declare, ledgers):
        if LEDGERS.get(ledger.code, ledger) is not ledger:
            raise ValueError(f"ledger {ledger.code} is declared twice")
        if taken := {column.title for column in ledger.columns} & RESERVED:
            raise ValueError(f"{ledger.code} calls a column {sorted(taken)}, as every workbook calls one of its own")
        if taken := {one.code for one in LEDGERS.values() if one.prefix == ledger.prefix} - {ledger.code}:
            raise ValueError(f"{ledger.code} numbers its rows {ledger.prefix}, as {sorted(taken)} does")
        LEDGERS[ledger.code] = ledger
        kinds.register(*following.kinds(ledger))
        tables.declare(ledger.table, columns_in_extract(ledger))
        extracts.register(ledger.table, partial(_select, ledger))
        catalogue.register(ledger.figures)
        kept.register(ledger.code, ledger.raises)
        if ledger.told is not None:
            timeline.register_rows(f"ledger_{ledger.code}", partial(_rows, ledger, ledger.told))


def columns_in_extract(ledger: Ledger) -> dict[str, str]:
    """The columns of its snapshot table with their types; what is personal stays in the business database."""
    own = {c.name: "VARCHAR?" if c.duck == "VARCHAR" else c.duck for c in ledger.columns if not c.personal}
    return COMMON | own


def _select(ledger: Ledger, dialect: str) -> str:
    own = [c.in_extract(dialect) for c in ledger.columns if not c.personal]
    listed = ", ".join([*COMMON, *own])
    return f"SELECT {listed} FROM {ledger.model._meta.db_table} e"  # noqa: S608 - declared names only


def _rows(ledger: Ledger, told: Told, household_no: str, account: object) -> Rows | None:
    """The rows about a household that the account reads; no query of its own."""
    if not access.may(account, P.LEDGER_READ) or reach.find_ledger(ledger.code, account) is None:
        return None
    found = reach.rows(ledger, account).filter(household_no=household_no)
    return Rows(as_texts(found, "number", told.on, "state", told.column), partial(_entries, ledger, told))


def _entries(ledger: Ledger, told: Told, found: list[Texts]) -> Iterator[Entry]:
    column = None if told.column == "state" else ledger.column(told.column)
    for row in found:
        number, on, state, says = (text or "" for text in row[:4])
        words = str(ledger.model.States(state).label)
        about = f"{column.shown_plain(says)}，{words}" if column is not None else words
        yield Entry(
            dt.date.fromisoformat(on[:10]), told.title, about, ledger.title, "ledger", PAGE, f"{ledger.code}/{number}"
        )


def unregister(ledger: Ledger) -> None:
    """Take a ledger out again: nothing of it is left but its table. For a county that drops one, and for tests."""
    LEDGERS.pop(ledger.code, None)
    for kind in following.kinds(ledger):
        kinds.KINDS.pop(kind.code, None)
    tables.forget(ledger.table)
    extracts.forget(ledger.table)
    for figure in ledger.figures:
        catalogue.FIGURES.pop(figure.id, None)
    kept.forget(ledger.raises)
    timeline.SHARING.pop(f"ledger_{ledger.code}", None)
