"""kill -9 of the command or its child at every point of intake and screening: nothing half stands, a rerun is whole."""

from __future__ import annotations

import os
import shutil

import pytest

from proof import command, killing, state

pytestmark = [pytest.mark.fault, pytest.mark.slow, pytest.mark.xdist_group("kill")]


def _copy(source, target):
    shutil.copytree(source, target)
    os.symlink(command.files_of(source).resolve(), target.parent / f"{target.name}.files")
    return target


def _work(folder):
    """The two long works, each on a directory where it has something to do."""
    path, source, _ = next(v for v in command.sent(folder) if v[1] == "disability_cards")
    return {
        "intake": ("intake", str(path), "--source", source, "--period", "2026-11"),
        "screen": ("screen", "--as-of", "2026-11-24"),
    }


@pytest.mark.parametrize("work", ["intake", "screen"])
def test_a_kill_leaves_the_state_before_or_after_and_a_rerun_equals_an_undisturbed_run(work, small_county, tmp_path):
    words = _work(small_county)[work]
    undisturbed = _copy(small_county, tmp_path / "whole")
    before = state.read(undisturbed)
    points = killing.points_of(undisturbed, words, tmp_path / "trace")
    after = state.read(undisturbed)
    assert len(points) >= 3
    for number, point in enumerate(points):
        folder = _copy(small_county, tmp_path / f"kill{number}")
        trace = tmp_path / f"trace{number}"
        killing.kill_at(folder, words, point, trace, whole_command=number % 2 == 0)
        assert state.read(folder) in (before, after), f"half a state after a kill at {point}"
        command.run(folder, *words)
        assert state.read(folder) == after, f"a rerun after a kill at {point} differs"
        shutil.rmtree(folder)
