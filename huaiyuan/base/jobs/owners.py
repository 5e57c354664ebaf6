"""Who owns a job, and whether that process still lives: a process number alone may have been given to another."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path

START_TIME_FIELD = 19


@dataclass(frozen=True)
class Owner:
    """A process on a machine; `started` tells two processes with the same number apart (empty where unknown)."""

    host: str
    pid: int
    started: str

    @property
    def is_here(self) -> bool:
        """Whether it runs on this machine, so that looking can decide."""
        return self.host == socket.gethostname()

    def is_alive(self) -> bool:
        """Whether the process is still there; only meaningful when it `is_here`."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            pass
        return not self.started or _started(self.pid) == self.started


def this_process() -> Owner:
    """The process that asks."""
    return Owner(socket.gethostname(), os.getpid(), _started(os.getpid()))


def _started(pid: int) -> str:
    """Start time in clock ticks since boot, with the boot's own id; empty where the system does not tell."""
    try:
        state, *fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text()[:8]
    except OSError:
        return ""
    return "" if state == "Z" else f"{boot}-{fields[START_TIME_FIELD - 1]}"
