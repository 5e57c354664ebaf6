"""Amending a row (改): only what was touched is written, and nothing that somebody else changed meanwhile is overwritten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.ledger import errors, reach
from huaiyuan.county.ledger.actions.opening import not_yours
from huaiyuan.county.ledger.actions.writing import (
    cells_of,
    changed_since,
    moved_on,
    readings,
    require,
    same_again,
    write,
)
from huaiyuan.county.ledger.declaration import Act, Ledger
from huaiyuan.county.ledger.types import Did


def amend(
    ledger: Ledger, number: str, texts: Mapping[str, str], *, version: int, by: Account | None, reason: str = "",
    at: dt.datetime | None = None,
) -> Any:  # fmt: skip
    """EntryChange cells of a row that was read at a version.

    A cell that the form did not touch keeps what others made of it; one that both changed is refused, with who.
    Raises: LEDGER_NO_ENTRY, LEDGER_NOT_YOURS, LEDGER_BAD_CELL, LEDGER_LACKING, LEDGER_MOVED_ON, LEDGER_NOTHING_CHANGED,
    LEDGER_SAME_AGAIN.
    """
    moment = at or clock.business_now()
    with transaction.atomic():
        row = reach.rows(ledger, by).select_for_update().filter(number=number).first()
        if row is None:
            raise DomainError(errors.NO_ENTRY)
        if not reach.does(ledger, ledger.amend, by, row):
            raise not_yours(ledger.amend)
        names = [c.name for c in ledger.columns if c.filled]
        wanted = readings(ledger, texts, names)
        changed, standing = changed_since(ledger, number, version), {}
        for cell in cells_of(ledger, row, wanted):
            if cell.column not in changed:
                standing[cell.column] = wanted[cell.column]
            elif changed[cell.column] != cell.now:
                raise moved_on(ledger, number)
        if not standing:
            raise DomainError(errors.NOTHING_CHANGED)
        require(ledger, standing, [c.name for c in ledger.columns if c.required and c.name in standing])
        act = Act(by, moment, standing, reason.strip())
        ledger.check(row, act)
        try:
            with transaction.atomic():
                write(ledger, row, act, Did.AMENDED, cells=cells_of(ledger, row, standing))
        except IntegrityError:
            raise same_again(ledger) from None
    return row
