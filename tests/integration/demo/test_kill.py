"""kill -9 of the command or its child at every stage of intake and screening: nothing half stands, a rerun is whole."""

from __future__ import annotations

import pytest

from proof import killing
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
    points = killing.survive(ready, killing.works(small_county)[work], tmp_path, seed=SEED)
    assert STAGES[work] <= set(points)
