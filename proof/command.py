"""Running the `huaiyuan` command as others script it: a process, JSON out, an exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


class Failed(Exception):
    """The command refused; the message is its one line."""


def plain_environment() -> dict[str, str]:
    """This process's environment without its own database: a demo has its own, unless one is named."""
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}


def start(data_dir: Path, *words: str, **environment: str) -> subprocess.Popen[str]:
    """Start a command on a data directory without waiting."""
    return subprocess.Popen(
        [sys.executable, "-m", "huaiyuan.shells.console", *words, "--data-dir", str(data_dir), "--json"],
        env=plain_environment() | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def begin(data_dir: Path, *words: str, **environment: str) -> subprocess.Popen[str]:
    """Start a command that is not itself to be killed; tests begin it quicker."""
    return start(data_dir, *words, **environment)


def finish(process: subprocess.Popen[str]) -> Any:
    """Its JSON answer. Raises `Failed` with the last line it said otherwise."""
    out, err = process.communicate(timeout=1800)
    return answer(process.returncode, out, err)


def answer(code: int, out: str, err: str) -> Any:
    """What a command that ended with `code` and wrote this has answered. Raises `Failed` with the last line it said."""
    if code != 0:
        raise Failed(err.strip().splitlines()[-1] if err.strip() else f"exit {code}")
    return json.loads(out)


def run(data_dir: Path, *words: str, **environment: str) -> Any:
    """Run a command to its end."""
    return finish(start(data_dir, *words, **environment))


def demo(data_dir: Path, *, seed: int, scale: float, **environment: str) -> Any:
    """Build a demo without serving it."""
    return run(data_dir, "demo", "--no-serve", "--seed", str(seed), "--scale", str(scale), **environment)


def files_of(data_dir: Path) -> Path:
    """Where a demo's department files lie."""
    return data_dir.parent / f"{data_dir.name}.files"


def sent(data_dir: Path) -> list[tuple[Path, str, str]]:
    """The department files of a demo: path, source, period; a file sent again comes last."""
    found = []
    for path in sorted(files_of(data_dir).glob("*.*"), key=lambda p: ("重发" in p.name, p.name)):
        department, rest = path.stem.split("_", 1)
        source, period = rest.replace("（重发）", "").rsplit("_", 1)
        assert department
        found.append((path, source, period))
    return found
