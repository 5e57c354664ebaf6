"""A small demo county (a twentieth of the people, all villages), built once by the command and shared by all tests."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

import pytest

from proof import command

SEED, SCALE = 20261124, 0.05


@pytest.fixture(scope="session")
def small_county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory; read only. Its department files lie in `small.files` beside it."""
    run = tmp_path_factory.getbasetemp()
    # Workers of one run share it; another run never does, for it may be of other code.
    whole_run = run.parent if "PYTEST_XDIST_WORKER" in os.environ else run
    shared = Path(os.environ.get("HUAIYUAN_SMALL_COUNTY") or whole_run / "small-county")
    shared.mkdir(exist_ok=True)
    folder = shared / "small"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        command.demo(folder, seed=SEED, scale=SCALE)
    return folder


@pytest.fixture
def own_county(small_county: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    folder = tmp_path / "small"
    shutil.copytree(small_county, folder)
    os.symlink(command.files_of(small_county), tmp_path / "small.files")
    return folder


__all__ = ["own_county", "small_county"]
