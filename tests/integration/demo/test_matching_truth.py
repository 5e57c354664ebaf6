"""On the planted truth: what is claimed is right, few rows go to the desk, and once it is worked off the rest is found."""

from __future__ import annotations

import duckdb
import pytest

from proof import answering, command, matching

pytestmark = pytest.mark.slow


def _verdict(folder, tmp_path):
    total = None
    for path, source, period in command.sent(folder):
        truth = command.files_of(folder) / "truth" / f"{path.stem}.parquet"
        if "重发" in path.name or not matching.about_people(truth):
            continue
        out = tmp_path / f"{source}.csv"
        with duckdb.connect() as own:
            matches = own.read_parquet(str(folder / "lake" / source / f"{source}-{period}-01" / "matches.parquet"))
            matches.select("sheet, row, outcome, person_id").write_csv(str(out), header=True)
        verdict = matching.judge(out, truth)
        total = verdict if total is None else total + verdict
    return total


def test_claims_are_right_few_rows_go_to_the_desk_and_after_review_findable_rows_are_found(own_county, tmp_path):
    machine = _verdict(own_county, tmp_path)
    assert machine.claimed_right >= matching.CLAIMED_RIGHT, str(machine)
    desk = answering.answer(own_county)
    assert machine.wants_few(sum(one["desk"] for one in desk)), desk
    assert [one["left"] for one in desk] == [0] * len(desk)
    reviewed = _verdict(own_county, tmp_path)
    assert reviewed.holds(), str(reviewed)
    assert reviewed.findable_found >= machine.findable_found
    assert reviewed.claimed > machine.claimed


def test_villages_are_recognised_as_they_are_meant(small_county):
    [(path, source, period)] = [s for s in command.sent(small_county) if s[1] == "water_outages"]
    batch = small_county / "lake" / source / f"{source}-{period}-01"
    verdict = matching.judge_villages(batch, command.files_of(small_county) / "truth" / f"{path.stem}.parquet")
    assert verdict.holds(), str(verdict)
    assert verdict.findable > verdict.rows * 0.9
