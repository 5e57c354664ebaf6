"""规则改动状态图：谁在哪一步能做什么。

RQ-RULE-01 提出的人自己不能发布，也不能退回自己的；另一个人不能替提出人改、撤下。
RQ-RULE-02 没有试算过的不能发布；内容一改就回到待试算。
RQ-RULE-03 发布过的只能回退，撤下和回退过的没有下一步；退回、撤下要写原因。
"""

from __future__ import annotations

from collections.abc import Iterable

from huaiyuan.base.access.permissions import ROLES, Role
from huaiyuan.county.screening.moves import MOVES, Move
from huaiyuan.county.screening.types import ChangeState

DIAGRAM = """
从 | 动作 | 到 | 岗位 | 谁 | 写原因
待试算 | 改一改 | 待试算 | 县监测中心 | 提出人 |
待试算 | 试算 | 待另一人发布 | 县监测中心 | 有权限的人 |
待试算 | 撤下 | 已撤下 | 县监测中心 | 提出人 | 是
待另一人发布 | 改一改 | 待试算 | 县监测中心 | 提出人 |
待另一人发布 | 试算 | 待另一人发布 | 县监测中心 | 有权限的人 |
待另一人发布 | 发布 | 已发布 | 县监测中心 | 提出人以外的人 |
待另一人发布 | 退回 | 待试算 | 县监测中心 | 提出人以外的人 | 是
待另一人发布 | 撤下 | 已撤下 | 县监测中心 | 提出人 | 是
已发布 | 回退 | 已回退 | 县监测中心 | 有权限的人 |
"""


def _posts(move: Move) -> str:
    return "、".join(ROLES[role].title for role in Role if move.may in ROLES[role].permissions)


def _drawn() -> Iterable[tuple[str, ...]]:
    for move in MOVES.values():
        for source in move.sources:
            needs = "是" if move.needs_reason else ""
            yield source.label, move.says, move.target.label, _posts(move), move.who.value, needs


def test_the_diagram_is_exactly_this():
    """RQ-RULE-01 RQ-RULE-02 RQ-RULE-03"""
    rows = [tuple(cell.strip() for cell in line.split("|")) for line in DIAGRAM.strip().splitlines()[1:]]
    assert sorted(_drawn()) == sorted(rows)


def test_nothing_leads_to_publication_but_a_trial():
    """RQ-RULE-02"""
    assert [move.sources for move in MOVES.values() if move.target is ChangeState.PUBLISHED] == [(ChangeState.TRIED,)]
    assert [move.name for move in MOVES.values() if move.target is ChangeState.TRIED] == ["try_"]


def test_what_is_dropped_or_rolled_back_is_over():
    """RQ-RULE-03"""
    over = {ChangeState.DROPPED, ChangeState.ROLLED_BACK}
    assert [move.name for move in MOVES.values() if over & set(move.sources)] == []


def test_every_state_but_the_first_can_be_reached():
    """RQ-RULE-02"""
    assert {move.target for move in MOVES.values()} == set(ChangeState)
