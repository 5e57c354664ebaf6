"""What the demo's November leaves open on paper: a family's sheets printed and one signed, an objection nobody has answered.

What was planted stands in `truth/november.parquet` (kind, number, household_no), with what the meetings returned.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from huaiyuan.core.kernel import clock
from huaiyuan.synth.casework import OBJECTION, Hands, act_of, paper

TRUTH = "november.parquet"
PRINTED, SIGNED, OBJECTED, RETURNED = "printed", "signed", "objected", "returned"
# What a village prints of a family that it has visited and deliberated on; the first comes back signed.
SHEETS = ("authorisation", "screening", "deliberation")
Row = tuple[str, str, str]


def leave(seed: int, hands: dict[str, Hands], returned: list[str], truth: Path) -> None:
    """Plant them and write down which are which; `returned` are the cases that a meeting gave back."""
    rng = np.random.default_rng([seed, 103])
    rows = [*_printed(hands, rng), *_objected(hands), *_returned(returned)]
    names = ("kind", "number", "household_no")
    schema = pa.schema([(name, pa.string()) for name in names])
    columns = (
        dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)) if rows else {name: [] for name in names}
    )
    pq.write_table(pa.table(columns, schema), truth / TRUTH)


def _printed(hands: dict[str, Hands], rng: np.random.Generator) -> list[Row]:
    """The sheets of the family that has come furthest, the one whose village anybody may open first."""
    from huaiyuan.county.casework.types import Procedure, State
    from huaiyuan.county.reports import actions

    stages = (State.NOTICED, State.TO_POST, State.TOWNSHIP, State.COUNTY, State.ANNOUNCE, State.ENTER, State.REVIEW)
    case = _first(hands, Procedure.IDENTIFICATION, *stages)
    if case is None:
        return []
    by, rows = hands[case.village_code].village, []
    for form in SHEETS:
        key = case.household_no if form == "screening" else case.case_no
        rows.append((PRINTED, actions.print_one(form, key, by=by).row.code, case.household_no))
    signed = rows[0][1]
    actions.file_signed(signed, [paper(rng)], by=by)
    return [*rows, (SIGNED, signed, case.household_no)]


def _objected(hands: dict[str, Hands]) -> list[Row]:
    """Somebody has come to the village about a notice that still runs."""
    from huaiyuan.county.casework import actions
    from huaiyuan.county.casework.types import Procedure, State

    case = _first(hands, Procedure.EXIT, State.NOTICED) or _first(hands, Procedure.IDENTIFICATION, State.NOTICED)
    if case is None:
        return []
    today = clock.today()
    actions.raise_objection(case.case_no, text=OBJECTION, on=today, act=act_of(hands[case.village_code].village, today))
    return [(OBJECTED, case.case_no, case.household_no)]


def _returned(case_nos: list[str]) -> list[Row]:
    from huaiyuan.county.casework import queries
    from huaiyuan.synth.casework import county_people

    found = queries.within(county_people()[0]).filter(case_no__in=case_nos).order_by("case_no")
    return [(RETURNED, case.case_no, case.household_no) for case in found]


def _first(hands: dict[str, Hands], procedure: str, *states: str) -> Any:
    """The first case in one of some states, by the order of the states; villages of the demo's own people first."""
    from huaiyuan.county.casework import queries
    from huaiyuan.synth.casework import county_people

    rows = [
        case for case in queries.within(county_people()[0]).filter(procedure=procedure, state__in=states)
        if case.village_code in hands
    ]  # fmt: skip
    order = {state: place for place, state in enumerate(states)}
    shown = {code for code, who in hands.items() if who.village.demo_login}
    return min(rows, key=lambda one: (one.village_code not in shown, order[one.state], one.case_no), default=None)
