"""How a row is changed: by one conditional update with its version, its history and its audit event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from huaiyuan.base import audit
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.ledger import errors, trail
from huaiyuan.county.ledger.declaration import Act, Ledger
from huaiyuan.county.ledger.models import ChangedCell, Entry, EntryChange
from huaiyuan.county.ledger.types import Did

SAID: dict[str, str] = {
    Did.AMENDED: "改", Did.FILLED: "回填", Did.UNFILLED: "撤回回填", Did.REWRITTEN: "成批改", Did.COMPUTED: "再核",
}  # fmt: skip
ACTIONS: dict[str, str] = {Did.OPENED: trail.OPENED, Did.AMENDED: trail.AMENDED}


@dataclass(frozen=True)
class Cell:
    """One changed cell, as its column writes it."""

    column: str
    was: str
    now: str


def readings(ledger: Ledger, texts: Mapping[str, str], names: Iterable[str]) -> dict[str, Any]:
    """What was typed into columns, read. Raises LEDGER_BAD_CELL for the first that cannot be."""
    return {name: ledger.column(name).read(texts.get(name)) for name in names if name in texts}


def require(ledger: Ledger, values: Mapping[str, Any], names: Iterable[str]) -> None:
    """Refuse what leaves a wanted column empty, all of them named at once. Raises LEDGER_LACKING."""
    lacking = [ledger.column(name).title for name in names if values.get(name) in (None, "")]
    if lacking:
        raise DomainError(errors.LACKING, columns="、".join(f"“{title}”" for title in lacking))


def cells_of(ledger: Ledger, row: Entry, values: Mapping[str, Any]) -> list[Cell]:
    """The cells that values would change."""
    found = []
    for name, value in values.items():
        column = ledger.column(name)
        was, now = column.plain(getattr(row, name)), column.plain(value)
        if was != now:
            found.append(Cell(name, was, now))
    return found


def write(
    ledger: Ledger, row: Entry, act: Act, did: str, *, cells: Iterable[Cell], state: str = "", batch: str = ""
) -> None:
    """Write values and state where the row is still as it was read; its history and one audit event with it.

    Raises LEDGER_MOVED_ON when somebody was faster.
    """
    written, version, was = list(cells), row.version, row.state
    changed: dict[str, Any] = {cell.column: act.values[cell.column] for cell in written}
    changed |= {"version": version + 1, "changed_at": act.at, "changed_by": act.by}
    if state:
        changed |= {"state": state} | ({"state_since": act.on} if state != was else {})
    if ledger.model._default_manager.filter(pk=row.pk, version=version).update(**changed) != 1:
        raise moved_on(ledger, row.number)
    for name, value in changed.items():
        setattr(row, name, value)
    remember(ledger, row, act, did, written, batch=batch)


def remember(
    ledger: Ledger, row: Entry, act: Act, did: str, cells: Iterable[Cell] = (), *, batch: str = ""
) -> None:  # fmt: skip
    """The history of an act, and its audit event."""
    change = EntryChange.objects.create(
        ledger=ledger.code, number=row.number, version=row.version, did=did, state=row.state, on=act.on,
        reason=act.reason, batch=batch, at=act.at, by=act.by,
    )  # fmt: skip
    kept = list(cells)
    ChangedCell.objects.bulk_create(ChangedCell(change=change, column=c.column, was=c.was, now=c.now) for c in kept)
    audit.record(
        ACTIONS.get(did, trail.MOVED), by=act.by, subject=f"ledger:{ledger.code}/{row.number}", household_no=row.household_no,
        village_code=row.village_code, writes=True, reason=act.reason, ledger=ledger.title, entry=row.number,
        columns="、".join(ledger.column(c.column).title for c in kept), did=done(ledger, did),
    )  # fmt: skip


def done(ledger: Ledger, did: str) -> str:
    """What an act is called."""
    step = ledger.move(did)
    if did == Did.OPENED:
        return ledger.opening.title
    return step.title if step else SAID.get(did, did)


def moved_on(ledger: Ledger, number: str) -> DomainError:
    """That somebody was faster: who, and what they did."""
    last = (
        EntryChange.objects.filter(ledger=ledger.code, number=number).select_related("by").order_by("-version").first()
    )
    row = ledger.model._default_manager.filter(number=number).first()
    return DomainError(
        errors.MOVED_ON, who=last.by.display_name if last and last.by else "别人",
        did=done(ledger, last.did) if last else "改了", state=row.get_state_display() if row else "没有了",
    )  # fmt: skip


def changed_since(ledger: Ledger, number: str, version: int) -> dict[str, str]:
    """Columns that changed after a version, with what they were then."""
    rows = ChangedCell.objects.filter(
        change__ledger=ledger.code, change__number=number, change__version__gt=version
    ).order_by("-change__version")
    # The earliest change after that version says what stood there at it.
    return dict(rows.values_list("column", "was"))


def same_again(ledger: Ledger) -> DomainError:
    """That two rows would say the same where no two may."""
    field = ledger.model._meta.get_field
    once = "；".join("、".join(f"“{field(name).verbose_name}”" for name in names) for names in ledger.once)
    return DomainError(errors.SAME_AGAIN, columns=once)
