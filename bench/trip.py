"""How long a ledger's workbook takes there and back on the whole county: downloaded, five hundred cells changed, written.

    HUAIYUAN_DATA_DIR=var python -m bench.trip [--json] [--rounds 3]

All of it is done on a copy of the data directory, by the command as people start it, so that starting counts too. The
baselines are what openpyxl takes for the bare sheet: writing the same cells (write-only), reading them again (read-only),
with no county behind it. The promise to users is in seconds; the ratio is what another machine can be compared by.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from proof import command, killing, trips

ROUNDS, EDITS = 3, 500
DOWN_AT_MOST, UP_AT_MOST = 10.0, 15.0


def main() -> int:
    """Measure, print, and fail when a limit is missed or anything but the changed cells was written."""
    parser = argparse.ArgumentParser(prog="python -m bench.trip")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    source = Path(os.environ["HUAIYUAN_DATA_DIR"]).resolve()
    with tempfile.TemporaryDirectory(dir=source.parent, prefix="bench-trip-") as scratch:
        found = measure(source, Path(scratch), options.rounds)
    print(json.dumps(found, ensure_ascii=False) if options.json else as_text(found))
    return 0 if found["within"] else 1


def measure(source: Path, scratch: Path, rounds: int) -> dict[str, Any]:
    """Rounds of both, one after the other: seconds there, seconds back, the bare sheet beside each."""
    county = killing.copy(source, scratch / "county")
    file, edited = scratch / "台账.xlsx", scratch / "改过.xlsx"
    down, up, bare_down, bare_up = (list[float]() for _ in range(4))
    wrong, rows = list[str](), 0
    for turn in range(rounds):
        seconds, told = _timed(lambda: command.run(county, *trips.download(file)))
        down.append(seconds)
        rows = told["rows"]
        cells = _cells(file)
        bare_down.append(_timed(lambda cells=cells: _write(cells, scratch / "bare.xlsx"))[0])
        trips.remark(file, edited, EDITS, seed=turn + 1, says=f"第{turn + 1}轮家访")
        seconds, told = _timed(lambda: command.run(county, *trips.fill(edited)))
        up.append(seconds)
        bare_up.append(_timed(lambda: _cells(edited))[0])
        if (told["state"], told["writes"], told["refused"], told["conflicts"]) != ("merged", min(EDITS, rows), 0, []):
            wrong.append(f"写入{told['writes']}格，不写的{told['refused']}处，冲突{len(told['conflicts'])}格")
    there, back, floor, ceiling = (statistics.median(each) for each in (down, up, bare_down, bare_up))
    return {
        "rows": rows, "edits": EDITS, "down_s": round(there, 2), "down_at_most": DOWN_AT_MOST, "down_baseline_s": round(floor, 2),
        "down_ratio": round(there / floor, 2), "up_s": round(back, 2), "up_at_most": UP_AT_MOST,
        "up_baseline_s": round(ceiling, 2), "up_ratio": round(back / ceiling, 2), "wrong": wrong,
        "within": there <= DOWN_AT_MOST and back <= UP_AT_MOST and not wrong,
    }  # fmt: skip


def _cells(file: Path) -> list[tuple[Any, ...]]:
    """Every cell of the sheet, read as openpyxl reads a sheet fastest."""
    book = openpyxl.load_workbook(file, read_only=True)
    try:
        return list(book.worksheets[0].iter_rows(values_only=True))
    finally:
        book.close()


def _write(cells: list[tuple[Any, ...]], into: Path) -> None:
    """The same cells, written as openpyxl writes a sheet fastest."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in cells:
        sheet.append(row)
    book.save(into)


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    done = work()
    return time.perf_counter() - began, done


def as_text(found: dict[str, Any]) -> str:
    """What was measured, in two lines."""
    lines = [
        f"台账下载：{found['rows']:,} 行 {found['down_s']:.2f} 秒，上限 {found['down_at_most']:.0f} 秒；"
        f"openpyxl 只写同样的格 {found['down_baseline_s']:.2f} 秒，{found['down_ratio']:.2f} 倍",
        f"改 {found['edits']} 格传回写入 {found['up_s']:.2f} 秒，上限 {found['up_at_most']:.0f} 秒；"
        f"openpyxl 只读同样的格 {found['up_baseline_s']:.2f} 秒，{found['up_ratio']:.2f} 倍",
    ]
    return "\n".join([*lines, *found["wrong"]])


if __name__ == "__main__":
    sys.exit(main())
