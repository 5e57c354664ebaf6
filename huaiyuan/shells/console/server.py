"""The web server and the worker under one roof: when one ends, the other ends too."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from types import FrameType


def main(host: str, port: str, workers: str) -> int:
    """Run until one of the two ends or a signal comes."""
    children = [
        subprocess.Popen(
            [
                sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", port,
                "--workers", workers, "--blocking-threads", "2", "--no-ws", "--log-level", "warning",
                "huaiyuan.config.wsgi:application",
            ]
        ),
        subprocess.Popen([sys.executable, "-m", "huaiyuan.base.jobs.worker"]),
    ]  # fmt: skip

    def stop(signum: int, frame: FrameType | None) -> None:  # noqa: ARG001 - signal handler's signature
        for child in children:
            child.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while all(child.poll() is None for child in children):
        time.sleep(0.3)
    for child in children:
        if child.poll() is None:
            child.terminate()
    return max(abs(child.wait()) for child in children)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
