"""The web server and the worker under one roof: when one ends, the other ends too."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

PATIENCE_S, LOOK_S = 3, 0.3


def web(host: str, port: str, workers: str) -> list[str]:
    """The command of the web server alone."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", port,
        "--workers", workers, "--blocking-threads", "2", "--no-ws", "--log-level", "warning",
        "--workers-kill-timeout", str(PATIENCE_S), "huaiyuan.config.wsgi:application",
    ]  # fmt: skip


def main(host: str, port: str, workers: str) -> int:
    """Run until one of the two ends or a signal comes."""
    commands = [web(host, port, workers), [sys.executable, "-m", "huaiyuan.base.jobs.worker"]]
    # Each in a group of its own, so that what it started can be ended with it.
    children = [subprocess.Popen(command, start_new_session=True) for command in commands]
    stopping: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda signum, _frame: stopping.append(signum))
    while not stopping and all(child.poll() is None for child in children):
        time.sleep(LOOK_S)
    ended = [_end(child) for child in children]
    return 0 if stopping else max(ended)


def _end(child: subprocess.Popen[bytes]) -> int:
    """Ask a child to end; what will not within a few seconds is killed with everything it started."""
    child.terminate()
    try:
        return abs(child.wait(PATIENCE_S + 2))
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        return abs(child.wait())


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
