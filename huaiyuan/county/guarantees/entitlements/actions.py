"""Everything that writes about entitlements: computing the county's gaps, and what follows of them in the ledger."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from huaiyuan.base import audit, jobs
from huaiyuan.base.access.models import Account
from huaiyuan.base.figures.snapshots import Snapshot
from huaiyuan.county.guarantees.entitlements import computing, inputs, takeup, trail

JOB = "gaps"


@dataclass(frozen=True)
class Result:
    """What a computation found, as the command prints it, and in one sentence."""

    data: dict[str, Any]
    says: str


def compute(
    *, as_of: dt.date | None = None, months: int = inputs.YEAR, by: Account | None, dry_run: bool = False,
    of: Snapshot | None = None,
) -> Result:  # fmt: skip
    """Compute the gaps of the county over the months that are over on a day.

    The same inputs are the same computation: asked again, it finds what stands. A dry run (试算) leaves nothing behind.
    `of` is an older snapshot than the data of now.
    Raises: JOBS_BUSY, JOBS_CANCELLED, POLICY_FILE_FAULT, FIGURES_*, ENGINE_*.
    """
    with (
        jobs.claim(JOB, "county", by=by) as job,
        computing.computed(as_of=as_of, months=months, job=job, keep=not dry_run, of=of) as found,
    ):
        says = computing.says(found)
        data = computing.as_json(found)
        if not dry_run:
            told = f"{found.manifest['months'][0]}至{found.manifest['months'][-1]}"
            job.stage("ledger")
            asked = [one["id"] for one in found.manifest["benefits"] if not one["off_because"]]
            data["ledger"] = asdict(takeup.take_up(found.folder, asked, by=by))
            audit.record(trail.COMPUTED, by=by, subject=f"gaps:{found.name}", writes=False, months=told, says=says)
        job.finish(says)
    return Result(data, says)
