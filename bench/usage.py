"""What a piece of work costs: seconds by the clock, seconds of processors, and the most memory its processes held at once."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

LOOK_S = 0.1
PAGE_MB = os.sysconf("SC_PAGESIZE") / 1024 / 1024


@dataclass
class Usage:
    """Filled while the work goes on. Memory is what this process and all below it have resident, summed at one instant:
    what they share is counted for each, so the truth is a little less.
    """

    wall_s: float = 0.0
    cpu_s: float = 0.0
    peak_mb: float = 0.0
    _began: float = field(default_factory=time.perf_counter)

    def so_far(self) -> float:
        """Seconds since the work began."""
        return time.perf_counter() - self._began


@contextmanager
def measured() -> Iterator[Usage]:
    """Measure what happens inside, child processes that ended included."""
    found, ended, before = Usage(), threading.Event(), _cpu()
    looking = threading.Thread(target=_look, args=(found, ended), daemon=True)
    looking.start()
    try:
        yield found
    finally:
        ended.set()
        looking.join()
        found.wall_s, found.cpu_s = found.so_far(), _cpu() - before


def family_cpu(process: int) -> float:
    """Seconds of processors that a running process and all below it have used so far."""
    return sum(map(_spent, _family(process)))


def _spent(process: int) -> float:
    try:
        said = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")


def _cpu() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def _look(found: Usage, ended: threading.Event) -> None:
    while True:
        found.peak_mb = max(found.peak_mb, sum(map(_resident, _family(os.getpid()))))
        if ended.wait(LOOK_S):
            return


def _family(process: int) -> Iterator[int]:
    """A process and all that descend from it."""
    yield process
    for file in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            below = file.read_text().split()
        except OSError:
            continue
        for child in below:
            yield from _family(int(child))


def _resident(process: int) -> float:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE_MB
    except (OSError, IndexError):
        return 0.0
