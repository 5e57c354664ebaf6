"""`python -m tests.screens [--data-dir var] [--base URL] [--out screens]`; without --base it serves the demo itself."""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def main() -> int:
    """Plan, serve, look, act out the journeys; prints every finding and returns how the run ended."""
    options = _options()
    os.environ["HUAIYUAN_DATA_DIR"] = str(options.data_dir.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huaiyuan.config.settings")
    if not (options.data_dir / "config.toml").exists():
        print(f"“{options.data_dir}”里没有演示县。请先运行 make demo", file=sys.stderr)
        return 2
    import django

    django.setup()
    import huaiyuan.config.urls  # noqa: F401 - declares the pages
    from tests.screens.plan import plan
    from tests.screens.visit import write

    shutil.rmtree(options.out, ignore_errors=True)
    options.out.mkdir(parents=True)
    visits = plan()
    write(visits, options.out / "plan.json")
    with _served(options.base) as base:
        done = subprocess.run(
            [sys.executable, "-m", "tests.screens.survey", str(options.out / "plan.json"), base, str(options.out)],
            check=False,
        )
    acted = subprocess.run([sys.executable, "-m", "tests.screens.journeys"], check=False)
    pictures = len(list(options.out.glob("*.png")))
    print(f"看了 {len(visits)} 处 × 2 种屏，{pictures} 张图在 {options.out}/", file=sys.stderr)
    return done.returncode or acted.returncode


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.screens")
    parser.add_argument("--data-dir", type=Path, default=Path(os.environ.get("HUAIYUAN_DATA_DIR", "var")))
    parser.add_argument("--base", default="")
    parser.add_argument("--out", type=Path, default=Path("screens"))
    return parser.parse_args()


@contextmanager
def _served(base: str) -> Iterator[str]:
    if base:
        yield base.rstrip("/")
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "1",
            "--blocking-threads", "2", "--no-ws", "--log-level", "error", "huaiyuan.config.wsgi:application",
        ]
    )  # fmt: skip
    try:
        _wait(f"http://127.0.0.1:{port}/denglu/", server)
        yield f"http://127.0.0.1:{port}"
        if server.poll() is not None:
            sys.exit(f"网页服务中途停了（退出码 {server.returncode}），这一次看得不全")
    finally:
        server.terminate()
        server.wait(10)


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(150):
        if server.poll() is not None:
            sys.exit("网页服务没有起来")
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    sys.exit("网页服务 30 秒没有起来")


if __name__ == "__main__":
    sys.exit(main())
