"""A whole county's batch is withdrawn and given back by the command, and killed in between: nothing half stands."""

from __future__ import annotations

import pytest

from proof import command, killing, state

pytestmark = [pytest.mark.fault, pytest.mark.slow]

BATCH = "medical_bills-2026-10-01"
WITHDRAW = ("withdraw", "--batch", BATCH, "--reason", "报成了九月的数")
# What a village was told stays told.
NOT_TAKEN_BACK = {"worklist.Message"}


def test_killed_withdrawn_and_undone_a_batch_leaves_every_table_and_figure_as_it_was(own_county, tmp_path):
    before, figures = state.read(own_county), command.run(own_county, "figures")["figures"]
    dry = command.run(own_county, *WITHDRAW, "--dry-run")
    killing.kill_at(own_county, WITHDRAW, "leads.struck", tmp_path / "trace", whole_command=True)
    assert state.differing(state.read(own_county), before) == []

    done = command.run(own_county, *WITHDRAW)
    assert done == dry | {"dry_run": False}
    assert done["leads"]["closed"] > 0
    assert done["leads"]["kept"] > 0
    between = {figure["id"]: figure["value"] for figure in command.run(own_county, "figures")["figures"]}
    assert between["L01"] == _value(figures, "L01") - done["leads"]["closed"]
    assert between["L03"] == _value(figures, "L03")

    command.run(own_county, "withdraw", "--batch", BATCH, "--undo")
    assert set(state.differing(state.read(own_county), before)) <= NOT_TAKEN_BACK
    assert command.run(own_county, "figures")["figures"] == figures


def _value(figures, number: str) -> int:
    return next(figure["value"] for figure in figures if figure["id"] == number)
