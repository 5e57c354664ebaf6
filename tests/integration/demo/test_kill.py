"""kill -9 of the command or its child at every stage of intake and screening: nothing half stands, a rerun is whole."""

from __future__ import annotations

import sqlite3

import openpyxl
import pytest

from proof import command, killing, trips
from tests.small_county import SEED

pytestmark = [pytest.mark.fault, pytest.mark.slow]

# Each stage that must be among the points, or the trace has lost it.
STAGES = {
    "intake": {
        "snapshot.written",
        "intake.rows_read",
        "intake.rows_checked",
        "intake.rows_written",
        "match.rows_matched",
        "intake.merged",
    },
    "screen": {"snapshot.written", "screen.hits_written", "screen.published", "leads.planned", "screen.recorded"},
}


@pytest.mark.parametrize(
    "work",
    [pytest.param(work, marks=pytest.mark.xdist_group(f"kill-{work}")) for work in STAGES],
)
def test_a_kill_leaves_the_state_before_or_after_and_a_rerun_equals_an_undisturbed_run(work, small_county, tmp_path):
    ready = killing.ready_for(work, small_county, tmp_path)
    points = killing.survive(ready, killing.works(small_county, tmp_path)[work], tmp_path, seed=SEED)
    assert STAGES[work] <= set(points)


def test_a_workbook_killed_while_it_is_written_leaves_the_ledger_as_it_was_and_goes_in_whole_afterwards(
    small_county, tmp_path
):
    """Every other stage is killed in the proof (`killing trip`)."""
    county, file = killing.copy(small_county, tmp_path / "county"), tmp_path / "填好的.xlsx"
    before = _remarks(county)
    _sheet(file, before)
    killing.kill_at(county, trips.fill(file), "ledger_fill.written", tmp_path / "trace", whole_command=True)
    assert _remarks(county) == before
    done = command.run(county, *trips.fill(file))
    assert (done["state"], done["writes"], done["refused"]) == ("merged", len(before), 0)
    assert _remarks(county) == [(number, version + 1, "家访过") for number, version, _ in before]


def _remarks(county):
    with sqlite3.connect(county / "huaiyuan.db") as database:
        return database.execute("SELECT number, version, note FROM guarantees_pupil ORDER BY number LIMIT 5").fetchall()


def _sheet(file, rows):
    """As somebody keeps it who deleted every column but those that are needed."""
    book = openpyxl.Workbook()
    book.active.append([trips.NUMBER, "版次", trips.NOTE])
    for number, version, _ in rows:
        book.active.append([number, version, "家访过"])
    book.save(file)
