"""Web server and worker on a data directory, on a port of their own, gone at the end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from huaiyuan.core.kernel import installation
from huaiyuan.shells.console import server
from proof import command

PATIENCE = 60


@contextmanager
def serving(data_dir: Path, *, as_a_person_does: bool = False, background: bool = True) -> Iterator[str]:
    """Start what `huaiyuan serve` becomes, or that command itself; wait for the first page; stop it with all it started.

    Without `background` there is no worker: for walks that leave it nothing to do.
    """
    port = free_port()
    command_line = [sys.executable, "-m", "huaiyuan.shells.console.server", "127.0.0.1", str(port), "1"]
    if not background:
        command_line = server.web("127.0.0.1", str(port), "1")
    if as_a_person_does:
        words = ["serve", "--data-dir", str(data_dir), "--port", str(port), "--workers", "1"]
        command_line = [sys.executable, "-m", "huaiyuan.shells.console", *words]
    log = data_dir.parent / f"{data_dir.name}.serve.log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            command_line,
            env=command.plain_environment() | {installation.ENV: str(data_dir)},
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
    try:
        wait(f"http://127.0.0.1:{port}/denglu/", process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        # Who started others must be asked to end them; a server alone need not take its modules apart.
        os.killpg(process.pid, signal.SIGTERM if background or as_a_person_does else signal.SIGKILL)
        process.wait(20)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until the first page comes; a server that has ended fails with what it said."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()[-2000:]
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"no page after {PATIENCE} s: {log.read_text()[-2000:]}")
