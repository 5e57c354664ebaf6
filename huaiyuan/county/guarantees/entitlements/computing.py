"""Computing the gaps of the county (算应享未享): a function of its inputs, in a child process, with progress."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from huaiyuan.base import jobs
from huaiyuan.base.figures import snapshots
from huaiyuan.base.figures.snapshots import Snapshot
from huaiyuan.core.engine import child, lake
from huaiyuan.core.engine.entitlements import orders
from huaiyuan.core.engine.timing import timed
from huaiyuan.core.kernel import clock, faultpoint
from huaiyuan.county.guarantees.entitlements import inputs

CHILD = "huaiyuan.core.engine.entitlements.run:run"


@dataclass(frozen=True)
class Computed:
    """A computation that stands: its name, its folder, what it found by benefit, and how long it took."""

    name: str
    folder: Path
    manifest: dict[str, Any]
    seconds: dict[str, float]


@contextmanager
def computed(
    *, as_of: dt.date | None, months: int, job: jobs.Claim, keep: bool = True, of: Snapshot | None = None
) -> Iterator[Computed]:
    """The computation for a day: the one that stands already, or one made now; with `keep` false nothing is left behind.

    `of` is an older snapshot than the data of now.

    Raises: JOBS_CANCELLED, POLICY_FILE_FAULT, FIGURES_*, ENGINE_*.
    """
    seconds: dict[str, float] = {}
    job.stage("snapshot")
    with timed(seconds, "snapshot"):
        snapshot = of or snapshots.current()
    parent = inputs.folder() if keep else Path(settings.DATA_DIR) / "tmp"
    lake.sweep(inputs.folder())
    with lake.hidden_folder(parent, "gaps") as hidden:
        order = inputs.order(snapshot, as_of or clock.today(), months, hidden)
        name = inputs.name_of(order)
        standing = inputs.folder() / name
        if not standing.exists():
            answer = child.call(CHILD, orders.pack(order), job.progress)
            seconds.update(answer["seconds"])
            if keep:
                # Whoever was first published the same bytes.
                lake.publish(hidden, standing)
                faultpoint.reached("entitlements.published")
        found = standing if standing.exists() else hidden
        yield Computed(name, found, lake.read_manifest(found), seconds)


@contextmanager
def beside(*, as_of: dt.date, months: int) -> Iterator[Callable[[], Snapshot]]:
    """Compute while other work goes on; what is given waits for it, and tells the snapshot that it is of."""
    snapshot = snapshots.current()
    with ThreadPoolExecutor(1) as other, lake.hidden_folder(inputs.folder(), "gaps") as hidden:
        order = inputs.order(snapshot, as_of, months, hidden)
        answer = other.submit(child.call, CHILD, orders.pack(order))

        def wait() -> Snapshot:
            answer.result()
            lake.publish(hidden, inputs.folder() / inputs.name_of(order))
            return snapshot

        yield wait


def newest() -> Computed | None:
    """The computation that pages read: of the latest months, the newest made; None where there is none yet."""
    folders = [file.parent for file in inputs.folder().glob(f"[0-9]*/{lake.MANIFEST}")]
    if not folders:
        return None
    found = max(folders, key=place)
    return Computed(found.name, found, lake.read_manifest(found), {})


def place(folder: Path) -> tuple[str, int]:
    """Where a computation stands among others: by its last month, then by when it was made."""
    file = folder / lake.MANIFEST
    return folder.name[:7], file.stat().st_mtime_ns if file.exists() else 0


def says(found: Computed) -> str:
    """What a computation found, in one sentence."""
    lacking, over, unknown = (
        sum(one[key] for one in found.manifest["benefits"]) for key in ("lacking", "too_much", "unknown")
    )
    return f"应享未享{lacking}项，不应享而享{over}项，不明{unknown}项"


def as_json(found: Computed) -> dict[str, Any]:
    """As `huaiyuan gaps --json` prints it."""
    return {
        "run": found.name, "months": found.manifest["months"], "benefits": found.manifest["benefits"],
        "seconds": {stage: round(spent, 3) for stage, spent in found.seconds.items()},
    }  # fmt: skip
