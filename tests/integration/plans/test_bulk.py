"""Plans that come in by bulk stand as if people had made them, on both databases; a second load is refused."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.plans import bulk, queries
from huaiyuan.county.plans.models import Measure, Plan, PlanStep

DAY = dt.date(2026, 1, 5)
PLAN = {
    "number": "JH2026-000001", "household_no": "", "village_code": "411330101200", "cycle": 1, "identified_on": DAY,
    "edition": 1, "drafted_on": DAY, "risks": "因病", "labour": "able", "helper_no": "BF0000001", "helper_name": "赵公务",
    "helper_unit": "县水利局", "helper_public": True, "state": "running", "due_on": DAY, "reviewed_by": "yuehe",
    "reviewed_on": DAY, "set_on": DAY, "returned_why": "", "ended_why": "",
}  # fmt: skip
MEASURE = {
    "number": "CS2026-000001", "plan": "JH2026-000001", "kind": "健康帮扶", "risk": "因病", "says": "每月送药", "why": "",
    "owner": "department", "department": "医保局", "person": "", "planned_from": DAY, "planned_to": DAY, "planned_fen": 100,
    "early": False, "state": "done", "done_on": DAY, "result": "送到了", "dropped_why": "", "settled_by": "xuzhai",
}  # fmt: skip
STEPS = [
    ("draft", "", "draft", "xuzhai"), ("submit", "draft", "review", "xuzhai"), ("accept", "review", "set", "yuehe"),
    ("start", "set", "running", "xuzhai"),
]  # fmt: skip


def load(household_no):
    plan = pa.Table.from_pylist([{**PLAN, "household_no": household_no}])
    measure = pa.Table.from_pylist([MEASURE])
    steps = [
        {"plan": PLAN["number"], "place": place, "move": move, "from_state": before, "to_state": after, "about": "",
         "made_by": who, "made_on": DAY}
        for place, (move, before, after, who) in enumerate(STEPS)
    ]  # fmt: skip
    return bulk.load(
        plan.append_column("ended_on", pa.array([None], pa.date32())),
        measure.append_column("done_fen", pa.array([None], pa.int64())), pa.Table.from_pylist(steps),
    )  # fmt: skip


def test_a_loaded_plan_is_a_plan_like_any_other(hands):
    assert load(hands.household_no) == {"plans_plan": 1, "plans_measure": 1, "plans_planstep": 4}
    plan = Plan.objects.get()
    assert (plan.version, plan.changed_how, plan.changed_by) == (4, "start", "陈五")
    assert (plan.reviewed_by, PlanStep.objects.count()) == (hands.town, 4)
    assert Measure.objects.get().settled_by == hands.village
    shown = queries.plan_page(plan, hands.town)
    assert [one.did for one in shown.made] == ["开始执行", "审核通过", "提交了审核", "起草"]
    assert [given.kind for given in queries.given([hands.household_no])[hands.household_no]] == ["健康帮扶"]
    with pytest.raises(DomainError) as failure:
        load(hands.household_no)
    assert failure.value.code == "PLAN_NOT_EMPTY"
