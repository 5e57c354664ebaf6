"""On the planted truth: claimed matches are right, findable rows are found, and the ambiguity check is what does it."""

from __future__ import annotations

import pytest

from proof import command, matching

pytestmark = pytest.mark.slow


def _verdict(folder, tmp_path, **environment):
    total = None
    for path, source, period in command.sent(folder):
        if "重发" in path.name:
            continue
        taken = command.run(folder, "intake", str(path), "--source", source, "--period", period)
        out = tmp_path / f"{source}.csv"
        command.run(folder, "matches", "--batch", taken["batch"], "--out", str(out), **environment)
        verdict = matching.judge(out, command.files_of(folder) / "truth" / f"{path.stem}.parquet")
        total = verdict if total is None else total + verdict
    return total


def test_claimed_matches_are_right_and_findable_rows_are_found(small_county, tmp_path):
    verdict = _verdict(small_county, tmp_path)
    assert verdict.holds(), str(verdict)
