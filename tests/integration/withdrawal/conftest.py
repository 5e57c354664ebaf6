"""Batches, runs over them and what people do with their leads, for tests of taking a batch back."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from huaiyuan.county.intake.models import Batch, BatchState
from huaiyuan.county.leads import actions
from huaiyuan.county.screening.models import Run
from tests.integration.leads import runs
from tests.integration.leads.conftest import MONDAY, judged, opened, people, run, sent
from tests.integration.leads.runs import FoundHit
from tests.pages import quick_hashing

__all__ = ["judged", "opened", "people", "quick_hashing", "run", "sent"]

counter = itertools.count(1)


def a_batch(
    source: str = "medical_bills", period: str = "2026-10", *, replaces: Batch | None = None, content: str = ""
) -> Batch:
    """A batch that was merged, taking the place of the one it corrects."""
    if replaces is not None:
        Batch.objects.filter(pk=replaces.pk).update(state=BatchState.REPLACED)
    number = Batch.objects.filter(source=source, period=period).count() + 1
    return Batch.objects.create(
        batch_id=f"{source}-{period}-{number:02d}", source=source, period=period, sequence=number,
        state=BatchState.MERGED, rows=9, accepted=9, rejected=0, warned=0, exact=9, normalised=0, probable=0,
        ambiguous=0, unmatched=0, content_hash=content or f"{next(counter):064d}", file_hash="", file_name="原表.xlsx",
        replaces=replaces, received_by="center", received_at=MONDAY, merged_by="center", merged_at=MONDAY,
    )  # fmt: skip


def of(batch: Batch, **more: object) -> FoundHit:
    """A hit whose evidence is a row of the batch."""
    return replace(FoundHit(rows=f"{batch.batch_id}|Sheet1|7"), **more)


@pytest.fixture
def screened(people, tmp_path: Path) -> Iterator[Callable[..., str]]:
    """A run over batches with these hits, opened as leads and written down: `screened([batch], hit, …)`."""

    def act(batches: list[Batch], *hits: FoundHit, at: dt.datetime = MONDAY) -> str:
        name = f"20261123-{next(counter):012d}"
        actions.open_from_run(runs.write(tmp_path / name, *hits), people.center, at=at)
        Run.objects.create(
            run_id=name, as_of=at.date(), snapshot="", batches=";".join(b.batch_id for b in batches), hits=len(hits),
            unknown=0, opened=0, merged=0, suppressed=0, finished_at=at,
        )  # fmt: skip
        return name

    return act
