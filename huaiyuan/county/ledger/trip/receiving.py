"""A workbook comes back (传回表格): read, checked and compared; nothing of the ledger is written until somebody says so."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import transaction
from django.db.models import Max

from huaiyuan.base import access, audit, jobs
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import Field
from huaiyuan.core.engine import lake
from huaiyuan.core.kernel import clock, faultpoint
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.kernel.period import Period
from huaiyuan.county.intake import answers, staging, uploads
from huaiyuan.county.intake.uploads import Original
from huaiyuan.county.ledger import errors, reach, trail
from huaiyuan.county.ledger.actions.opening import not_yours
from huaiyuan.county.ledger.declaration import LEDGERS, Ledger
from huaiyuan.county.ledger.models import Fill, FillCell, FillState
from huaiyuan.county.ledger.trip import comparing, declared
from huaiyuan.county.ledger.trip.comparing import Compared
from huaiyuan.county.ledger.trip.work import READ as JOB

SHOWN, MOST_CONFLICTS, MOST_ADDED = 200, 5000, 2000
LIVE = (FillState.WAITING, FillState.MERGED)
VEILED = "＊"


def receive(original: Path | Original, ledger: Ledger, *, by: Account) -> Fill:
    """Take a workbook of a ledger back; it then waits to be written. Equal content of the same account is taken once.

    Raises: LEDGER_NOT_YOURS, LEDGER_OTHER_LEDGER, LEDGER_FILL_MANY, JOBS_BUSY, and the INTAKE_* errors of a file that
    cannot be read; nothing is kept then.
    """
    if not reach.does(ledger, ledger.fills, by):
        raise not_yours(ledger.fills)
    given = uploads.plain(original) if isinstance(original, Path) else original
    try:
        with jobs.claim(JOB, ledger.code, by=by) as job:
            job.stage("reading")
            source, period = (
                declared.source(ledger, declared.columns(ledger, by)),
                Period(clock.today().year, clock.today().month),
            )
            with staging.staged_entries(given, source, period, _next(ledger, period), job.progress) as staged:
                first = Fill.objects.filter(
                    ledger=ledger.code, by=by, content_hash=staged.content_hash, state__in=LIVE
                ).first()
                if first is not None:
                    job.finish(f"和{first.number}内容一样，没有重复收")
                    return first
                job.stage("comparing", int(staged.manifest["rows"]))
                fill, compared = _compared(staged, ledger, given.name, by)
                faultpoint.reached("ledger_fill.compared")
                staging.publish(staged)
                faultpoint.reached("ledger_fill.published")
                job.check_cancel()
                _keep(fill, compared, ledger, by)
            job.finish(says(fill))
            return fill
    finally:
        given.drop()


def _compared(staged: staging.Staged, ledger: Ledger, name: str, by: Account) -> tuple[Fill, Compared]:
    compared = comparing.compare(staged.folder, ledger, by)
    _refuse_foreign(staged.folder, ledger, compared)
    if compared.added.num_rows > MOST_ADDED:
        raise DomainError(errors.FILL_MANY, rows=compared.added.num_rows, most=MOST_ADDED)
    refused = _refuse(staged.folder, compared.refused)
    return Fill(
        number=staged.batch_id, ledger=ledger.code, period=str(staged.period), sequence=staged.sequence, rows=compared.rows,
        writes=compared.writes.num_rows, conflicts=compared.conflicts.num_rows, refused=refused, added=compared.added.num_rows,
        content_hash=staged.content_hash, file_name=answers.shown_name(name), by=by, at=clock.business_now(),
    ), compared  # fmt: skip


def _refuse_foreign(folder: Path, ledger: Ledger, compared: Compared) -> None:
    """A workbook of another ledger: none of its numbers are ours and some are another's. Raises LEDGER_OTHER_LEDGER."""
    numbers = {
        str(number or "").upper()
        for number in pq.read_table(folder / lake.ROWS, columns=["entry_no"])["entry_no"].to_pylist()
    }
    if any(number.startswith(ledger.prefix) for number in numbers):
        return
    others = [
        one for one in LEDGERS.values() if one is not ledger and any(n.startswith(one.prefix) for n in numbers if n)
    ]
    if others and compared.rows:
        raise DomainError(errors.OTHER_LEDGER, found=others[0].title, wanted=ledger.title)


def _refuse(folder: Path, more: pa.Table) -> int:
    """Put refusals to the faults of a folder; answers how many cells and rows are refused in all."""
    faults = pq.read_table(folder / lake.FAULTS)
    together = pa.concat_tables([faults, more.cast(faults.schema)]).sort_by(
        [("sheet", "ascending"), ("row", "ascending")]
    )
    pq.write_table(together, folder / lake.FAULTS, compression="zstd")
    return together.num_rows


def _keep(fill: Fill, compared: Compared, ledger: Ledger, by: Account) -> None:
    with transaction.atomic():
        fill.save(force_insert=True)
        keep_cells(fill, ledger, compared.conflicts.slice(0, MOST_CONFLICTS), by, conflict=True)
        keep_cells(fill, ledger, compared.writes.slice(0, SHOWN), by, conflict=False)
        audit.record(
            trail.RECEIVED, by=by, subject=f"fill:{fill.number}", ledger=ledger.title, batch=fill.number, rows=fill.rows
        )
    faultpoint.reached("ledger_fill.recorded")


def keep_cells(fill: Fill, ledger: Ledger, cells: pa.Table, by: Account, *, conflict: bool) -> None:
    """Keep cells of a fill to be looked at; what is personal is shown to nobody who may not see it, so it is not kept."""
    veiled = set() if access.sees_clear(by, Field.NAME) else {c.name for c in ledger.columns if c.personal}
    FillCell.objects.bulk_create(
        [
            FillCell(
                fill=fill, entry=cell["number"], column=cell["col"], sheet=cell["sheet"], row=cell["row"], conflict=conflict,
                changed_by=cell["who"] or "", changed_at=cell["at"] or "",
                **{name: VEILED if cell["col"] in veiled else cell[key] for name, key in (("was", "was"), ("now", "now"), ("given", "value"))},
            )
            for cell in cells.to_pylist()
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def _next(ledger: Ledger, period: Period) -> int:
    known = Fill.objects.filter(ledger=ledger.code, period=str(period)).aggregate(last=Max("sequence"))["last"]
    return (known or 0) + 1


def says(fill: Fill) -> str:
    """What came of reading a workbook, in one sentence."""
    added = f"，新增{fill.added:,}条" if fill.added else ""
    return f"读了{fill.rows:,}行：要写{fill.writes:,}格{added}，冲突{fill.conflicts:,}格，不写的{fill.refused:,}处"
