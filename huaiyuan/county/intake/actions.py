"""Taking in a department's file (收数): read, checked, merged. All writes of intake.

A file's folder stands in the lake before its record is written, and nobody looks at a folder without a record: a kill
at any point leaves the state before or the state after, and the next attempt sweeps away what the dead one left.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from django.db import IntegrityError, transaction

from huaiyuan.base import audit, jobs
from huaiyuan.base.audit.recording import Actor
from huaiyuan.base.jobs import errors as job_errors
from huaiyuan.core.engine import lake
from huaiyuan.core.engine.child import Progress
from huaiyuan.core.kernel import clock, faultpoint, installation
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.kernel.period import Period
from huaiyuan.county.intake import answers, errors, sources, staging, standing, trail, uploads, zero
from huaiyuan.county.intake.models import LIVE, WITHDRAWABLE, Batch, BatchState
from huaiyuan.county.intake.reading import content
from huaiyuan.county.intake.source import Source
from huaiyuan.county.intake.staging import Staged
from huaiyuan.county.intake.types import OUTCOMES, Received
from huaiyuan.county.intake.uploads import Original
from huaiyuan.county.intake.zero import username

JOB = "intake"
PATIENCE_S, LOOK_S = 1800.0, 0.2
By = Actor | str | None
Match = Callable[[Path], Mapping[str, int]]
T = TypeVar("T")


def receive(
    original: Path | Original, *, source: str, period: str, by: By, on_progress: Progress | None = None
) -> Received:
    """Read and check a file; it then waits as 已核对 for `merge` or `cancel`. Equal content is never stored twice.

    Raises: the INTAKE_* errors of a file that cannot be taken, JOBS_CANCELLED; nothing is stored then.
    """
    return _take(original, source, period, by, on_progress, _keep_checked)


def receive_and_merge(
    original: Path | Original, *, source: str, period: str, by: By, match: Match, on_progress: Progress | None = None
) -> Received:
    """Take a file in to the end. `match` gets the folder of the batch, writes `matches.parquet` there and returns the
    outcomes; the batch, its matches and its counts appear together or not at all.
    Equal content received before is answered with the first batch; where that one still waits, it is merged.
    Raises: as `receive`, and whatever `match` raises; nothing is stored then.
    """  # fmt: skip
    received = _take(original, source, period, by, on_progress, partial(_merge_at_once, match=match))
    waiting = Batch.objects.filter(batch_id=received.batch, state=BatchState.CHECKED).exists()
    return merge(received.batch, by=by, match=match) if waiting else received


def merge(batch_id: str, *, by: By, match: Match) -> Received:
    """Let a checked batch count: it takes the place of the one merged for the same source and period before.

    `match` as in `receive_and_merge`. Raises: INTAKE_NO_BATCH, INTAKE_NOT_CHECKED, INTAKE_NEWER_COUNTS,
    JOBS_CANCELLED.
    """
    batch = find(batch_id)
    with _claim(batch.source, batch.period, by) as job:
        batch = _checked(batch_id, "并入")
        standing.require_newest(batch)
        job.stage("matching", batch.accepted)
        outcomes = match(staging.folder_of(batch))
        job.stage("merging")
        with transaction.atomic():
            replaced = _replace_merged(batch, by)
            moved = Batch.objects.filter(pk=batch.pk, state=BatchState.CHECKED).update(
                state=BatchState.MERGED, merged_by=username(by), merged_at=clock.business_now(), replaces=replaced,
                **_columns(outcomes),
            )  # fmt: skip
            if not moved:
                raise _not_checked(find(batch_id), "并入")
            _record_merged(batch, outcomes, by)
        faultpoint.reached("intake.merged")
        job.finish(f"并入{batch_id}，可用{batch.accepted}行")
    return answers.of(find(batch_id))


def cancel(batch_id: str, *, by: By, reason: str) -> None:
    """Drop a checked batch before it is merged: its rows and its original are gone, the record stays.

    Raises: INTAKE_NO_BATCH, INTAKE_NOT_CHECKED, INTAKE_NO_REASON.
    """
    if not reason.strip():
        raise DomainError(errors.NO_REASON)
    batch = find(batch_id)
    with _claim(batch.source, batch.period, by):
        with transaction.atomic():
            moved = Batch.objects.filter(pk=batch.pk, state=BatchState.CHECKED).update(
                state=BatchState.CANCELLED, withdrawn_because=reason.strip()[:200]
            )
            if not moved:
                raise _not_checked(find(batch_id), "取消")
            audit.record(trail.CANCELLED, by=by, subject=f"batch:{batch_id}", reason=reason)
        lake.discard(staging.lake_root(), batch.source, batch_id)


def withdraw(batch_id: str, *, by: By, reason: str, consequences: Callable[[dt.datetime], T]) -> T:
    """Take a batch back (撤回): its rows and its original stay, no later run uses it; the one it had corrected counts again.

    `consequences` runs in the same transaction, after the batch has its new state, with the instant of the withdrawal.
    Raises: INTAKE_NO_BATCH, INTAKE_NO_REASON, INTAKE_CANNOT_WITHDRAW, and whatever `consequences` raises.
    """
    if not reason.strip():
        raise DomainError(errors.NO_REASON)
    batch = find(batch_id)
    with _claim(batch.source, batch.period, by), transaction.atomic():
        batch, at = find(batch_id), clock.business_now()
        comes_back = standing.comes_back(batch)
        moved = Batch.objects.filter(pk=batch.pk, state__in=WITHDRAWABLE).update(
            state=BatchState.WITHDRAWN, withdrawn_from=batch.state, withdrawn_because=reason.strip()[:200],
            withdrawn_by=username(by), withdrawn_at=at, brought_back=comes_back,
        )  # fmt: skip
        if not moved:
            raise DomainError(errors.CANNOT_WITHDRAW, batch=batch_id, state=BatchState(batch.state).label)
        audit.record(trail.WITHDRAWN, by=by, subject=f"batch:{batch_id}", reason=reason.strip())
        if comes_back is not None:
            Batch.objects.filter(pk=comes_back.pk).update(state=BatchState.MERGED)
            audit.record(trail.BROUGHT_BACK, by=by, subject=f"batch:{comes_back.batch_id}", batch=batch_id)
        faultpoint.reached("intake.withdrawn")
        result = consequences(at)
    faultpoint.reached("intake.withdrawal_done")
    return result


def restore(batch_id: str, *, by: By, consequences: Callable[[dt.datetime], T]) -> T:
    """Undo a withdrawal: the batch is what it was; `consequences` as in `withdraw`.

    Raises: INTAKE_NO_BATCH, INTAKE_NOT_WITHDRAWN, INTAKE_IN_THE_WAY naming what was merged or received meanwhile.
    """
    batch = find(batch_id)
    with _claim(batch.source, batch.period, by), transaction.atomic():
        batch = find(batch_id)
        standing.require_free(batch)
        if batch.brought_back is not None:
            Batch.objects.filter(pk=batch.brought_back.pk, state=BatchState.MERGED).update(state=BatchState.REPLACED)
        Batch.objects.filter(pk=batch.pk).update(
            state=batch.withdrawn_from, withdrawn_from="", withdrawn_because="", withdrawn_by="", withdrawn_at=None,
            brought_back=None,
        )  # fmt: skip
        audit.record(trail.RESTORED, by=by, subject=f"batch:{batch_id}")
        faultpoint.reached("intake.restored")
        result = consequences(clock.business_now())
    faultpoint.reached("intake.restoration_done")
    return result


def record_outcomes(batch_id: str, outcomes: Mapping[str, int], *, by: By) -> None:
    """Note what matching anew made of a merged batch. Raises INTAKE_NO_BATCH."""
    batch = find(batch_id)
    with transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(**_columns(outcomes))
        _record_matched(batch, outcomes, by)


@transaction.atomic
def rewrite_outcomes(batch_id: str, rewrite: Match) -> dict[str, int]:
    """Change the matches of a merged batch in its folder and keep the counts, one writer at a time.

    `rewrite` gets the folder and answers the outcomes; the caller records why. Raises INTAKE_NO_BATCH.
    """
    batch = find(batch_id)
    rows = Batch.objects.filter(pk=batch.pk)
    # Takes the batch until the transaction ends: who comes second rewrites what the first one wrote.
    rows.update(sequence=batch.sequence)
    counts = _columns(rewrite(staging.folder_of(batch)))
    rows.update(**counts)
    return counts


def find(batch_id: str) -> Batch:
    """A batch by its number. Raises INTAKE_NO_BATCH."""
    batch = Batch.objects.filter(batch_id=batch_id).select_related("replaces", "brought_back").first()
    if batch is None:
        raise DomainError(errors.NO_BATCH, batch=batch_id[:80])
    return batch


@dataclass(frozen=True)
class _Attempt:
    """One attempt at one file, read and checked."""

    job: jobs.Claim
    staged: Staged
    name: str
    by: By


Finish = Callable[[_Attempt], Received]


def _take(
    original: Path | Original, source_id: str, period_text: str, by: By, on_progress: Progress | None, finish: Finish
) -> Received:
    source, period = sources.find(source_id), staging.period_of(period_text)
    given = uploads.plain(original) if isinstance(original, Path) else original

    def tell(stage: str, done: int, total: int) -> None:
        job.progress(stage, done, total)
        if on_progress:
            on_progress(stage, done, total)

    try:
        with _claim(source.id, str(period), by) as job:
            if (first := _same_file(given, source, period)) is not None:
                return _seen(job, first)
            job.stage("reading")
            with staging.staged(given, source, period, tell) as staged:
                return _settle(_Attempt(job, staged, given.name, by), finish)
    finally:
        given.drop()


def _settle(attempt: _Attempt, finish: Finish) -> Received:
    """A new batch, or the first one with the same content."""
    if (first := _same_content(attempt.staged)) is not None:
        return _seen(attempt.job, first)
    try:
        received = finish(attempt)
    except IntegrityError:
        # Somebody who did not wait for the claim was faster: the index decides, and that batch is the first.
        first = _same_content(attempt.staged)
        if first is None:
            raise
        return _seen(attempt.job, first)
    attempt.job.finish(f"收到{received.rows}行，可用{received.accepted}行，退回{received.rejected}行")
    return received


def _same_file(given: Original, source: Source, period: Period) -> Batch | None:
    """A live batch from the very same bytes, found without reading them; a sealed upload has to be read first."""
    if given.upload:
        return None
    file_hash = content.file_hash(given.path.read_bytes(), installation.current().folder)
    return Batch.objects.filter(
        source=source.id, period=str(period), file_hash=file_hash, state__in=LIVE
    ).select_related("replaces").first()  # fmt: skip


def _same_content(staged: Staged) -> Batch | None:
    return Batch.objects.filter(
        source=staged.source.id, period=str(staged.period), content_hash=staged.content_hash, state__in=LIVE
    ).select_related("replaces").first()  # fmt: skip


def _seen(job: jobs.Claim, first: Batch) -> Received:
    job.finish(f"与{first.batch_id}内容一样，没有重复收")
    return answers.duplicate(first)


def _keep_checked(attempt: _Attempt) -> Received:
    batch = _new(attempt)
    batch.replaces = _merged_now(batch)
    attempt.job.stage("recording")
    _publish(attempt)
    with transaction.atomic():
        batch.save(force_insert=True)
        _record_received(batch, attempt.by)
        zero.replaced_by(batch, attempt.by)
    faultpoint.reached("intake.recorded")
    return answers.of(batch)


def _merge_at_once(attempt: _Attempt, match: Match) -> Received:
    batch, by = _new(attempt), attempt.by
    attempt.job.stage("matching", batch.accepted)
    outcomes = match(attempt.staged.folder)
    attempt.job.stage("merging")
    _publish(attempt)
    with transaction.atomic():
        batch.replaces = _replace_merged(batch, by)
        batch.state, batch.merged_by, batch.merged_at = BatchState.MERGED, username(by), clock.business_now()
        for column, count in _columns(outcomes).items():
            setattr(batch, column, count)
        batch.save(force_insert=True)
        _record_received(batch, by)
        zero.replaced_by(batch, by)
        _record_merged(batch, outcomes, by)
    faultpoint.reached("intake.merged")
    return answers.of(batch)


def _publish(attempt: _Attempt) -> None:
    staging.publish(attempt.staged)
    faultpoint.reached("intake.published")
    # Whoever lost his claim meanwhile must not write the record: another attempt may sweep the folder away.
    attempt.job.check_cancel()


def _new(attempt: _Attempt) -> Batch:
    staged, manifest = attempt.staged, attempt.staged.manifest
    same = Batch.objects.filter(source=staged.source.id, content_hash=staged.content_hash, state__in=LIVE)
    other = same.exclude(period=str(staged.period)).order_by("-period").first()
    return Batch(
        batch_id=staged.batch_id, source=staged.source.id, period=str(staged.period), sequence=staged.sequence,
        rows=manifest["rows"], accepted=manifest["accepted"], rejected=manifest["rejected"], warned=manifest["warned"],
        content_hash=staged.content_hash, file_hash=manifest["file_hash"], file_name=answers.shown_name(attempt.name),
        same_as=other.batch_id if other else "", received_by=username(attempt.by), received_at=clock.business_now(),
    )  # fmt: skip


def _merged_now(batch: Batch) -> Batch | None:
    return Batch.objects.filter(source=batch.source, period=batch.period, state=BatchState.MERGED).first()


def _replace_merged(batch: Batch, by: By) -> Batch | None:
    """The batch merged for this source and period before makes room; the caller merges in the same transaction."""
    old = _merged_now(batch)
    if old is not None:
        Batch.objects.filter(pk=old.pk, state=BatchState.MERGED).update(state=BatchState.REPLACED)
        audit.record(trail.REPLACED, by=by, subject=f"batch:{old.batch_id}", batch=batch.batch_id)
    return old


def _checked(batch_id: str, act: str) -> Batch:
    batch = find(batch_id)
    if batch.state != BatchState.CHECKED:
        raise _not_checked(batch, act)
    return batch


def _not_checked(batch: Batch, act: str) -> DomainError:
    return DomainError(errors.NOT_CHECKED, batch=batch.batch_id, state=BatchState(batch.state).label, act=act)


def _columns(outcomes: Mapping[str, int]) -> dict[str, int]:
    return {name: int(outcomes.get(name, 0)) for name in OUTCOMES}


# Audit events of intake are no `writes`: that mark tells that snapshots are out of date, and batches are in no snapshot.


def _record_received(batch: Batch, by: By) -> None:
    audit.record(
        trail.RECEIVED, by=by, subject=f"batch:{batch.batch_id}", rows=batch.rows,
        accepted=batch.accepted, rejected=batch.rejected,
    )  # fmt: skip


def _record_merged(batch: Batch, outcomes: Mapping[str, int], by: By) -> None:
    audit.record(trail.MERGED, by=by, subject=f"batch:{batch.batch_id}", accepted=batch.accepted)
    _record_matched(batch, outcomes, by)


def _record_matched(batch: Batch, outcomes: Mapping[str, int], by: By) -> None:
    counts = _columns(outcomes)
    found = counts["exact"] + counts["normalised"] + counts["probable"]
    if not sources.find(batch.source).about_people:
        audit.record(trail.PLACED, by=by, subject=f"batch:{batch.batch_id}", found=found, unmatched=counts["unmatched"])
        return
    audit.record(
        trail.MATCHED, by=by, subject=f"batch:{batch.batch_id}", found=found, ambiguous=counts["ambiguous"],
        unmatched=counts["unmatched"],
    )  # fmt: skip


@contextmanager
def _claim(source: str, period: str, by: By) -> Iterator[jobs.Claim]:
    """The only running intake of a source and period; whoever comes second waits, for he may bring the same file."""
    patience = time.monotonic() + PATIENCE_S
    while True:
        try:
            claim = jobs.claim(JOB, f"{source}/{period}", by=by)
            break
        except DomainError as busy:
            if busy.code != job_errors.BUSY.code or time.monotonic() > patience:
                raise
            time.sleep(LOOK_S)
    with claim as job:
        yield job
