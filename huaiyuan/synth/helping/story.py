"""The demo's own helper: three households or so in the village that everybody opens, one with things under way."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from huaiyuan.synth.helping.pairs import Paired
from huaiyuan.synth.helping.visits import Visited

VILLAGE = "411330101200"
NOVEMBER = dt.date(2026, 11, 1)


def shown(paired: Paired, visited: Visited) -> int:
    """Index of the helper who may log in: of the village, with a household at risk, and something raised."""
    found = paired.households
    here = np.array([code == VILLAGE for code in found["village_code"].to_pylist()]) & (paired.helper >= 0)
    if not here.any():
        here = paired.helper >= 0
    n = paired.helpers.num_rows
    held = np.bincount(paired.helper[paired.helper >= 0], minlength=n)
    local = np.bincount(paired.helper[here], minlength=n)
    risk = np.bincount(paired.helper[here & np.array(found["at_risk"])], minlength=n)
    raised = np.zeros(n, np.int64)
    numbers = {no: i for i, no in enumerate(paired.helpers["helper_no"].to_pylist())}
    waiting = visited.problems.filter(pc.not_equal(visited.problems["state"], "closed"))
    lines = visited.visits.filter(
        pc.is_in(visited.visits["client_uuid"], value_set=waiting["client_uuid"].combine_chunks())
    )
    for number in lines["helper_no"].to_pylist():
        raised[numbers[number]] += 1
    near = 60 * (local > 0) + 20 * ((local > 0) & (local == held))
    few = 30 * (held == 3) + 15 * (held == 4)
    return int(np.argmax(near + 60 * (risk > 0) + few + 10 * np.minimum(raised, 1) + local))


def with_story(paired: Paired, visited: Visited, who: int) -> Visited:
    """Let the helper's first household lack this month's visit and wait for just two things that were raised before."""
    mine = np.flatnonzero(paired.helper == who)
    at_risk = np.array(paired.households["at_risk"])[mine]
    numbers = paired.households["household_no"].to_pylist()
    first = numbers[mine[np.argmax(at_risk)]]
    visits = visited.visits
    is_first = pc.equal(visits["household_no"], first)
    dropped = pc.and_(is_first, pc.greater_equal(visits["visited_on"], pa.scalar(NOVEMBER)))
    gone = visits.filter(dropped)["client_uuid"].combine_chunks()
    kept = visits.filter(pc.invert(dropped))
    last = kept.filter(pc.equal(kept["household_no"], first))
    own = visits.filter(is_first)["client_uuid"].combine_chunks()
    waiting = pc.and_(
        pc.is_in(visited.problems["client_uuid"], value_set=own), pc.not_equal(visited.problems["state"], "closed")
    )
    undone = pc.fill_null(pc.is_in(visited.problems["closed_by_visit"], value_set=gone), False)
    problems = visited.problems.filter(pc.invert(pc.or_(waiting, undone)))
    problems = problems.filter(pc.invert(pc.is_in(problems["client_uuid"], value_set=gone)))
    looks = visited.looks.filter(pc.invert(pc.is_in(visited.looks["client_uuid"], value_set=gone)))
    if last.num_rows:
        problems = _two_more(problems, last.slice(last.num_rows - 1))
    return Visited(kept, looks, problems)


def _two_more(problems: pa.Table, visit: pa.Table) -> pa.Table:
    """One settled and to be looked at, one still with the village."""
    uuid, village = visit["client_uuid"][0].as_py(), visit["village_code"][0].as_py()
    on = visit["recorded_at"][0].as_py()
    own = [
        ("health", "慢病卡没办下来", "township", village[:9], "", "done", "卫生院已补办", 6),
        ("repair", "水管漏水", "village", village, "", "open", "", None),
    ]
    rows = [
        {
            "client_uuid": uuid, "kind": kind, "says": says, "owner_post": post,
            "owner_area": area, "owner_department": department, "state": state, "raised_at": on,
            "due_at": on.replace(hour=9, minute=30) + dt.timedelta(days=5), "answer": answer,
            "answered_at": None if done is None else on + dt.timedelta(days=done), "closed_at": None,
            "closed_by_visit": None,
        }
        for kind, says, post, area, department, state, answer, done in own
    ]  # fmt: skip
    made = pa.concat_tables([problems, pa.Table.from_pylist(rows, schema=problems.schema)])
    return made.sort_by([("raised_at", "ascending"), ("client_uuid", "ascending"), ("kind", "ascending")])
