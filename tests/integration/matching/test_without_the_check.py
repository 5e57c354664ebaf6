"""On the demo's planted truth: with the ambiguity check both promises hold; without it too many claims are wrong."""

from __future__ import annotations

import json
import tomllib

import duckdb
import pytest

from huaiyuan.county.matching import linking
from proof import command, matching


def _today(folder) -> str:
    return tomllib.loads((folder / "config.toml").read_text(encoding="utf-8"))["today"].isoformat()


def _verdict(folder, tmp_path, *, distinct):
    newest = json.loads((folder / "snapshots" / "newest.json").read_text(encoding="utf-8"))["hash"]
    total = None
    for path, source, period in command.sent(folder):
        truth = command.files_of(folder) / "truth" / f"{path.stem}.parquet"
        if "重发" in path.name or not matching.about_people(truth):
            continue
        out = tmp_path / f"{source}.parquet"
        linking.match(
            {
                "data_dir": str(folder), "folder": str(folder / "lake" / source / f"{source}-{period}-01"),
                "snapshot": str(folder / "snapshots" / newest), "as_of": _today(folder),
                "out": str(out), "distinct": distinct,
            },
            lambda *_: None,
        )  # fmt: skip
        table = out.with_suffix(".csv")
        with duckdb.connect() as own:
            own.read_parquet(str(out)).select("sheet, row, outcome, person_id").write_csv(str(table), header=True)
        verdict = matching.judge(table, truth)
        total = verdict if total is None else total + verdict
    return total


@pytest.mark.slow
def test_the_ambiguity_check_is_what_keeps_claims_right(small_county, tmp_path):
    kept = _verdict(small_county, tmp_path, distinct=True)
    assert kept.holds(), str(kept)
    dropped = _verdict(small_county, tmp_path, distinct=False)
    assert dropped.claimed_right < matching.CLAIMED_RIGHT, str(dropped)
