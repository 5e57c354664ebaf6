"""Several processes at once, and processes that die: one batch, whole or not at all."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from huaiyuan.base.vault import keys
from huaiyuan.core.kernel.installation import ENV, Installation
from tests.intake_files import AREAS, CARD, grid, person, xlsx

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[3]
POINTS = (
    "intake.reading", "intake.rows_read", "intake.rows_checked", "intake.rows_written", "intake.matching",
    "intake.merging", "intake.published", "intake.merged",
)  # fmt: skip
IN_CHILD = {"intake.rows_read", "intake.rows_checked", "intake.rows_written"}


def _environment(data_dir: Path, **more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "HUAIYUAN_TEST_DB"}}
    return kept | {ENV: str(data_dir)} | more


@pytest.fixture(scope="module")
def empty_county(tmp_path_factory):
    """A data directory with tables, keys and areas, and nothing received."""
    folder = tmp_path_factory.mktemp("county") / "data"
    Installation(folder, mode="demo", today=dt.date(2026, 11, 23)).save()
    for name in ("tmp", "lake"):
        (folder / name).mkdir(mode=0o700)
    keys.setup(folder)
    subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], cwd=ROOT, env=_environment(folder), check=True)
    with sqlite3.connect(folder / "huaiyuan.db") as con:
        con.executemany(
            "INSERT INTO reference_area (code, name, short_name, level, kind, parent_code, lifted_village, aliases, "
            "sort, valid_from, valid_to) VALUES (?, ?, ?, ?, '', '', 0, ?, 0, '2021-01-01', '9999-12-31')",
            [(a["code"], a["name"], a["short_name"], a["level"], a["aliases"]) for a in AREAS],
        )
    con.close()
    return folder


@pytest.fixture
def county(empty_county, tmp_path):
    return Path(shutil.copytree(empty_county, tmp_path / "data"))


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "名册.xlsx"
    path.write_bytes(xlsx(grid([person(i) | CARD for i in range(400)])))
    return path


def _start(county: Path, file: Path, **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.integration.intake.office", str(file), "disability_cards", "2026-10"],
        cwd=ROOT, env=_environment(county, **more), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def _answer(process: subprocess.Popen[str]) -> dict:
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err[-2000:]
    return json.loads(out)


def _records(county: Path) -> list[tuple]:
    con = sqlite3.connect(county / "huaiyuan.db")
    try:
        return con.execute("SELECT batch_id, state, rows, accepted, unmatched FROM intake_batch").fetchall()
    finally:
        con.close()


def _state(county: Path) -> tuple:
    """What readers see: the records, and the rows and matches behind them."""
    records = _records(county)
    rows = []
    for batch_id, *_ in records:
        for name in ("rows", "faults", "matches"):
            path = county / "lake" / "disability_cards" / batch_id / f"{name}.parquet"
            kept = "* EXCLUDE (id_sealed)" if name == "rows" else "*"
            rows.append(duckdb.sql(f"SELECT {kept} FROM '{path}'").fetchall())
    return records, rows


def test_eight_offices_that_bring_the_same_content_at_once_make_one_batch(county, file):
    answers = [_answer(process) for process in [_start(county, file) for _ in range(8)]]
    assert {a["batch"] for a in answers} == {"disability_cards-2026-10-01"}
    assert sum(a["duplicate_of"] is None for a in answers) == 1
    assert {(a["rows"], a["accepted"], a["outcomes"]["unmatched"]) for a in answers} == {(400, 400, 400)}
    assert _records(county) == [("disability_cards-2026-10-01", "merged", 400, 400, 400)]


def test_the_index_decides_where_the_claim_was_not_waited_for(county, file):
    _answer(_start(county, file))
    con = sqlite3.connect(county / "huaiyuan.db")
    with pytest.raises(sqlite3.IntegrityError), con:
        con.execute(
            "INSERT INTO intake_batch (batch_id, source, period, sequence, state, rows, accepted, rejected, warned, "
            "content_hash, file_hash, file_name, same_as, received_by, received_at, merged_by, withdrawn_because) "
            "SELECT 'other', source, period, 2, 'checked', rows, accepted, rejected, warned, content_hash, '', '', '', "
            "'', received_at, '', '' FROM intake_batch"
        )
    con.close()


@pytest.mark.fault
@pytest.mark.parametrize("point", POINTS)
def test_a_kill_leaves_the_state_before_or_after_and_a_rerun_is_whole(point, county, file, tmp_path, undisturbed):
    trace, before = tmp_path / "trace", _state(county)
    process = _start(county, file, HUAIYUAN_STAGE_TRACE=str(trace), HUAIYUAN_HALT_AT=point)
    halted = _halted(process, trace, point)
    # The child alone dies where it halts; elsewhere the whole command does, and a child must notice.
    os.kill(halted if point in IN_CHILD else process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    assert _state(county) in (before, undisturbed)
    _answer(_start(county, file))
    assert _state(county) == undisturbed
    left = [p.name for p in (county / "lake" / "disability_cards").iterdir()]
    assert left == ["disability_cards-2026-10-01"]


@pytest.mark.fault
def test_a_child_ends_when_the_command_is_killed_over_it(county, file, tmp_path):
    trace = tmp_path / "trace"
    process = _start(county, file, HUAIYUAN_STAGE_TRACE=str(trace), HUAIYUAN_HALT_AT="intake.rows_checked")
    child = _halted(process, trace, "intake.rows_checked")
    process.kill()
    process.communicate(timeout=60)
    deadline = time.monotonic() + 15
    while _lives(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _lives(child)
    assert _records(county) == []


@pytest.fixture(scope="module")
def undisturbed(empty_county, tmp_path_factory):
    """The state after a run nobody disturbed."""
    folder = tmp_path_factory.mktemp("whole")
    county = Path(shutil.copytree(empty_county, folder / "data"))
    path = folder / "名册.xlsx"
    path.write_bytes(xlsx(grid([person(i) | CARD for i in range(400)])))
    _answer(_start(county, path))
    return _state(county)


def _halted(process: subprocess.Popen[str], trace: Path, point: str) -> int:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        lines = trace.read_text().splitlines() if trace.exists() else []
        found = [line.split()[1] for line in lines if line.startswith(f"{point}.halted ")]
        if found:
            return int(found[0])
        assert process.poll() is None, process.communicate()[1][-2000:]
        time.sleep(0.02)
    raise AssertionError(f"never came to {point}")


def _lives(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
