"""The demo's exits stand where they were planted: a notice that runs, one to be visited, one the county must stop, one declined."""

from __future__ import annotations

import sqlite3

import pyarrow.parquet as pq
import pytest

from huaiyuan.synth.leaving import CARE, LACKS, NOTICE, REFUSED, TRUTH, VISIT
from proof import command

pytestmark = pytest.mark.slow
STANDS = {NOTICE: "noticed", VISIT: "visit", LACKS: "county", REFUSED: "stopped"}
TODAY = "2026-11-23"


def test_every_planted_exit_stands_where_it_was_planted_and_its_family_is_still_monitored(small_county):
    planted = pq.read_table(command.files_of(small_county) / "truth" / TRUTH).to_pylist()
    assert {row["kind"] for row in planted} == {*STANDS, CARE}
    with sqlite3.connect(f"file:{small_county / 'huaiyuan.db'}?mode=ro", uri=True) as county:
        cases = dict(county.execute("SELECT household_no, state FROM casework_casefile WHERE procedure = 'exit'"))
        cycles = county.execute("SELECT household_no, state FROM casework_cycle WHERE void = 0 ORDER BY number")
        stands = dict(cycles.fetchall())
        runs = county.execute(
            "SELECT max(s.ends_on) FROM casework_publicsheet s JOIN casework_casefile c ON c.id = s.case_id"
            " WHERE c.procedure = 'exit' AND c.state = 'noticed'"
        ).fetchone()[0]
        looks = dict(county.execute(
            "SELECT c.household_no, count(*) FROM casework_aftercare a JOIN casework_cycle c ON c.id = a.cycle_id GROUP BY 1"
        ))  # fmt: skip
    under = {row["household_no"]: STANDS[row["kind"]] for row in planted if row["kind"] != CARE}
    assert cases == under
    assert {stands[number] for number in under} == {"未消除"}
    assert runs >= TODAY
    assert looks == {row["household_no"]: 1 for row in planted if row["kind"] == CARE}
