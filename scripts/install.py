"""Install the pinned requirements and the package itself into the environment this runs in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "dev.txt"
PUBLIC_DATA = ROOT / "requirements" / "public-data.txt"


def _pip(*words: str) -> bool:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q", "install", *words]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def main() -> None:
    """Whatever index pip is set to, only what has a hash in the lock file is taken."""
    if not _pip("--require-hashes", "-r", str(LOCK)):
        sys.exit("依赖没有装上：请检查网络或软件源，再运行一次 make setup")
    if not _pip("--no-deps", "--require-hashes", "-r", str(PUBLIC_DATA)):
        sys.exit("测试用的公开数据没有装上：请检查网络或软件源，再运行一次 make setup")
    if not _pip("--no-deps", "--no-build-isolation", "-e", "."):
        sys.exit("软件包自身没有装上：请把上面的输出发给维护人员")


if __name__ == "__main__":
    main()
