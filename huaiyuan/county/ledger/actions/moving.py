"""Moving rows along (办一步): one, or many at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.ledger import errors, following, reach
from huaiyuan.county.ledger.actions import photos
from huaiyuan.county.ledger.actions.opening import not_yours
from huaiyuan.county.ledger.actions.writing import cells_of, moved_on, readings, require, write
from huaiyuan.county.ledger.declaration import Act, Ledger, Move, worked_out
from huaiyuan.county.ledger.models import Entry, EntryChange


@dataclass(frozen=True)
class Together:
    """Rows that moved, and those that could not, with the reason."""

    done: list[str]
    refused: dict[str, str]


def move(
    ledger: Ledger, number: str, name: str, texts: Mapping[str, str] | None = None, *, by: Account | None,
    version: int | None = None, pictures: Sequence[bytes] = (), reason: str = "", at: dt.datetime | None = None,
    trusted: bool = False,
) -> Any:  # fmt: skip
    """Do one step of a row. `version` is that of the page it is done from; `trusted` is for a ledger's own acts.

    Raises: LEDGER_NO_ENTRY, LEDGER_NO_MOVE, LEDGER_NOT_YOURS, LEDGER_SAME_PERSON, LEDGER_MOVED_ON, LEDGER_NO_REASON,
    LEDGER_BAD_CELL, LEDGER_LACKING, and whatever the step itself refuses.
    """
    moment = at or clock.business_now()
    with transaction.atomic():
        rows = ledger.model._default_manager.all() if trusted else reach.rows(ledger, by)
        row = rows.select_for_update().filter(number=number).first()
        if row is None:
            raise DomainError(errors.NO_ENTRY)
        step = _step(ledger, row, name, by, version, trusted=trusted)
        if step.reason and not reason.strip():
            raise DomainError(errors.NO_REASON)
        values = readings(ledger, texts or {}, [column.name for column in ledger.asked(step)])
        _require(ledger, row, step, values, pictures)
        act = Act(by, moment, values, reason.strip())
        if step.check:
            step.check(row, act)
        ledger.check(row, act)
        values |= worked_out(step.sets, row, act)
        was = row.state
        write(ledger, row, act, step.name, cells=cells_of(ledger, row, values), state=str(step.target))
        photos.keep(ledger, row, ledger.slot(*step.asks), pictures, by=by, at=moment)
        following.moved(ledger, row, was, by=by, at=moment)
        if step.after:
            step.after(row, act)
    return row


def move_many(
    ledger: Ledger, numbers: Iterable[str], name: str, texts: Mapping[str, str] | None = None, *, by: Account,
    reason: str = "", at: dt.datetime | None = None,
) -> Together:  # fmt: skip
    """Do one step of every row that can take it; the others say why. Raises LEDGER_NO_MOVE for a step that is done singly."""
    step = ledger.move(name)
    if step is None or not step.together:
        raise DomainError(errors.NO_MOVE, state="多选", did=step.title if step else name)
    done, refused = [], {}
    for number in dict.fromkeys(numbers):
        try:
            done.append(move(ledger, number, name, texts, by=by, reason=reason, at=at).number)
        except DomainError as refusal:
            refused[number] = str(refusal)
    return Together(done, refused)


def _step(ledger: Ledger, row: Entry, name: str, by: Account | None, version: int | None, *, trusted: bool) -> Move:
    step = ledger.move(name)
    if version is not None and version != row.version:
        raise moved_on(ledger, row.number)
    if step is None or row.state not in {str(source) for source in step.sources}:
        raise DomainError(errors.NO_MOVE, state=row.get_state_display(), did=step.title if step else name)
    if trusted:
        return step
    if not reach.does(ledger, step.by, by, row):
        raise not_yours(step.by)
    earlier = doer(ledger, row, step.other_than) if step.other_than else None
    if earlier is not None and by is not None and earlier == by.pk:
        before = ledger.move(step.other_than)
        raise DomainError(errors.SAME_PERSON, did=step.title, earlier=before.title if before else "")
    return step


def doer(ledger: Ledger, row: Entry, name: str) -> int | None:
    """Who did a step of a row last."""
    rows = EntryChange.objects.filter(ledger=ledger.code, number=row.number, did=name).order_by("-version")
    return rows.values_list("by", flat=True).first()


def _require(ledger: Ledger, row: Entry, step: Move, values: Mapping[str, object], pictures: Sequence[bytes]) -> None:
    slot = ledger.slot(*step.needs)
    known = {name: values.get(name, getattr(row, name)) for name in step.needs if not slot or name != slot.name}
    require(ledger, known, known)
    if slot and not pictures:
        raise DomainError(errors.LACKING, columns=f"“{slot.title}”")
