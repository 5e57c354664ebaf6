"""40,000 leads with tasks and audit, opened and dispatched in an empty installation; prints JSON."""

# ruff: noqa: PLC0415 - an installation is set up before what needs it is imported

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

LEADS, VILLAGES = 40_000, 200
TOWN = "411330901"


def main() -> None:
    """Make an installation, write one run's hits, open and dispatch."""
    with tempfile.TemporaryDirectory(prefix="huaiyuan-bench-") as name:
        folder = Path(name)
        os.environ["HUAIYUAN_DATA_DIR"] = name
        os.environ.pop("DATABASE_URL", None)
        _install(folder)
        hits = _write_hits(folder / "runs" / "bench")
        begun = time.perf_counter()
        sent = _open_and_dispatch(hits)
        seconds = time.perf_counter() - begun
    json.dump({"leads": sent, "seconds": round(seconds, 3), "per_second": round(sent / seconds)}, sys.stdout)


def _install(folder: Path) -> None:
    import datetime as dt

    from huaiyuan.core.kernel.installation import Installation

    Installation(folder, mode="demo", today=dt.date(2026, 11, 23)).save()
    for name in ("tmp", "runs", "snapshots", "lake", "media"):
        (folder / name).mkdir(mode=0o700)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huaiyuan.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from huaiyuan.base.access import bulk

    call_command("migrate", verbosity=0, interactive=False)
    areas = pa.table({"code": ["411330"], "short_name": ["试县"]})
    people = {"username": ["bench"], "display_name": ["测速"], "post_code": ["county_center"], "area_code": ["411330"]}
    bulk.load(pa.table({**people, "demo_login": [False]}), areas)


def _write_hits(folder: Path) -> Path:
    """One hit a household, half as many again with a second risk."""
    lines = [*range(LEADS), *range(LEADS // 2)]
    villages = [f"{TOWN}{201 + n % VILLAGES}" for n in lines]
    first = [place < LEADS for place in range(len(lines))]
    columns = {
        "rule": ["R01" if one else "R09" for one in first],
        "rule_version": ["1"] * len(lines),
        "person_id": [f"P{n:09d}" for n in range(len(lines))],
        "household_no": [f"{village}-{n:05d}" for village, n in zip(villages, lines, strict=True)],
        "village_code": villages,
        "risk_type": ["因病" if one else "因残" for one in first],
        "grade": [("黄", "橙", "红")[n % 3] for n in lines],
        "department": ["医保局" if one else "残联" for one in first],
        "says": ["某某2026年看病，政策范围内个人负担累计6,000元，达到5,000元的预警线。"] * len(lines),
        "facts": ["paid_yuan=6000.00"] * len(lines),
        "fingerprint": [f"{n:016x}" for n in range(len(lines))],
        "match": ["exact"] * len(lines),
        "rows": ["medical_bills-2026-10-01|Sheet1|7"] * len(lines),
        "kind": ["risk"] * len(lines),
        "subject": ["person"] * len(lines),
    }
    folder.mkdir()
    pq.write_table(pa.table(columns), folder / "hits.parquet")
    return folder


def _open_and_dispatch(hits: Path) -> int:
    from huaiyuan.base.access import queries as access
    from huaiyuan.county.leads import actions

    by = access.acting("bench")
    actions.open_from_run(hits, by)
    return actions.dispatch(by=by).leads


if __name__ == "__main__":
    main()
