"""问答和督导问题状态图：指导员答复；村里整改，指导员销号、退回、撤销。

RQ-GUIDE-01 问题由问的人撤回，由指导员答复，答错了可以再改。
RQ-GUIDE-02 督导问题由村里报整改，由指导员销号；退回、撤销要写原因，销号了还能退回重办。
RQ-GUIDE-03 报整改的人不能销号、不能退回。
"""

from __future__ import annotations

from huaiyuan.base.access.permissions import ROLES, Role
from huaiyuan.county.guiding.moves import FAULT, QUESTION

DIAGRAM = """
从 | 动作 | 到 | 写原因
等答复 | 答复 | 已答复 |
已答复 | 答复 | 已答复 |
等答复 | 撤回 | 已撤回 |
待整改 | 报整改 | 已整改，待核 |
已整改，待核 | 销号 | 已销号 |
已整改，待核 | 退回重办 | 待整改 | 是
已销号 | 退回重办 | 待整改 | 是
待整改 | 撤销 | 已撤销 | 是
"""


def test_the_diagram_is_exactly_this():
    """RQ-GUIDE-01 RQ-GUIDE-02"""
    wanted = [tuple(cell.strip() for cell in line.split("|")) for line in DIAGRAM.strip().splitlines()[1:]]
    drawn = [
        (source.label, move.says, move.target.label, "是" if move.needs_reason else "")
        for table in (QUESTION, FAULT)
        for move in table.values()
        for source in move.sources
    ]
    assert sorted(drawn) == sorted(wanted)


def test_villages_mend_and_only_the_county_judges():
    """RQ-GUIDE-02 RQ-GUIDE-03"""

    def roles(permission):
        return [role for role in Role if permission in ROLES[role].permissions]

    assert roles(FAULT["mend"].may) == [Role.VILLAGE]
    assert {role for name in ("close", "return_", "cancel") for role in roles(FAULT[name].may)} == {Role.COUNTY_CENTER}
    assert FAULT["close"].not_the_doer
    assert FAULT["return_"].not_the_doer
