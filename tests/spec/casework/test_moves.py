"""识别认定状态图：谁在哪一步能做什么。

RQ-CASE-01 村里办入户、比对、评议、公示、录入；乡镇审核、公告；县里审定。审核、审定只在会上。
RQ-CASE-02 退回、不纳入、终止、暂停、先帮后补都要写原因；补正写补了什么。
RQ-CASE-03 审定以后没有回头路；不纳入、终止、已建档不再动。
RQ-CASE-04 风险消除同一条路：提名后两人入户、户主签字认可；不认可就停；村里能撤回；县里审定前条件再核一遍。
"""

from __future__ import annotations

from huaiyuan.base.access.permissions import ROLES, Role
from huaiyuan.county.casework.moves import CYCLE_MOVES, EXIT_MOVES, MOVES, Need
from huaiyuan.county.casework.types import LIVE, UNDECIDED, State, label_of

DIAGRAM = """
从 | 动作 | 到 | 谁 | 写原因
待入户核实 | 提交入户核实 | 信息比对 | 村 |
待入户核实 | 提交入户核实（低保已比对） | 待村级评议 | 村 |
信息比对 | 比对办完，转评议 | 待村级评议 | 村 |
待村级评议 | 评议同意 | 待公示 | 村 |
待村级评议 | 评议没通过 | 不纳入 | 村 | 是
待公示 | 公示已张贴 | 公示中 | 村 |
公示中 | 期满，报乡镇审核 | 待乡镇审核 | 村 |
待乡镇审核 | 通过 | 待县级审定 | 乡镇 |
待乡镇审核 | 退回补正 | 乡镇退回补正 | 乡镇 | 是
待乡镇审核 | 不纳入 | 不纳入 | 乡镇 | 是
乡镇退回补正 | 补正好了，再报乡镇 | 待乡镇审核 | 村 | 是
待县级审定 | 通过 | 待公告 | 县监测中心 |
待县级审定 | 退回补正 | 县级退回补正 | 县监测中心 | 是
待县级审定 | 不纳入 | 不纳入 | 县监测中心 | 是
县级退回补正 | 补正好了，再报县里 | 待县级审定 | 村 | 是
待公告 | 公告已张贴 | 待录国办系统 | 乡镇 |
待录国办系统 | 已录 | 已建档 | 村 |
"""
EXIT_DIAGRAM = """
从 | 动作 | 到 | 谁 | 写原因
待入户核实 | 提交采集表、评估表 | 待村级评议 | 村 |
待入户核实 | 户主不认可，停下 | 没消除，继续监测 | 村 | 是
待村级评议 | 评议同意 | 待公示 | 村 |
待村级评议 | 评议没通过 | 暂不消除，继续监测 | 村 | 是
待公示 | 公示已张贴 | 公示中 | 村 |
公示中 | 期满，报乡镇审核 | 待乡镇审核 | 村 |
待乡镇审核 | 通过 | 待县级审定 | 乡镇 |
待乡镇审核 | 退回补正 | 乡镇退回补正 | 乡镇 | 是
待乡镇审核 | 暂不消除 | 暂不消除，继续监测 | 乡镇 | 是
乡镇退回补正 | 补正好了，再报乡镇 | 待乡镇审核 | 村 | 是
待县级审定 | 通过 | 待公告 | 县监测中心 |
待县级审定 | 退回补正 | 县级退回补正 | 县监测中心 | 是
待县级审定 | 暂不消除 | 暂不消除，继续监测 | 县监测中心 | 是
县级退回补正 | 补正好了，再报县里 | 待县级审定 | 村 | 是
待公告 | 公告已张贴 | 待标注国办系统 | 乡镇 |
待标注国办系统 | 已标 | 已消除、已标注 | 村 |
"""
CYCLES = """
未消除 | 调整类别 | 未消除
未消除 | 风险消除 | 已消除
已消除 | 消除回退 | 未消除
未消除 | 识别错误清退 | 已清退
已消除 | 识别错误清退 | 已清退
"""


def _cells(text: str) -> list[tuple[str, ...]]:
    return sorted(tuple(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines())


def _who(move) -> str:
    return "、".join(ROLES[role].title for role in Role if move.may in ROLES[role].permissions)


def test_the_diagram_is_exactly_this():
    """RQ-CASE-01 RQ-CASE-02"""
    drawn = [
        (source.label, move.says, move.target.label, _who(move), "是" if move.needs_reason else "")
        for move in MOVES.values()
        if move.target not in (None, State.STOPPED)
        for source in move.sources
    ]
    assert sorted(drawn) == _cells(DIAGRAM.split("\n", 2)[2])


def test_a_risk_is_cleared_exactly_so():
    """RQ-CASE-04"""
    drawn = [
        (
            label_of("exit", source),
            move.says,
            label_of("exit", move.target),
            _who(move),
            "是" if move.needs_reason else "",
        )
        for move in EXIT_MOVES.values()
        if move.target is not None and (move.target is not State.STOPPED or move.name == "decline")
        for source in move.sources
    ]
    assert sorted(drawn) == _cells(EXIT_DIAGRAM.split("\n", 2)[2])
    ends = set(State) - set(LIVE)
    assert not any(set(move.sources) & ends for move in EXIT_MOVES.values())
    assert Need.CONDITIONS in EXIT_MOVES["approve"].needs
    assert EXIT_MOVES["withdraw"].may is MOVES["visit"].may
    assert not {State.TOWNSHIP, State.COUNTY} & set(EXIT_MOVES["withdraw"].sources)


def test_a_cycle_turns_exactly_so():
    drawn = [(s.value, m.says, m.target.value) for m in CYCLE_MOVES.values() for s in m.sources]
    assert sorted(drawn) == _cells(CYCLES)


def test_what_stops_a_case_asks_why_and_begins_before_the_decision():
    """RQ-CASE-02"""
    for name in ("stop", "suspend", "urgent"):
        assert MOVES[name].needs_reason
        assert MOVES[name].sources == UNDECIDED


def test_there_is_no_way_back_behind_an_end():
    """RQ-CASE-03"""
    ends = set(State) - set(LIVE)
    assert not any(set(move.sources) & ends for move in MOVES.values())
    reached = {move.target for move in MOVES.values() if move.target} | {State.VISIT}
    assert reached == set(State)
    assert {m.target for m in MOVES.values() if m.target and State.ANNOUNCE in m.sources} == {State.ENTER}
