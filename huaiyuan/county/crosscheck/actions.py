"""Taking in the national system's roster and comparing it. Differences are a file of their own; nothing is merged."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.access import queries as access
from huaiyuan.base.access.models import Account
from huaiyuan.base.figures import snapshots
from huaiyuan.core.engine import lake
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.period import Period
from huaiyuan.county.crosscheck import followers, trail
from huaiyuan.county.crosscheck.compare import NUMBERS, compare
from huaiyuan.county.crosscheck.followers import Roster
from huaiyuan.county.intake import uploads
from huaiyuan.county.intake.uploads import Original
from huaiyuan.county.matching import actions as matching
from huaiyuan.county.matching import queries as matches

SOURCE, CHECK = "national_roster", "crosscheck"
FILE, MANIFEST = "differences.parquet", "manifest.json"


def take_in_and_compare(original: Path | Original, *, period: str, by: Account) -> dict[str, int]:
    """A roster of a month, read into the lake and compared; returns how many differences of each kind.

    The same file again is compared again: the registry may have changed. Raises: INTAKE_*.
    """
    taken = matching.take_in(original, source=SOURCE, period=period, by=by)
    # Matching has just looked at a snapshot that knows everything; taking in a roster changes no family.
    return compare_batch(taken.batch, by=by, snapshot=snapshots.newest())


def compare_batch(batch_id: str, *, by: Account, snapshot: snapshots.Snapshot | None = None) -> dict[str, int]:
    """Compare a roster that was taken in with the registry as it is known now, on the last day of the roster's month."""
    folder, day = matches.folder_of(batch_id), _day(batch_id)
    with snapshots.connect(snapshot or snapshots.current(), day) as connection:
        found = compare(connection, folder / lake.ROWS, folder / lake.MATCHES)
        numbers = connection.sql(NUMBERS).to_arrow_table()
    counts = Counter(found["kind"].to_pylist())
    _write(found, batch_id, day, dict(counts))
    with transaction.atomic():
        audit.record(
            trail.COMPARED, by=by, subject=f"batch:{batch_id}", writes=True, batch=batch_id, differences=found.num_rows
        )
    followers.tell(Roster(batch_id, day, found, numbers), by)
    return dict(counts)


def check_in_background(upload: str, name: str, period: str, by: str) -> str:
    """Take in an uploaded roster for the account named `by` and compare; returns the sentence on the job."""
    counts = take_in_and_compare(uploads.at(upload, name), period=period, by=access.acting(by))
    return f"{period}的国办名单核对完，{sum(counts.values())}处不同"


def root() -> Path:
    """Where comparisons lie."""
    return Path(settings.DATA_DIR) / "runs"


def _day(batch_id: str) -> dt.date:
    period = Period.parse(batch_id.removeprefix(f"{SOURCE}-").rpartition("-")[0])
    return min(period.last_day, clock.today())


def _write(found: pa.Table, batch_id: str, day: dt.date, counts: dict[str, int]) -> None:
    folder = root() / f"{CHECK}-{batch_id}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, write in (
        (FILE, lambda path: pq.write_table(found, path)),
        (MANIFEST, lambda path: path.write_text(_manifest(batch_id, day, counts), encoding="utf-8")),
    ):
        hidden = folder / f".{name}"
        write(hidden)
        hidden.replace(folder / name)


def _manifest(batch_id: str, day: dt.date, counts: dict[str, int]) -> str:
    told = {"batch": batch_id, "as_of": day.isoformat(), "compared_at": clock.now().isoformat(), "counts": counts}
    return json.dumps(told, ensure_ascii=False, indent=1)
