"""The faults of a batch as a file to send back to the department (问题行): where, what is wrong, what to do."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import xlsxwriter
from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.audit.recording import Actor
from huaiyuan.core.engine import child, lake
from huaiyuan.core.engine.child import Limits
from huaiyuan.core.kernel import installation
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import errors, queries, staging, trail
from huaiyuan.county.intake.actions import find
from huaiyuan.county.intake.types import Fault

DEMO_LINE = "演示数据"
HEAD = ("表", "行", "列", "处理", "原来写的", "错在哪里、怎么办")
TREATED = {errors.REJECT: "已退回，改好再报", errors.WARN: "已收，请核对"}
# A spreadsheet takes a cell that starts with one of these for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Somebody waits for it at a page.
BOOK_LIMITS = Limits(memory_mb=5000, cpu_s=60, wall_s=90)
Format = Literal["csv", "xlsx"]


def faults(batch_id: str, *, format: Format, by: Actor | str | None, level: str = "") -> bytes:
    """Rejected rows and warnings of a batch as csv (UTF-8 with BOM) or xlsx; made on asking, never stored.

    Raises: INTAKE_NO_BATCH.
    """
    lines = [_line(fault) for fault in queries.all_faults(batch_id, level=level)]
    with transaction.atomic():
        audit.record(trail.FAULTS_EXPORTED, by=by, subject=f"batch:{batch_id}", rows=len(lines))
    return _xlsx(lines) if format == "xlsx" else _csv(lines)


@dataclass(frozen=True)
class ErrorBook:
    """The department's own file with what is wrong in it: the xlsx, how many rows are wrong, whether it is whole."""

    data: bytes
    rows: int
    whole: bool


def error_book(batch_id: str, *, by: Actor | str | None) -> ErrorBook:
    """带原因的原表: made from the sealed original in a child process, in memory only; audited, for it holds numbers in clear.

    Raises: INTAKE_NO_BATCH, INTAKE_NO_ORIGINAL, ENGINE_CHILD_*.
    """
    batch = find(batch_id)
    folder, installed = staging.folder_of(batch), installation.current()
    if not (folder / lake.ORIGINAL).exists():
        raise DomainError(errors.NO_ORIGINAL, batch=batch_id)
    order = {
        "folder": str(folder),
        "data_dir": str(installed.folder),
        "source": batch.source,
        "demo": installed.is_demo,
    }
    made = child.call("huaiyuan.county.intake.reading.errorbook:make", order, limits=BOOK_LIMITS)
    with transaction.atomic():
        kept = "整表" if made["whole"] else "只有问题行"
        audit.record(trail.ERROR_BOOK_TAKEN, by=by, subject=f"batch:{batch_id}", rows=made["rows"], kept=kept)
    return ErrorBook(base64.b64decode(made["book"]), made["rows"], made["whole"])


def _line(fault: Fault) -> tuple[str, str, str, str, str, str]:
    return fault.sheet, str(fault.row), fault.column, TREATED[fault.level], fault.shown, fault.says


def _title() -> list[str]:
    return [DEMO_LINE] if installation.current().is_demo else []


def _csv(lines: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows([title] for title in _title())
    writer.writerow(HEAD)
    writer.writerows([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in line] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def _xlsx(lines: Iterable[Sequence[str]]) -> bytes:
    """Every cell is text, so that no masked number is reinterpreted."""
    out = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, plain) as book:
        sheet = book.add_worksheet("问题行")
        rows = [*([title] for title in _title()), HEAD, *lines]
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        sheet.freeze_panes(len(_title()) + 1, 0)
        sheet.set_column(0, 4, 16)
        sheet.set_column(5, 5, 60)
    return out.getvalue()
