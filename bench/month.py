"""A whole month from the departments' files to leads, against reading the files barely and the baseline's SQL.

    HUAIYUAN_DATA_DIR=var python -m bench.month [--one-by-one] [--json]

Works on a copy of the data directory, on a month nobody sent yet, two files at a time as the product takes them. Bare
reading is what the readers take that we stand on: every sheet as text into Arrow, nothing looked at. Peak memory is what
all processes hold together at one instant.
"""

# ruff: noqa: PLC0415 - an installation is set up before what needs it is imported

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import usage

AT_MOST, MEMORY_MB_AT_MOST = 5.0, 2048
INSIDE = "HUAIYUAN_BENCH_INSIDE"
UNSENT = "2026-11"
ACCOUNT = "county1"


def main() -> int:
    """Measure in a copy, print, and fail when a limit is missed."""
    if INSIDE not in os.environ:
        return _in_a_copy()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huaiyuan.config.settings")
    import django

    django.setup()
    found = _measure()
    print(json.dumps(found, ensure_ascii=False) if "--json" in sys.argv else _as_text(found))
    return 0 if found["ratio"] <= AT_MOST and found["peak_mb"] <= MEMORY_MB_AT_MOST else 1


def _in_a_copy() -> int:
    from proof import command

    source = Path(os.environ["HUAIYUAN_DATA_DIR"]).resolve()
    with tempfile.TemporaryDirectory(dir=source.parent) as scratch:
        copy = Path(scratch) / source.name
        shutil.copytree(source, copy)
        command.files_of(copy).symlink_to(command.files_of(source))
        environment = {**os.environ, "HUAIYUAN_DATA_DIR": str(copy), INSIDE: "1"}
        return subprocess.run(
            [sys.executable, "-m", "bench.month", *sys.argv[1:]], check=False, env=environment
        ).returncode


class _Stages:
    """Seconds by stage and by file, as the files being taken in report them; of two files at a time each counts its own."""

    def __init__(self) -> None:
        self.by_stage: dict[str, float] = {}
        self.by_file: dict[str, float] = {}
        self._at: dict[str, tuple[str, float]] = {}
        self._lock = threading.Lock()

    def tell(self, sent: Any, stage: str, _done: int = 0, _total: int = 0) -> None:
        now = time.perf_counter()
        with self._lock:
            before, since = self._at.get(sent.source, (stage, now))
            self.by_stage[before] = self.by_stage.get(before, 0.0) + now - since
            self.by_file[sent.source] = self.by_file.get(sent.source, 0.0) + now - since
            self._at[sent.source] = (stage, now)


def _measure() -> dict[str, Any]:
    from django.conf import settings

    from huaiyuan.base.access.models import Account
    from huaiyuan.core.kernel import clock
    from huaiyuan.county.matching.actions import batches
    from huaiyuan.county.screening import actions as screening
    from proof import command

    by, data_dir = Account.objects.get(username=ACCOUNT), Path(settings.DATA_DIR)
    files = [path for path, *_ in command.sent(data_dir) if "重发" not in path.name]
    sent = [batches.Sent(path, source, UNSENT) for path, source, _ in command.sent(data_dir) if path in files]
    stages = _Stages()
    with usage.measured() as ours:
        taken = batches.take_in_all(sent, by=by, on_progress=stages.tell, at_once=_at_once())
        intake_s = ours.so_far()
        screened = screening.screen(as_of=clock.today(), by=by)
    with usage.measured() as bare:
        read = sum(_seconds(lambda path=path: _read_barely(path)) for path in files)
        floor = _baseline(data_dir)
    return {
        "rows": sum(one.rows for one in taken), "at_once": _at_once(), "ours_s": round(ours.wall_s, 2),
        "intake_s": round(intake_s, 2), "screen_s": round(ours.wall_s - intake_s, 2), "leads": screened["leads"],
        "files": {
            one.source: {"rows": its.rows, "seconds": round(stages.by_file[one.source], 2)}
            for one, its in zip(sent, taken, strict=True)
        },
        "stages": {name: round(value, 2) for name, value in stages.by_stage.items() if name != batches.TAKEN},
        "bare_read_s": round(read, 2), "baseline_s": round(floor, 2),
        "ratio": round(ours.wall_s / (read + floor), 2), "at_most": AT_MOST,
        "cpu_s": round(ours.cpu_s, 2), "bare_cpu_s": round(bare.cpu_s, 2), "load": round(os.getloadavg()[0], 1),
        "peak_mb": round(ours.peak_mb), "peak_mb_at_most": MEMORY_MB_AT_MOST,
    }  # fmt: skip


def _at_once() -> int:
    """Two files at a time, as everybody has it; one, to see what a single file takes."""
    return 1 if "--one-by-one" in sys.argv else 2


def _read_barely(path: Path) -> int:
    """Every sheet of a workbook, or a text file, as text columns; returns the rows."""
    import fastexcel

    if path.suffix == ".csv":
        import pyarrow.csv as text

        data = path.read_bytes().decode("gb18030", errors="replace").encode()
        separator = "；" if "；" in data[:2000].decode(errors="ignore") else ","
        if separator == "；":
            data = data.decode().replace("；", "\t").encode()
        options = text.ParseOptions(delimiter="\t" if separator == "；" else ",", invalid_row_handler=lambda _: "skip")
        import io

        return int(text.read_csv(io.BytesIO(data), parse_options=options).num_rows)
    reader = fastexcel.read_excel(path)
    return sum(
        reader.load_sheet(i, header_row=None, skip_rows=0, dtypes="string").to_arrow().num_rows
        for i in range(len(reader.sheet_names))
    )


def _baseline(data_dir: Path) -> float:
    """The hand-written SQL over the batches that were just taken in."""
    from bench import rounds
    from huaiyuan.base.figures import snapshots
    from huaiyuan.core.kernel import clock
    from huaiyuan.county.screening import inputs

    with tempfile.TemporaryDirectory(dir=data_dir / "tmp") as scratch:
        order = inputs.order(snapshots.current(), clock.today(), Path(scratch))
        return _seconds(lambda: rounds.baseline(order, Path(scratch) / "baseline.parquet"))


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _as_text(found: dict[str, Any]) -> str:
    spent = sum(found["stages"].values()) + found["screen_s"]
    shares = {**found["stages"], "screening": found["screen_s"]}
    stages = "，".join(f"{name} {value:.1f} 秒（{value / spent:.0%}）" for name, value in shares.items())
    files = "，".join(f"{name} {one['rows']:,} 行 {one['seconds']:.1f} 秒" for name, one in found["files"].items())
    return "\n".join(
        (
            f"一个月从原表到线索：{found['rows']:,} 行 {found['ours_s']:.1f} 秒（收数 {found['intake_s']:.1f}，"
            f"筛查 {found['screen_s']:.1f}），同时收 {found['at_once']} 份；{files}",
            f"各阶段，各份相加：{stages}",
            f"单纯读文件 {found['bare_read_s']:.1f} 秒，基线 {found['baseline_s']:.1f} 秒，{found['ratio']:.2f} 倍，"
            f"上限 {found['at_most']:.0f} 倍；处理器 {found['cpu_s']:.1f} 秒对 {found['bare_cpu_s']:.1f} 秒，"
            f"机器负荷 {found['load']:.1f}",
            f"各进程内存合计峰值 {found['peak_mb']:,} MB，上限 {found['peak_mb_at_most']:,} MB",
        )
    )


if __name__ == "__main__":
    sys.exit(main())
