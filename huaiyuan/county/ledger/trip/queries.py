"""What pages and commands read about workbooks that came back."""

from __future__ import annotations

import base64
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.core.engine import child, lake
from huaiyuan.core.kernel import installation
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import errors as intake
from huaiyuan.county.intake import staging
from huaiyuan.county.intake import trail as intake_trail
from huaiyuan.county.intake.exports import BOOK_LIMITS
from huaiyuan.county.ledger import queries, reach
from huaiyuan.county.ledger.columns import Column
from huaiyuan.county.ledger.declaration import LEDGERS, Ledger
from huaiyuan.county.ledger.models import Fill, FillCell, FillState
from huaiyuan.county.ledger.trip import declared, merging, refusals

MOST, PAGE = 20, 50
BY_PIECE = {
    intake.ROW_DATE.code: "日期认不出", intake.ROW_YUAN.code: "金额认不出", intake.ROW_INT.code: "整数认不出",
    intake.ROW_CODE.code: "写法不在码表",
}  # fmt: skip


@dataclass(frozen=True)
class CellLine:
    """A cell as the page shows it."""

    id: int
    entry: str
    who: str
    row: int
    title: str
    was: str
    now: str
    given: str
    changed_by: str
    changed_at: str
    from_file: bool


@dataclass(frozen=True)
class Refused:
    """A page of what is not written, and how many of each kind there are."""

    lines: list[dict[str, Any]]
    total: int
    kinds: list[tuple[str, str, int]]


def fills(ledger: Ledger, account: Account) -> list[Fill]:
    """The workbooks that the account brought, the latest first; all of them for whoever reaches every row."""
    rows = Fill.objects.filter(ledger=ledger.code).select_related("by", "ended_by").order_by("-pk")
    return list((rows if reach.whole(ledger, account) else rows.filter(by=account))[:MOST])


def find_fill(code: str, number: str, account: Any) -> tuple[Ledger, Fill] | None:
    """A workbook of a ledger that the account fills."""
    ledger = reach.find_ledger(code, account)
    if ledger is None or not reach.does(ledger, ledger.fills, account):
        return None
    try:
        return ledger, merging.find(ledger, number, account)
    except DomainError:
        return None


def cells(ledger: Ledger, fill: Fill, account: Account) -> tuple[list[CellLine], list[CellLine]]:
    """Conflicts, and some of the cells that are to be written, in the order of the file, with whom each is about.

    Four queries or five.
    """
    columns: dict[str, Column] = {column.name: column for column in ledger.columns}
    found = list(FillCell.objects.filter(fill=fill, column__in=columns).order_by("row", "pk"))
    entries = list(ledger.model._default_manager.filter(number__in={one.entry for one in found}))
    queries.named_rows(ledger, entries, account)
    who = {one.number: one.who for one in entries}
    conflicts, others = (
        [_line(columns[one.column], one, who.get(one.entry, "")) for one in found if one.conflict is clashes]
        for clashes in (True, False)
    )
    return conflicts, others


def _line(column: Column, cell: FillCell, who: str) -> CellLine:
    shown = column.shown_plain
    return CellLine(
        cell.pk, cell.entry, who, cell.row, column.title, shown(cell.was), shown(cell.now), shown(cell.given),
        cell.changed_by, cell.changed_at, cell.from_file,
    )  # fmt: skip


def by_column(ledger: Ledger, fill: Fill) -> list[tuple[str, int]]:
    """How many of the shown cells each column has."""
    titles = {column.name: column.title for column in ledger.columns}
    counts = Counter(FillCell.objects.filter(fill=fill, conflict=False).values_list("column", flat=True))
    return [(titles[name], count) for name, count in counts.most_common() if name in titles]


def refused(ledger: Ledger, fill: Fill, *, code: str = "", first: int = 0) -> Refused:
    """What is not written, a page of it: sheet, row, column, what stood there, what to do."""
    file = folder(ledger, fill) / lake.FAULTS
    if not file.exists():
        return Refused([], 0, [])
    table = pq.read_table(file)
    counts = Counter(table["code"].to_pylist())
    kinds = [(name, refusals.SHORT.get(name) or BY_PIECE.get(name) or str(name), n) for name, n in counts.most_common()]
    chosen = table.filter(pc.equal(table["code"], pa.scalar(code))) if code else table
    return Refused(chosen.slice(first, PAGE).to_pylist(), chosen.num_rows, kinds)


def folder(ledger: Ledger, fill: Fill) -> Path:
    """Where the rows of a workbook lie."""
    return lake.folder_of(staging.lake_root(), ledger.table, fill.number)


def error_book(ledger: Ledger, fill: Fill, *, by: Account) -> bytes:
    """The workbook as it came, with what is not written marked and said: made in a child, never stored, audited.

    Raises: INTAKE_NO_ORIGINAL, ENGINE_CHILD_*.
    """
    place, installed = folder(ledger, fill), installation.current()
    if not (place / lake.ORIGINAL).exists():
        raise DomainError(intake.NO_ORIGINAL, batch=fill.number)
    source = declared.source(ledger, declared.columns(ledger, by))
    order = {
        "folder": str(place), "data_dir": str(installed.folder), "source": source.id, "declared": source.as_order(),
        "demo": installed.is_demo,
    }  # fmt: skip
    made = child.call("huaiyuan.county.intake.reading.errorbook:make", order, limits=BOOK_LIMITS)
    with transaction.atomic():
        kept = "整表" if made["whole"] else "只有问题行"
        audit.record(intake_trail.ERROR_BOOK_TAKEN, by=by, subject=f"fill:{fill.number}", rows=made["rows"], kept=kept)
    return base64.b64decode(made["book"])


def some_fill(account: Any) -> dict[str, str] | None:
    """A workbook for whoever looks at all pages."""
    for code, ledger in LEDGERS.items():
        if (
            reach.find_ledger(code, account)
            and reach.does(ledger, ledger.fills, account)
            and (mine := fills(ledger, account))
        ):
            return {
                "code": code,
                "number": next((f.number for f in mine if f.state == FillState.WAITING), mine[0].number),
            }
    return None


def some_filled(account: Any) -> dict[str, str] | None:
    """A ledger that whoever looks at all pages fills."""
    for code, ledger in LEDGERS.items():
        if reach.find_ledger(code, account) and reach.does(ledger, ledger.fills, account):
            return {"code": code}
    return None
