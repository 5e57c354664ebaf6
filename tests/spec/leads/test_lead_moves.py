"""线索状态图：谁在哪一步能做什么。

RQ-LEAD-01 一户一条在办线索（decision 3）：待交办、已派村、核实中为在办。
RQ-LEAD-02 交办、不交办、撤回只由县里做；核实、更正由村里做；退回改派由村里或乡镇做。
RQ-LEAD-03 退回、不交办、撤回、更正都要写原因。
RQ-LEAD-05 户合并、迁走、当事人去世，线索随着人走；没了依据的随变更了结，撤销变更时恢复。
RQ-LEAD-06 农户自己申报的不等研判，受理的人直接交村。
RQ-LEAD-04 结论可由本人在参数规定的天数内更正，之后由县里更正，之外没有回头路。
"""

from __future__ import annotations

from collections.abc import Iterable

from huaiyuan.base.access.permissions import ROLES, Role
from huaiyuan.county.leads.moves import MOVES, Move
from huaiyuan.county.leads.types import LIVE, State

DIAGRAM = """
从 | 动作 | 到 | 谁 | 写原因
待交办 | 交办 | 已派村 | 县监测中心 |
待交办 | 不交办 | 不交办 | 县监测中心 | 是
待交办 | 受理，交村 | 已派村 | 县监测中心、乡镇 |
待交办 | 撤回 | 已撤回 | 县监测中心 | 是
已派村 | 开始核实 | 核实中 | 村 |
已派村 | 提交核实 | 属实 | 村 |
已派村 | 提交核实 | 核实未成立 | 村 |
已派村 | 退回改派 | 已派村 | 县监测中心、乡镇、村 | 是
已派村 | 退回县里 | 待交办 | 县监测中心、乡镇、村 | 是
已派村 | 撤回 | 已撤回 | 县监测中心 | 是
核实中 | 撤回 | 已撤回 | 县监测中心 | 是
核实中 | 提交核实 | 属实 | 村 |
核实中 | 提交核实 | 核实未成立 | 村 |
核实中 | 退回改派 | 已派村 | 县监测中心、乡镇、村 | 是
核实中 | 退回县里 | 待交办 | 县监测中心、乡镇、村 | 是
属实 | 更正结论 | 核实未成立 | 村 | 是
核实未成立 | 更正结论 | 属实 | 村 | 是
待交办 | 随变更了结 | 已撤回 | 县监测中心、乡镇、村 |
已派村 | 随变更了结 | 已撤回 | 县监测中心、乡镇、村 |
核实中 | 随变更了结 | 已撤回 | 县监测中心、乡镇、村 |
属实 | 县里更正结论 | 核实未成立 | 县监测中心 | 是
核实未成立 | 县里更正结论 | 属实 | 县监测中心 | 是
"""


def _who(move: Move) -> str:
    return "、".join(ROLES[role].title for role in Role if move.may in ROLES[role].permissions)


def _drawn() -> Iterable[tuple[str, ...]]:
    for move in MOVES.values():
        for source in move.sources:
            yield source.label, move.says, move.target.label, _who(move), "是" if move.needs_reason else ""


def test_the_diagram_is_exactly_this():
    """RQ-LEAD-02 RQ-LEAD-03"""
    rows = [tuple(cell.strip() for cell in line.split("|")) for line in DIAGRAM.strip().splitlines()[1:]]
    assert sorted(_drawn()) == sorted(rows)


def test_a_lead_that_is_out_of_hand_only_comes_back_by_correction():
    """RQ-LEAD-01 RQ-LEAD-04"""
    back = {name for name, move in MOVES.items() if set(move.sources) - set(LIVE)}
    assert back == {"correct_to_true", "correct_to_untrue", "amend_to_true", "amend_to_untrue"}
    assert {MOVES[name].target for name in back} == {State.CONFIRMED, State.CLEARED}


def test_every_state_but_the_first_can_be_reached():
    """RQ-LEAD-01"""
    assert {move.target for move in MOVES.values()} | {State.OPEN} == set(State)
