"""议定事项状态图：单位答复，县里办结、退回或撤销。

RQ-MEET-01 答复由承办单位做（县里可代录），办结、退回、撤销由县里做。
RQ-MEET-02 退回、撤销要写原因；办结了还能退回重办，撤销了不能再动。
"""

from __future__ import annotations

from huaiyuan.base.access.permissions import ROLES, Role
from huaiyuan.county.oversight.moves import DECISION
from huaiyuan.county.oversight.types import DecisionState

DIAGRAM = """
从 | 动作 | 到 | 写原因
承办中 | 答复 | 已答复，待核 |
已答复，待核 | 办结 | 已办结 |
已答复，待核 | 退回重办 | 承办中 | 是
已办结 | 退回重办 | 承办中 | 是
承办中 | 撤销 | 已撤销 | 是
已答复，待核 | 撤销 | 已撤销 | 是
"""


def test_the_diagram_is_exactly_this():
    """RQ-MEET-01 RQ-MEET-02"""
    wanted = [tuple(cell.strip() for cell in line.split("|")) for line in DIAGRAM.strip().splitlines()[1:]]
    drawn = [
        (source.label, move.says, move.target.label, "是" if move.needs_reason else "")
        for move in DECISION.values()
        for source in move.sources
    ]
    assert sorted(drawn) == sorted(wanted)


def test_only_the_county_judges_and_a_cancelled_point_stays_so():
    """RQ-MEET-01 RQ-MEET-02"""
    judging = {move.may for name, move in DECISION.items() if name != "answer"}
    [permission] = judging
    assert [role for role in Role if permission in ROLES[role].permissions] == [Role.COUNTY_CENTER]
    assert not any(DecisionState.CANCELLED in move.sources for move in DECISION.values())
