"""一户一策状态图：谁在哪一步能做什么。

RQ-PLAN-01 村里起草、改、提交；乡镇审核、退回、终止；落实由村、乡镇、帮扶责任人记。
RQ-PLAN-02 退回、调整、不办、终止、先帮后补都要写原因；写过计划的人不能审核。
RQ-PLAN-03 完成、终止的计划不再动；监测对象的帮扶责任人必须是公职人员，不超上限。
"""

from __future__ import annotations

import random

from huaiyuan.base.access.permissions import ROLES, Role
from huaiyuan.county.plans import machine
from huaiyuan.county.plans.machine import Given, Standing
from huaiyuan.county.plans.moves import MOVES, Need
from huaiyuan.county.plans.types import LIVE, State
from tests.oracle.plans import Paper

DIAGRAM = """
草稿 | 改措施 | 草稿 | 村 |
退回 | 改措施 | 退回 | 村 |
草稿 | 提交乡镇审核 | 待乡镇审核 | 村 |
退回 | 提交乡镇审核 | 待乡镇审核 | 村 |
待乡镇审核 | 撤回再改 | 草稿 | 村 |
待乡镇审核 | 审核通过 | 已定 | 乡镇 |
待乡镇审核 | 退回 | 退回 | 乡镇 | 是
已定 | 开始执行 | 执行中 | 村 |
已定 | 记落实 | 执行中 | 乡镇、村 |
执行中 | 记落实 | 执行中 | 乡镇、村 |
草稿 | 先帮后补，记落实 | 草稿 | 乡镇、村 | 是
待乡镇审核 | 先帮后补，记落实 | 待乡镇审核 | 乡镇、村 | 是
退回 | 先帮后补，记落实 | 退回 | 乡镇、村 | 是
已定 | 不办了 | 已定 | 村 | 是
执行中 | 不办了 | 执行中 | 村 | 是
已定 | 调整计划 | 草稿 | 村 | 是
执行中 | 调整计划 | 草稿 | 村 | 是
执行中 | 计划完成 | 已完成 | 村 |
"""
WALKS, STEPS = 2000, 14


def _cells(text: str) -> list[tuple[str, ...]]:
    return sorted(tuple(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines())


def _who(move) -> str:
    return "、".join(ROLES[role].title for role in Role if move.may in ROLES[role].permissions)


def test_the_diagram_is_exactly_this():
    """RQ-PLAN-01 RQ-PLAN-02"""
    drawn = [
        (source.label, move.says, (move.target or source).label, _who(move), "是" if Need.REASON in move.needs else "")
        for move in MOVES.values() if move.name != "stop" for source in move.sources
    ]  # fmt: skip
    assert sorted(drawn) == _cells(DIAGRAM)


def test_every_live_plan_may_be_stopped_by_the_township_and_no_other():
    """RQ-PLAN-03"""
    stop = MOVES["stop"]
    assert set(stop.sources) == set(LIVE)
    assert _who(stop) == "乡镇"
    assert Need.REASON in stop.needs
    assert not any(state in move.sources for move in MOVES.values() for state in (State.DONE, State.STOPPED))


def test_walks_agree_with_the_notebook():
    """RQ-PLAN-02 RQ-PLAN-03: the table allows exactly what an independent model allows, and ends where it ends."""
    chance = random.Random(20261126)
    made = refused = ended = 0
    for _ in range(WALKS):
        standing, paper = Standing(State.DRAFT, writers=frozenset({"v1"})), Paper(hands={"v1"})
        for _ in range(STEPS):
            act, said = chance.choice(sorted(MOVES)), _said(chance)
            if act == "edit":
                said["measures"] = chance.choice((-1, 1, 1, 1))
            if (act.startswith("carry") or act == "drop") and not standing.waiting:
                continue
            # Who helps the family is read from the pairings when the plan is handed in, and at no other step.
            helper = said["helper"] if act == "submit" else ""
            given = Given(
                said["by"], said["reason"], bool(helper), helper == "servant", said["over"] and act == "submit"
            )
            allowed = _allowed(act, standing, given)
            assert allowed == paper.allows(act, said), (act, said, standing, paper)
            made, refused = made + allowed, refused + (not allowed)
            if allowed:
                standing = _with_measures(machine.after(MOVES[act], standing, given), said)
                paper.does(act, said)
                paper.to_do = max(paper.to_do + said.get("measures", 0), 0)
            assert (standing.waiting, standing.done) == (paper.to_do, paper.done)
            assert (standing.state in (State.DONE, State.STOPPED)) == paper.over
            assert (standing.state in (State.SET, State.RUNNING)) == (paper.approved and not paper.over)
        ended += paper.over
    assert made > WALKS
    assert refused > WALKS
    assert ended > WALKS / 20


def _said(chance: random.Random) -> dict:
    return {
        "by": chance.choice(("v1", "v2", "t1", "t2")), "reason": chance.choice(("", "家里变了", "写明了")),
        "helper": chance.choice(("", "servant", "servant", "villager")), "over": chance.random() < 0.1,
    }  # fmt: skip


def _allowed(act: str, standing: Standing, given: Given) -> bool:
    try:
        return not machine.lacking(MOVES[act], standing, given)
    except machine.Misplaced:
        return False


def _with_measures(standing: Standing, said: dict) -> Standing:
    waiting = max(standing.waiting + said.get("measures", 0), 0)
    return Standing(standing.state, waiting, standing.done, standing.helper, standing.public, standing.writers)
