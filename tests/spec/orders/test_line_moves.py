"""交办事项状态图：承办的签收、反馈，交办的或乡镇销号、退回，谁办的谁不能销。

RQ-ORDER-01 签收、反馈、退回改派由承办岗位做；销号、退回重办由交办的或村上面的乡镇做；分办由县监测中心或交办的做。
RQ-ORDER-02 反馈、退回、撤回要写一句；销号、签收不用写。
RQ-ORDER-03 销号和撤回以后不能再动。
"""

from __future__ import annotations

from huaiyuan.base.access.permissions import ROLES, P, Role
from huaiyuan.county.orders.moves import MOVES, By
from huaiyuan.county.orders.types import UNSETTLED, LineState

DIAGRAM = """
从 | 动作 | 到 | 谁 | 写一句
待分办 | 分办 | 待签收 | router |
待签收 | 签收 | 在办 | owner |
待签收 | 反馈 | 已反馈，待销号 | owner | 是
在办 | 反馈 | 已反馈，待销号 | owner | 是
待签收 | 退回改派 | 待分办 | owner | 是
在办 | 退回改派 | 待分办 | owner | 是
已反馈，待销号 | 退回重办 | 在办 | settler | 是
已反馈，待销号 | 销号 | 已销号 | settler |
待分办 | 撤回 | 已撤回 | issuer | 是
待签收 | 撤回 | 已撤回 | issuer | 是
在办 | 撤回 | 已撤回 | issuer | 是
已反馈，待销号 | 撤回 | 已撤回 | issuer | 是
"""


def test_the_diagram_is_exactly_this():
    """RQ-ORDER-01 RQ-ORDER-02"""
    wanted = [tuple(cell.strip() for cell in line.split("|")) for line in DIAGRAM.strip().splitlines()[1:]]
    drawn = [
        (source.label, move.did.label, move.target.label, str(move.by), "是" if move.needs_reason else "")
        for move in MOVES.values()
        for source in move.sources
    ]
    assert sorted(drawn) == sorted(wanted)


def test_what_is_settled_or_taken_back_stays_so():
    """RQ-ORDER-03"""
    assert {source for move in MOVES.values() for source in move.sources} == set(UNSETTLED)
    assert set(LineState) - set(UNSETTLED) == {LineState.CLOSED, LineState.CANCELLED}


def test_no_move_is_both_doing_and_settling():
    """RQ-ORDER-01"""
    doing = {move.did for move in MOVES.values() if move.by is By.OWNER}
    assert doing == {"accept", "answer", "decline"}
    issuers = [role for role in Role if P.ORDER_ISSUE in ROLES[role].permissions]
    assert issuers == [Role.COUNTY_CENTER, Role.TOWNSHIP]
    assert [role for role in Role if P.INSTRUCT in ROLES[role].permissions] == [Role.LEADER]
