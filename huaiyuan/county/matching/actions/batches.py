"""From a department's file to people (收数、并入、比对): the whole way that commands and pages take."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections

from huaiyuan.base import jobs
from huaiyuan.base.audit.recording import Actor
from huaiyuan.base.figures import snapshots
from huaiyuan.core.engine import child, lake
from huaiyuan.core.engine.child import Progress
from huaiyuan.core.kernel import clock
from huaiyuan.county.intake import actions as intake
from huaiyuan.county.intake import sources
from huaiyuan.county.intake.types import Received
from huaiyuan.county.intake.uploads import Original
from huaiyuan.county.matching import decisions, types
from huaiyuan.county.matching.actions import deciding
from huaiyuan.county.matching.types import Taken

CHILD = "huaiyuan.county.matching.linking:match"
JOB = "match"
# What `take_in_all` reports of a file beside the stages of its own.
STARTING, TAKEN = "starting", "taken"
# A small server has two cores, and two files at once stay within 2 GiB.
AT_ONCE = 2
By = Actor | str | None


@dataclass(frozen=True)
class Sent:
    """A file as a department sent it."""

    path: Path
    source: str
    period: str


ProgressOf = Callable[[Sent, str, int, int], None]


def take_in(
    original: Path | Original, *, source: str, period: str, by: By, on_progress: Progress | None = None
) -> Taken:
    """Take a department's file in to the end: read, checked, matched to people, merged.

    Batch, matches and counts appear together or not at all. Raises: INTAKE_*, JOBS_CANCELLED.
    """
    known = decisions.mark()
    received = intake.receive_and_merge(
        original, source=source, period=period, by=by, match=_Matcher(on_progress), on_progress=on_progress
    )
    return _taken(_caught_up(received, known))


def take_in_all(
    sent: Sequence[Sent], *, by: By, on_progress: ProgressOf | None = None, at_once: int = AT_ONCE
) -> list[Taken]:
    """Take several files in as `take_in` does, so many at once; what became of each, in the order of `sent`.

    Files of one source follow each other as they stand, because each is compared with the one before; of the sources the
    largest begins. Raises what `take_in` raises: what was taken in stays, what had not begun is left.
    """
    lanes: dict[str, list[int]] = {}
    for place, one in enumerate(sent):
        lanes.setdefault(one.source, []).append(place)
    ended, taken = threading.Event(), dict[int, Taken]()

    def follow(lane: list[int]) -> None:
        for place in lane:
            if ended.is_set():
                return
            one = sent[place]
            tell = partial(on_progress, one) if on_progress else _silently
            tell(STARTING, 0, 0)
            taken[place] = take_in(one.path, source=one.source, period=one.period, by=by, on_progress=tell)
            tell(TAKEN, taken[place].rows, taken[place].rows)

    in_turn = sorted(lanes.values(), key=lambda lane: -sum(sent[place].path.stat().st_size for place in lane))
    if at_once == 1 or len(in_turn) == 1:
        for lane in in_turn:
            follow(lane)
    else:
        _beside(in_turn, follow, at_once, ended)
    return [taken[place] for place in range(len(sent))]


def _beside(
    lanes: Sequence[list[int]], follow: Callable[[list[int]], None], at_once: int, ended: threading.Event
) -> None:
    """Let threads follow the lanes: reading and matching are the work of child processes, a thread only waits for them."""

    def own(lane: list[int]) -> None:
        try:
            follow(lane)
        except BaseException:
            ended.set()
            raise
        finally:
            connections.close_all()

    with ThreadPoolExecutor(at_once, thread_name_prefix="take-in") as pool:
        # Who acts from where is known to the context, which a thread does not inherit.
        waits = [pool.submit(contextvars.copy_context().run, own, lane) for lane in lanes]
    for wait in waits:
        wait.result()


def merge(batch_id: str, *, by: By, on_progress: Progress | None = None) -> Taken:
    """Match a checked batch to people and let it count. Raises: INTAKE_NO_BATCH, INTAKE_NOT_CHECKED, JOBS_CANCELLED."""
    known = decisions.mark()
    return _taken(_caught_up(intake.merge(batch_id, by=by, match=_Matcher(on_progress)), known))


def match(batch_id: str, *, by: By, on_progress: Progress | None = None) -> dict[str, int]:
    """Match a batch anew against the registry as it is now; returns the outcomes of its accepted rows.

    The new matches take the place of the old in one step; asked twice, the second time changes nothing.
    Raises: INTAKE_NO_BATCH, JOBS_BUSY, JOBS_CANCELLED.
    """
    intake.find(batch_id)
    known = decisions.mark()
    with jobs.claim(JOB, batch_id, by=by) as job:
        job.stage("matching")
        outcomes = _Matcher(on_progress or job.progress)(lake.find(_lake(), batch_id).folder)
        if decisions.mark() != known:
            outcomes = deciding.catch_up(batch_id)
        intake.record_outcomes(batch_id, outcomes, by=by)
        job.finish(f"{batch_id}重新比对完：{told(batch_id, outcomes)}")
    return outcomes


def told(batch_id: str, outcomes: Mapping[str, int]) -> str:
    """What became of a batch's rows, as people say it of people or of villages. Raises INTAKE_NO_BATCH."""
    return types.told(outcomes, sources.find(intake.find(batch_id).source).about_people)


def order(
    folder: Path, *, out: Path | None = None, distinct: bool = True, decided: Path | None = None
) -> dict[str, Any]:
    """What the child is asked to do for the batch in `folder`, against a snapshot that knows everything written so far.

    With `decided`, a file of the decisions in force, the batch gets its review desk.
    """
    asked = {
        "data_dir": str(settings.DATA_DIR),
        "folder": str(folder),
        "snapshot": str(snapshots.current().folder),
        "as_of": clock.today().isoformat(),
        "out": str(out or folder / lake.MATCHES),
        "distinct": distinct,
    }
    if decided is not None:
        asked |= {"review": str(folder / lake.REVIEW), "decisions": str(decided), "below": decisions.below()}
    return asked


class _Matcher:
    """What intake calls when the rows of a batch stand: writes its matches, gives the outcomes."""

    def __init__(self, on_progress: Progress | None) -> None:
        self.on_progress = on_progress

    def __call__(self, folder: Path) -> dict[str, int]:
        with decisions.as_file() as decided:
            return child.call(CHILD, order(folder, decided=decided), self.on_progress)


def _silently(_stage: str, _done: int, _total: int) -> None:
    """Progress that nobody asked for."""


def _caught_up(received: Received, known: str) -> Received:
    """A decision made while the batch was being matched holds for it as well."""
    if received.duplicate_of or decisions.mark() == known:
        return received
    return replace(received, outcomes=deciding.catch_up(received.batch))


def _taken(received: Received) -> Taken:
    return Taken(
        batch=received.batch, duplicate_of=received.duplicate_of, rows=received.rows, accepted=received.accepted,
        rejected=received.rejected, outcomes=received.outcomes, warned=received.warned, replaces=received.replaces,
        same_as=received.same_as, notices=received.notices,
    )  # fmt: skip


def _lake() -> Path:
    return Path(settings.DATA_DIR) / "lake"
