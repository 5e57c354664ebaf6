"""Install the pinned requirements and the package itself into the environment this runs in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "dev.txt"


def _run(*command: str) -> int:
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def main() -> None:
    """Use uv for speed; where it cannot reach its index, pip with the same hashes."""
    python = sys.executable
    pip = (python, "-m", "pip", "--disable-pip-version-check", "-q", "install")
    uv_pin = next(line.split()[0] for line in LOCK.read_text(encoding="utf-8").splitlines() if line.startswith("uv=="))
    by_uv = (
        _run(*pip, uv_pin) == 0
        and _run(python, "-m", "uv", "pip", "sync", "-q", "--require-hashes", "--python", python, str(LOCK)) == 0
    )
    if not by_uv and _run(*pip, "--require-hashes", "-r", str(LOCK)) != 0:
        sys.exit("依赖没有装上：请检查网络或软件源，再运行一次 make setup")
    if _run(
        python, "-m", "uv", "pip", "install", "-q", "--python", python, "--no-deps", "--no-build-isolation", "-e", "."
    ):
        sys.exit("软件包自身没有装上：请把上面的输出发给维护人员")


if __name__ == "__main__":
    main()
