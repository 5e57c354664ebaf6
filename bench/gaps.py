"""`python -m bench.gaps`: the county's gaps over twelve months, ours beside the hand-written baseline, in one run.

Both must give the same lines: a baseline that answers something else measures nothing. Counts and sums of every policy by
answer are held beside each other; a single one that differs is named, and the run fails whatever the times are.
"""

# ruff: noqa: PLC0415 - an installation is set up before what needs it is imported

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

AS_OF = dt.date(2026, 10, 31)
ROUNDS, RATIO_AT_MOST, SECONDS_AT_MOST = 3, 3.0, 30.0
BASELINE = Path(__file__).with_name("baseline_gaps.sql")
FOLDERS = {
    "welfare": "welfare_roll",
    "enrolment": "medical_enrolment",
    "cards": "disability_cards",
}

# Policy, verdict and what the line says; how many lines, 元 due, 元 received.
Key = tuple[str, str, str]
Told = dict[Key, tuple[int, str, str]]


def main() -> int:
    """Measure, print, and fail when a limit is missed or the two disagree."""
    options = _options()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huaiyuan.config.settings")
    import django

    django.setup()
    from django.conf import settings

    with tempfile.TemporaryDirectory(dir=Path(settings.DATA_DIR) / "tmp") as scratch:
        found = measure(Path(scratch), options.rounds)
    print(json.dumps(found, ensure_ascii=False) if options.json else as_text(found))
    return 0 if found["within"] else 1


def measure(scratch: Path, rounds: int) -> dict[str, Any]:
    """Interleaved rounds of both, wall and processor seconds; the lines of the last are compared."""
    from huaiyuan.base.figures import snapshots
    from huaiyuan.core.engine.entitlements import orders
    from huaiyuan.county.guarantees.entitlements import inputs

    order = inputs.order(snapshots.current(), AS_OF, 12, scratch)
    payload = json.loads(json.dumps(orders.pack(order), default=str))
    ours, floor = list[tuple[float, float]](), list[tuple[float, float]]()
    theirs: list[Told] = []
    for _ in range(rounds):
        ours.append(_timed(lambda: _ours(payload)))
        floor.append(_timed(lambda: theirs.append(_baseline(order))))
    wall, bare = (statistics.median(one[0] for one in times) for times in (ours, floor))
    spent, least = (statistics.median(one[1] for one in times) for times in (ours, floor))
    mine = _lines(scratch / "lines.parquet")
    differing = [
        _apart(key, mine, theirs[-1]) for key in sorted({*mine, *theirs[-1]}) if mine.get(key) != theirs[-1].get(key)
    ]
    ratio = spent / least
    return {
        "ours_s": round(wall, 3), "baseline_s": round(bare, 3), "ours_cpu_s": round(spent, 3),
        "baseline_cpu_s": round(least, 3), "ratio": round(ratio, 2), "at_most": RATIO_AT_MOST,
        "lines": sum(told[0] for told in mine.values()), "differing": differing,
        "within": ratio <= RATIO_AT_MOST and spent / 2 <= SECONDS_AT_MOST and not differing,
    }  # fmt: skip


def _ours(payload: dict[str, Any]) -> None:
    from huaiyuan.core.engine.entitlements import run

    run.run(payload, lambda *_args, **_more: None)


def _baseline(order: Any) -> Told:
    from huaiyuan.core.engine import snapshot

    folders = {batch.source: str(batch.folder) for batch in order.batches}
    text = BASELINE.read_text(encoding="utf-8")
    for name, source in FOLDERS.items():
        text = text.replace(f"{{{name}}}", folders[source])
    text = text.replace("{into}", str(order.into))
    with snapshot.connect(order.snapshot, AS_OF) as connection:
        connection.execute(text)
    return _lines(order.into / "baseline_lines.parquet", "got")


def _lines(file: Path, received: str = "received_yuan") -> Told:
    """Lines of a result by policy and answer: how many, and the sums of what was due and received."""
    import duckdb

    found = duckdb.sql(f"""
        SELECT benefit, verdict, how, count(*), coalesce(sum(due_yuan), 0), coalesce(sum({received}), 0)
        FROM read_parquet('{file}') GROUP BY ALL""").fetchall()
    return {line[:3]: (line[3], f"{line[4]:.2f}", f"{line[5]:.2f}") for line in found}


def _apart(key: Key, mine: Told, theirs: Told) -> str:
    """A policy's answer that the two give otherwise, with both."""
    ours, base = (" ".join(str(part) for part in told.get(key, ("没有",))) for told in (mine, theirs))
    return f"{' '.join(key)}（本系统 {ours}，基线 {base}）"


def _timed(work: Any) -> tuple[float, float]:
    wall, spent = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - spent


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.gaps")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    return parser.parse_args()


def as_text(found: dict[str, Any]) -> str:
    """What was measured, in one line."""
    says = (
        f"应享未享：全县12个月 {found['ours_s']:.2f} 秒（处理器 {found['ours_cpu_s']:.2f}），基线 {found['baseline_s']:.2f} 秒"
        f"（处理器 {found['baseline_cpu_s']:.2f}），{found['ratio']:.2f} 倍，上限 {found['at_most']:.0f} 倍，{found['lines']:,} 行"
    )
    return says + (f"；两边不一样：{'、'.join(found['differing'])}" if found["differing"] else "，两边一致")


if __name__ == "__main__":
    sys.exit(main())
