"""Kill -9 at a named point of long work, in the command or in its child, and see what stands before any rerun."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from proof import command, state, trips

PATIENCE = 600
# Rules run one like another: one of them, drawn, stands for all where time is short.
_ALIKE = re.compile(r"screen\.rule_")

Words = tuple[str, ...]
# What a work may leave between before and after, by the beginnings of names: a workbook that was read and waits to be
# written is whole as it stands, and the ledger has not moved.
BETWEEN: dict[str, tuple[str, ...]] = {"trip": ("ledger.Fill", "lake/ledger_")}
EDITS, TRIP = 20, "trip.xlsx"


def works(data_dir: Path, scratch: Path) -> dict[str, Words]:
    """The long works, each with something to do on a demo: a month nobody sent yet, a day nobody screened yet, edits.

    The workbook of edits is made in `scratch` by `ready_for`.
    """
    path, source, _ = next(v for v in command.sent(data_dir) if v[1] == "disability_cards")
    return {
        "intake": ("intake", str(path), "--source", source, "--period", "2026-11"),
        "screen": ("screen", "--as-of", "2026-11-24"),
        "trip": trips.fill(scratch / TRIP),
    }


def ready_for(work: str, source: Path, scratch: Path) -> Path:
    """A county on which every stage of a work has something to do: a run finds a new file, and both need a snapshot."""
    folder = copy(source, scratch / "ready")
    if work == "screen":
        command.run(folder, *works(source, scratch)["intake"])
    if work == "trip":
        trips.edited(folder, scratch / TRIP, EDITS)
    # Whoever read the county before may have left a snapshot that is still true.
    (folder / "snapshots" / "newest.json").unlink(missing_ok=True)
    return folder


def copy(source: Path, target: Path) -> Path:
    """A copy of a data directory at rest, with its department files beside it."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    files = command.files_of(target)
    if not files.is_symlink():
        files.symlink_to(command.files_of(source).resolve())
    return target


def drawn(points: Sequence[str], seed: int) -> list[str]:
    """Every point, but of those alike only one."""
    alike = [p for p in points if _ALIKE.match(p)]
    kept = random.Random(seed).choice(alike) if alike else None
    return [p for p in points if p not in alike or p == kept]


def survive(
    source: Path, words: Words, scratch: Path, *, seed: int | None = None, between: Sequence[str] = ()
) -> list[str]:
    """Kill at each point of the stage trace (with a seed: at the drawn ones); the points that were proven.

    Before any rerun the state is that before or after; a rerun at once gives that of an undisturbed run. With a seed the
    rerun is killed at the next point, so that each takes over from the dead one before it, and the last one is whole.
    What begins with one of `between` may stand in between before the rerun, never after it.
    Raises: AssertionError, naming the point and the tables.
    """
    whole, trace = copy(source, scratch / "whole"), scratch / "trace"
    copy(source, scratch / "killed")
    with state.Reader(whole) as reader:
        before = reader.read()
        points = points_of(whole, words, trace)
        after = reader.read()
    if seed is not None:
        points = drawn(points, seed)
    assert state.differing(before, after), "the work changes nothing, so its kill would prove nothing"
    folder = scratch / "killed"
    with state.Reader(folder) as reader:
        fresh = True
        for number, point in enumerate(points):
            if fresh:
                copy(source, folder)
            trace.unlink(missing_ok=True)
            kill_at(folder, words, point, trace, whole_command=number % 2 == 0)
            left = reader.read()
            seen, ends = _apart(left, between), [_apart(one, between) for one in (before, after)]
            assert seen in ends, f"half a state after a kill at {point}: {_halves(left, before, after)}"
            fresh = seed is None or left == after or point == points[-1]
            if fresh:
                command.run(folder, *words)
                amiss = state.differing(reader.read(), after)
                assert not amiss, f"a rerun after a kill at {point} differs in {amiss}"
    return points


def _apart(read: dict[str, str], between: Sequence[str]) -> dict[str, str]:
    return {name: found for name, found in read.items() if not name.startswith(tuple(between))}


def _halves(left: dict[str, str], before: dict[str, str], after: dict[str, str]) -> str:
    return f"not as before {state.differing(left, before)}, not as after {state.differing(left, after)}"


def points_of(data_dir: Path, words: Words, trace: Path) -> list[str]:
    """Run a command undisturbed and list the points it passes, in order, each once."""
    trace.unlink(missing_ok=True)
    command.run(data_dir, *words, HUAIYUAN_STAGE_TRACE=str(trace))
    return list(dict.fromkeys(line.split()[0] for line in trace.read_text().splitlines()))


def kill_at(data_dir: Path, words: Words, point: str, trace: Path, *, whole_command: bool) -> None:
    """Start a command, wait until it halts at the point, and kill it there.

    `whole_command` kills the command itself, so that a child must notice; otherwise the process that halted.
    """
    start = command.start if whole_command else command.begin
    process = start(data_dir, *words, HUAIYUAN_STAGE_TRACE=str(trace), HUAIYUAN_HALT_AT=point)
    try:
        halted = _wait_for_halt(process, trace, point)
        os.kill(process.pid if whole_command else halted, signal.SIGKILL)
        process.communicate(timeout=60)
        _wait_until_gone(halted)
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


def _wait_for_halt(process: subprocess.Popen[str], trace: Path, point: str) -> int:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        lines = trace.read_text().splitlines() if trace.exists() else []
        halted = [line.split()[1] for line in lines if line.startswith(f"{point}.halted ")]
        if halted:
            return int(halted[-1])
        if process.poll() is not None:
            raise AssertionError(f"the command ended before it came to {point}: {process.communicate()[1][-500:]}")
        time.sleep(0.02)
    raise AssertionError(f"never came to {point}")


def _wait_until_gone(pid: int) -> None:
    """A child whose parent is gone ends itself."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{pid}/stat").exists() and " Z " in Path(f"/proc/{pid}/stat").read_text():
            return
        time.sleep(0.05)
    raise AssertionError(f"process {pid} outlived its parent")
