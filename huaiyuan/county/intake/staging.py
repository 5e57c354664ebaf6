"""From an original to a hidden folder of the lake: the child's work, and what the rest of intake knows about it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import Max

from huaiyuan.base.reference import queries as reference
from huaiyuan.core.engine import child, lake
from huaiyuan.core.engine import errors as engine_errors
from huaiyuan.core.engine.child import Limits, Progress
from huaiyuan.core.kernel import clock, installation
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.kernel.period import Period
from huaiyuan.county.intake import errors
from huaiyuan.county.intake.columns import queries as columns
from huaiyuan.county.intake.models import LIVE, Batch, BatchState
from huaiyuan.county.intake.source import Source
from huaiyuan.county.intake.uploads import Original

# What one file may cost (C43). A whole county's bills of a year take about a tenth of it.
LIMITS = Limits(memory_mb=6000, cpu_s=240, wall_s=480)
CRASHES = {signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGILL}
# The limit of CPU seconds ends a child by this.
OUT_OF_TIME = getattr(signal, "SIGXCPU", -1)
OVERWHELMED = {engine_errors.CHILD_MEMORY.code, engine_errors.CHILD_TIMEOUT.code}


@dataclass(frozen=True)
class Staged:
    """A file that was read and checked, in a folder nobody sees yet."""

    source: Source
    period: Period
    sequence: int
    folder: Path
    manifest: dict[str, Any]

    @property
    def batch_id(self) -> str:
        """The number the batch will have."""
        return str(self.manifest["batch"])

    @property
    def content_hash(self) -> str:
        """What the file says, keyed."""
        return str(self.manifest["content_hash"])


def lake_root() -> Path:
    """Where the batches lie."""
    return installation.current().folder / "lake"


def folder_of(batch: Batch) -> Path:
    """Where a batch lies."""
    return lake.folder_of(lake_root(), batch.source, batch.batch_id)


def period_of(text: str) -> Period:
    """A reporting period. Raises INTAKE_BAD_PERIOD, INTAKE_FUTURE_PERIOD."""
    try:
        period = Period.parse(text.strip())
    except ValueError as failure:
        raise DomainError(errors.BAD_PERIOD, period=text[:20]) from failure
    if period.first_day > clock.today():
        raise DomainError(errors.FUTURE_PERIOD, period=period, today=clock.today().isoformat())
    return period


@contextmanager
def staged(original: Original, source: Source, period: Period, on_progress: Progress) -> Iterator[Staged]:
    """Read and check a file into a hidden folder; whatever was not published is gone at the end.

    Raises the INTAKE_* errors of a file that cannot be taken, ENGINE_CHILD_*.
    """
    before = {"before": _before(source, period), **columns.choice(source.id)}
    with _staged(original, source, period, _next_sequence(source, period), before, on_progress) as found:
        yield found


@contextmanager
def staged_entries(
    original: Original, source: Source, period: Period, sequence: int, on_progress: Progress
) -> Iterator[Staged]:
    """The same for the edits of a ledger: the source stands in no list, and no batch is compared with the one before.

    The caller keeps the record of what was published, and gives each file its own sequence. Raises as `staged`.
    """
    with _staged(original, source, period, sequence, {"declared": source.as_order()}, on_progress) as found:
        yield found


@contextmanager
def _staged(
    original: Original, source: Source, period: Period, sequence: int, more: dict[str, Any], on_progress: Progress
) -> Iterator[Staged]:
    root = lake_root()
    batch_id = f"{source.id}-{period}-{sequence:02d}"
    _clear_leftovers(root, source, batch_id)
    with lake.hidden_folder(root / source.id, batch_id) as folder:
        order = {
            "file": str(original.path), "upload": original.sealed_under, "source": source.id, "period": str(period),
            "batch_id": batch_id, "folder": str(folder), "data_dir": str(installation.current().folder),
            "areas": reference.spellings(clock.today()), "demo": installation.current().is_demo,
            **more,
        }  # fmt: skip
        manifest = _read(order, on_progress)
        yield Staged(source, period, sequence, folder, manifest)


def _read(order: dict[str, Any], on_progress: Progress) -> dict[str, Any]:
    """The child's manifest. A parser that breaks down over a file says something about the file, not about us."""
    try:
        return child.call("huaiyuan.county.intake.reading.take:take", order, on_progress, LIMITS)
    except DomainError as failure:
        killed_by = failure.facts["signal"] if failure.code == engine_errors.CHILD_KILLED.code else 0
        if killed_by == OUT_OF_TIME or failure.code in OVERWHELMED:
            raise DomainError(errors.TOO_HEAVY) from failure
        if killed_by in CRASHES or failure.code == engine_errors.CHILD_RESULT.code:
            raise DomainError(errors.UNREADABLE) from failure
        raise


def _before(source: Source, period: Period) -> str:
    """The folder of the batch to compare with: the last of this period, else the last that counted; empty without one."""
    known = Batch.objects.filter(source=source.id).order_by("-period", "-id")
    last = known.filter(period=str(period), state__in=LIVE).first()
    last = last or known.filter(period__lte=str(period), state__in=[BatchState.MERGED, BatchState.REPLACED]).first()
    return str(folder_of(last)) if last else ""


def publish(stage: Staged) -> None:
    """Let the folder stand in the lake; nobody knows it until its record is written. Raises ENGINE_BATCH_EXISTS."""
    if not lake.publish(stage.folder, lake.folder_of(lake_root(), stage.source.id, stage.batch_id)):
        raise DomainError(engine_errors.BATCH_EXISTS, batch=stage.batch_id)


def _next_sequence(source: Source, period: Period) -> int:
    known = Batch.objects.filter(source=source.id, period=str(period)).aggregate(last=Max("sequence"))["last"]
    return (known or 0) + 1


def _clear_leftovers(root: Path, source: Source, batch_id: str) -> None:
    """What dead attempts left: hidden folders, and a folder whose record was never written."""
    lake.sweep(root / source.id)
    lake.discard(root, source.id, batch_id)
