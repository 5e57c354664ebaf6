"""每一步两句话：谁办什么；几天内、凭哪份文件。哪一步没有，这里就过不去。"""

from __future__ import annotations

import datetime as dt

import pytest

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import guidance, parameters
from huaiyuan.county.casework.types import LIVE, Procedure
from huaiyuan.county.casework.types import State as CaseState
from huaiyuan.county.income.types import State as IncomeState
from huaiyuan.county.plans.types import LIVE as PLAN_LIVE
from huaiyuan.county.rounds.types import Level

TODAY = dt.date(2026, 11, 23)
# A notice about to be put up, a case at its comparison: what an exit has none of.
NO_EXIT = {CaseState.COMPARE}
STEPS = [
    *((Procedure.IDENTIFICATION.value, state.value) for state in LIVE),
    *((Procedure.EXIT.value, state.value) for state in LIVE if state not in NO_EXIT),
    ("exit", "nominate"), ("exit", "care"),
    ("income", "measure"), *(("income", state.value) for state in IncomeState),
    *(("plan", state.value) for state in PLAN_LIVE),
    ("visit", "visit"), ("visit", "problem"),
    ("round", "look"), ("round", "recheck"), *(("round", f"close_{level.value}") for level in Level),
]  # fmt: skip


@pytest.mark.parametrize(("stage", "step"), STEPS)
def test_every_step_says_what_by_whom_by_when_on_what_policy(stage, step):
    lines = guidance.lines(stage, step, TODAY)
    assert lines is not None, f"{stage}.{step} says nothing: write it into core/policy/guidance/steps.yaml"
    assert lines.who
    assert len(lines.does) > 5
    assert lines.limit or lines.when, "by when"
    assert len(lines.basis) > 5, "on what policy"
    assert lines.since <= TODAY
    assert lines.first == f"{lines.who}：{lines.does}"
    assert lines.second("3 天内" if lines.limit else "").endswith(
        f"办完。依据：{lines.basis}" if lines.limit else f"{lines.when}。依据：{lines.basis}"
    )


def test_nothing_is_worded_that_is_no_step():
    assert {(one.stage, one.step) for one in guidance.everything(TODAY)} == set(STEPS)


def test_every_limit_named_is_a_policy_parameter():
    known = set(parameters.load())
    named = {one.limit for one in guidance.everything(TODAY) if one.limit}
    assert named - known == set()


def test_what_is_over_says_nothing():
    assert guidance.lines("identification", CaseState.DONE.value, TODAY) is None
    assert guidance.lines("nothing", "visit", TODAY) is None


def test_a_new_paper_is_another_wording_from_its_day_on(tmp_path):
    file = tmp_path / "steps.yaml"
    file.write_text(
        "visit:\n  title: 走访\n  steps:\n    visit:\n      title: 走访\n      worded:\n"
        "        - {from: 2021-01-01, who: 帮扶责任人, does: 每月走访一次, when: 当月, basis: 县里2021年通知}\n"
        "        - {from: 2026-12-01, who: 帮扶责任人, does: 每季走访一次, when: 当季, basis: 县里2026年通知}\n",
        encoding="utf-8",
    )
    step = guidance.load(file)["visit"].steps["visit"]
    assert step.on(dt.date(2026, 11, 30)).basis == "县里2021年通知"
    assert step.on(dt.date(2026, 12, 1)).basis == "县里2026年通知"
    assert step.on(dt.date(2020, 12, 31)) is None


def test_a_wording_without_its_paper_is_refused_with_its_place(tmp_path):
    file = tmp_path / "steps.yaml"
    file.write_text(
        "visit:\n  title: 走访\n  steps:\n    visit:\n      worded: [{from: 2021-01-01, who: 村里}]\n", encoding="utf-8"
    )
    with pytest.raises(DomainError) as refused:
        guidance.load(file)
    assert refused.value.code == "POLICY_FILE_FAULT"
    assert "basis" in str(refused.value)
