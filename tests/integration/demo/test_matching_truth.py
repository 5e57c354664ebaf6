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
        truth = command.files_of(folder) / "truth" / f"{path.stem}.parquet"
        if not matching.about_people(truth):
            continue
        out = tmp_path / f"{source}.csv"
        command.run(folder, "matches", "--batch", taken["batch"], "--out", str(out), **environment)
        verdict = matching.judge(out, truth)
        total = verdict if total is None else total + verdict
    return total


def test_claimed_matches_are_right_and_findable_rows_are_found(small_county, tmp_path):
    verdict = _verdict(small_county, tmp_path)
    assert verdict.holds(), str(verdict)


def test_villages_are_recognised_as_they_are_meant(small_county):
    [(path, source, period)] = [s for s in command.sent(small_county) if s[1] == "water_outages"]
    batch = small_county / "lake" / source / f"{source}-{period}-01"
    verdict = matching.judge_villages(batch, command.files_of(small_county) / "truth" / f"{path.stem}.parquet")
    assert verdict.holds(), str(verdict)
    assert verdict.findable > verdict.rows * 0.9
