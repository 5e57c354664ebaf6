"""The repository's own files, as the meta-tests read them."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "huaiyuan"


@cache
def tracked(*endings: str) -> tuple[Path, ...]:
    """Files git knows (or would take), by ending; all of them without one."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    files = (ROOT / name for name in names)
    return tuple(f for f in files if f.is_file() and (not endings or f.suffix in endings))


@cache
def modules() -> dict[Path, ast.Module]:
    """Every Python module of the package but migrations, parsed."""
    files = [f for f in tracked(".py") if PACKAGE in f.parents and "migrations" not in f.parts]
    return {f: ast.parse(f.read_text(encoding="utf-8")) for f in files}
