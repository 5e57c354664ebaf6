"""`make bench`: how far the product stands from the bare floor, on the county of a data directory, in one run.

Ratios, because a machine's seconds say little: our exact and normalised match with the rules against `baseline.sql`,
interleaved; the residue against a bare RapidFuzz pass over the same pairs. Snapshot and process start stand apart.
"""

# ruff: noqa: PLC0415 - an installation is set up before what needs it is imported

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROUNDS = 5
RULES_AT_MOST, RESIDUE_AT_MOST, LEADS_AT_LEAST = 3.0, 5.0, 5_000


def main() -> int:
    """Measure, print, and fail when a limit is missed."""
    options = _options()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huaiyuan.config.settings")
    import django

    django.setup()
    from django.conf import settings

    # Parquet made on the way lies where the county's own does, and goes with the run.
    with tempfile.TemporaryDirectory(dir=Path(settings.DATA_DIR) / "tmp") as scratch:
        found = {**_engine(Path(scratch), options.rounds), "gaps": _gaps(options.rounds), "leads": _leads()}
    print(json.dumps(found, ensure_ascii=False) if options.json else _as_text(found))
    return 0 if all(part["within"] for part in found.values() if "within" in part) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.run")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    return parser.parse_args()


def _engine(scratch: Path, rounds: int) -> dict[str, Any]:
    from bench import rounds as measured
    from huaiyuan.base.figures import snapshots
    from huaiyuan.base.jobs.database import database_url
    from huaiyuan.core.engine import child
    from huaiyuan.core.engine import snapshot as engine
    from huaiyuan.core.kernel import clock
    from huaiyuan.county.intake.sources import SOURCES
    from huaiyuan.county.screening import inputs

    standing = snapshots.current()
    order = inputs.order(standing, clock.today(), scratch)
    taken = _seconds(lambda: engine.take(database_url(), scratch / "snapshots"))
    started = _seconds(lambda: child.call("bench.nothing:nothing", {}))
    both = measured.interleaved(order, scratch, rounds)
    ours, floor = statistics.median(both.ours), statistics.median(both.baseline)
    data_dir = standing.folder.parent.parent
    people = [batch for batch in order.batches if SOURCES[batch.source].about_people]
    left = [measured.residue(batch, order, _secrets(data_dir, batch.batch)) for batch in people]
    residue, bare = sum(r.ours for r in left), sum(r.bare for r in left)
    return {
        "match_and_rules": {
            "ours_s": round(ours, 3), "baseline_s": round(floor, 3), "ratio": round(ours / floor, 2),
            "at_most": RULES_AT_MOST, "within": ours / floor <= RULES_AT_MOST,
            "match_s": round(statistics.median(both.match), 3), "rules_s": round(statistics.median(both.rules), 3),
        },
        "residue": {
            "ours_s": round(residue, 3), "bare_s": round(bare, 3), "ratio": round(residue / bare, 2),
            "pairs": sum(r.pairs for r in left), "at_most": RESIDUE_AT_MOST, "within": residue / bare <= RESIDUE_AT_MOST,
        },
        "snapshot": {"seconds": round(taken, 3)},
        "process_start": {"seconds": round(started, 3)},
    }  # fmt: skip


def _secrets(data_dir: Path, batch: str) -> Any:
    """Keys as matching uses them: the broken cells of the residue are opened in memory."""
    from huaiyuan.base.vault.sealing import LAKE, Vault
    from huaiyuan.core import linkage
    from huaiyuan.county.intake import sealing

    vault = Vault(data_dir)
    return linkage.Secrets(
        lambda lines: sealing.open_cells(
            data_dir, batch, "id_number", lines["id_sealed"], lines["sheet"], lines["row"]
        ),
        lambda numbers: vault.index_many(numbers, purpose=LAKE),
    )


def _seconds(work: Any) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _gaps(rounds: int) -> dict[str, Any]:
    """Who should have what and has it not, over twelve months, beside the same answer in plain SQL."""
    from bench import gaps

    words = [sys.executable, "-m", "bench.gaps", "--json", "--rounds", str(rounds)]
    done = subprocess.run(words, stdout=subprocess.PIPE, check=False, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return {**found, "says": gaps.as_text(found)}


def _leads() -> dict[str, Any]:
    """40,000 leads in a county of their own: this data directory keeps its own leads."""
    done = subprocess.run([sys.executable, "-m", "bench.leads"], stdout=subprocess.PIPE, check=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return {**found, "at_least": LEADS_AT_LEAST, "within": found["per_second"] >= LEADS_AT_LEAST}


def _as_text(found: dict[str, Any]) -> str:
    rules, residue, leads = found["match_and_rules"], found["residue"], found["leads"]
    return "\n".join(
        (
            f"直接比对和规则：{rules['ours_s']:.2f} 秒（比对 {rules['match_s']:.2f}，规则 {rules['rules_s']:.2f}），"
            f"基线 {rules['baseline_s']:.2f} 秒，{rules['ratio']:.2f} 倍，上限 {rules['at_most']:.0f} 倍",
            f"余下的行：{residue['ours_s']:.2f} 秒，单纯比一遍 {residue['bare_s']:.2f} 秒（{residue['pairs']:,} 对），"
            f"{residue['ratio']:.2f} 倍，上限 {residue['at_most']:.0f} 倍",
            found["gaps"]["says"],
            f"取快照 {found['snapshot']['seconds']:.2f} 秒，起子进程 {found['process_start']['seconds']:.2f} 秒",
            f"写线索：{leads['leads']:,} 条连任务和审计 {leads['seconds']:.2f} 秒，每秒 {leads['per_second']:,} 条，"
            f"下限 {leads['at_least']:,} 条",
        )
    )


if __name__ == "__main__":
    sys.exit(main())
