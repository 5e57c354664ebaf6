"""A whole month from the departments' files to leads, against reading the files barely and the baseline's SQL.

    HUAIYUAN_DATA_DIR=var python -m bench.month [--json]

Works on a copy of the data directory, on a month nobody sent yet. Bare reading is what the readers take that we stand
on: every sheet as text into Arrow, nothing looked at. Peak memory is that of the largest process.
"""

# ruff: noqa: PLC0415 - an installation is set up before what needs it is imported

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
    """Seconds by stage, as the work reports them."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._stage, self._since = "start", time.perf_counter()

    def tell(self, stage: str, _done: int = 0, _total: int = 0) -> None:
        if stage != self._stage:
            self.close(stage)

    def close(self, following: str = "start") -> None:
        now = time.perf_counter()
        self.seconds[self._stage] = self.seconds.get(self._stage, 0.0) + now - self._since
        self._stage, self._since = following, now


def _measure() -> dict[str, Any]:
    from django.conf import settings

    from huaiyuan.base.access.models import Account
    from huaiyuan.county.matching import actions as matching
    from huaiyuan.county.screening import actions as screening
    from proof import command

    by, data_dir = Account.objects.get(username=ACCOUNT), Path(settings.DATA_DIR)
    sent = [one for one in command.sent(data_dir) if "重发" not in one[0].name]
    rows, stages, files = 0, _Stages(), {}
    for path, source, _ in sent:
        began = time.perf_counter()
        taken = matching.take_in(path, source=source, period=UNSENT, by=by, on_progress=stages.tell)
        files[source] = {"rows": taken.rows, "seconds": round(time.perf_counter() - began, 2)}
        rows += taken.rows
    stages.close("screen")
    from huaiyuan.core.kernel import clock

    screened = screening.screen(as_of=clock.today(), by=by)
    stages.close()
    ours = sum(stages.seconds.values())
    read = sum(_seconds(lambda path=path: _read_barely(path)) for path, *_ in sent)
    floor = _baseline(data_dir)
    usage = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "rows": rows, "files": files, "leads": screened["leads"], "ours_s": round(ours, 2),
        "stages": {name: round(value, 2) for name, value in stages.seconds.items()},
        "bare_read_s": round(read, 2), "baseline_s": round(floor, 2),
        "ratio": round(ours / (read + floor), 2), "at_most": AT_MOST, "peak_mb": round(max(usage)),
        "peak_mb_at_most": MEMORY_MB_AT_MOST,
    }  # fmt: skip


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
    stages = "，".join(
        f"{name} {value:.1f} 秒（{value / found['ours_s']:.0%}）" for name, value in found["stages"].items()
    )
    files = "，".join(f"{name} {one['rows']:,} 行 {one['seconds']:.1f} 秒" for name, one in found["files"].items())
    return "\n".join(
        (
            f"一个月从原表到线索：{found['rows']:,} 行 {found['ours_s']:.1f} 秒；{files}",
            f"各阶段：{stages}",
            f"单纯读文件 {found['bare_read_s']:.1f} 秒，基线 {found['baseline_s']:.1f} 秒，{found['ratio']:.2f} 倍，"
            f"上限 {found['at_most']:.0f} 倍；内存峰值 {found['peak_mb']:,} MB，上限 {found['peak_mb_at_most']:,} MB",
        )
    )


if __name__ == "__main__":
    sys.exit(main())
