"""Checking the registry by its quality rules (数据质量核查): a run of its own, beside screening and never part of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from huaiyuan.base import jobs
from huaiyuan.base.access import queries as access
from huaiyuan.base.access.models import Account
from huaiyuan.base.figures import snapshots
from huaiyuan.core.engine import lake
from huaiyuan.core.kernel import clock
from huaiyuan.county.quality import actions as quality
from huaiyuan.county.screening import inputs
from huaiyuan.county.screening.actions import asked, manifest, timed

JOB = "quality"
SHOWN = ("id", "title", "true", "unknown", "off_because")


def check_registry(
    *, as_of: dt.date | None = None, by: Account | None, hand_out: bool = False, dry_run: bool = False
) -> dict[str, Any]:  # fmt: skip
    """Ask every quality rule about the whole registry: hits to points, and with `hand_out` points to villages' tasks.

    The same inputs are the same check: asked again it changes nothing. A dry run leaves nothing behind.
    Raises: JOBS_BUSY, JOBS_CANCELLED, POLICY_FILE_FAULT, FIGURES_*, ENGINE_*.
    """
    seconds: dict[str, float] = {}
    day = as_of or clock.today()
    with jobs.claim(JOB, "county", by=by) as job:
        job.stage("snapshot")
        with timed(seconds, "snapshot"):
            snapshot = snapshots.current()
        job.stage("rules")
        lake.sweep(inputs.runs_folder())
        texts = inputs.quality_texts(day)
        with asked(snapshot, day, keep=not dry_run, job=job, seconds=seconds, texts=texts) as (_, run_id, folder):
            rules = manifest(folder)["rules"]
            result: dict[str, Any] = {
                "run": run_id, "as_of": day.isoformat(), "rules": [{name: one[name] for name in SHOWN} for one in rules]
            }  # fmt: skip
            job.stage("points")
            with timed(seconds, "points"):
                if not dry_run:
                    result["points"] = asdict(quality.take_up(folder, snapshot=snapshot.hash, by=by))
                if hand_out and not dry_run:
                    villages, points = quality.hand_out(by=by)
                    result["handed_out"] = {"villages": villages, "points": points}
        result["seconds"] = {stage: round(spent, 3) for stage, spent in seconds.items()}
        job.finish(says(result))
    return result


def says(result: dict[str, Any]) -> str:
    """What a check found, in one sentence."""
    found = sum(line["true"] for line in result["rules"])
    points = result.get("points")
    if points is None:
        return f"疑点{found}条，只算没有写"
    return f"疑点{found}条：新增{points['opened'] + points['again']}，仍在{points['seen']}，已改{points['mended']}"


def check_in_background(as_of: str, by: str) -> str:
    """Check for the account named `by`; returns the sentence that stands on the job."""
    return says(check_registry(as_of=dt.date.fromisoformat(as_of), by=access.acting(by)))
