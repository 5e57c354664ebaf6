"""Kill -9 at a named point of long work, in the command or in its child, and see what stands before any rerun."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from proof import command

PATIENCE = 600


def points_of(data_dir: Path, words: tuple[str, ...], trace: Path) -> list[str]:
    """Run a command undisturbed and list the points it passes, in order, each once."""
    command.run(data_dir, *words, HUAIYUAN_STAGE_TRACE=str(trace))
    return list(dict.fromkeys(line.split()[0] for line in trace.read_text().splitlines()))


def kill_at(data_dir: Path, words: tuple[str, ...], point: str, trace: Path, *, whole_command: bool) -> None:
    """Start a command, wait until it halts at the point, and kill it there.

    `whole_command` kills the command itself, so that a child must notice; otherwise the process that halted.
    """
    process = command.start(data_dir, *words, HUAIYUAN_STAGE_TRACE=str(trace), HUAIYUAN_HALT_AT=point)
    try:
        halted = _wait_for_halt(process, trace, point)
        os.kill(process.pid if whole_command else halted, signal.SIGKILL)
        process.communicate(timeout=60)
        _wait_until_gone(halted)
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


def _wait_for_halt(process, trace: Path, point: str) -> int:
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
