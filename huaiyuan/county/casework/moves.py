"""How a case and a cycle move from state to state (decision F11): data, drawn by a test and run by the actions.

A move says who may make it, where from and to, and what must be there: `machine` tells whether it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from huaiyuan.base.access.permissions import P
from huaiyuan.county.casework.types import LIVE, UNDECIDED, CycleState, Procedure, State


class Need(StrEnum):
    """What a move asks for; each is one test in `machine`."""

    REASON = "reason"
    NOT_SUSPENDED = "not_suspended"
    SUSPENDED = "suspended"
    TWO_VISITORS = "two_visitors"
    ALL_SIGNED = "all_signed"
    EXEMPT = "exempt"
    ALL_ANSWERED = "all_answered"
    ALL_FOUND = "all_found"
    QUORUM = "quorum"
    AGREED = "agreed"
    NOT_AGREED = "not_agreed"
    DELIBERATION_PHOTOS = "deliberation_photos"
    NEAR_AND_FAR = "near_and_far"
    DAYS_RUN = "days_run"
    NO_OBJECTION = "no_objection"
    MEETING = "meeting"
    NOT_VILLAGE = "not_village"
    NOT_TOWNSHIP = "not_township"
    ANNOUNCED = "announced"
    NATIONAL_NO = "national_no"
    BOTH_SHEETS = "both_sheets"
    AGREES = "agrees"
    DISAGREES = "disagrees"
    SETTLED = "settled"
    CONDITIONS = "conditions"


@dataclass(frozen=True)
class Move:
    """One permitted step of a case. `says` is the verb on the button, `did` what others read afterwards.

    A move without a target leaves the case where it is. `in_meeting` moves are made for many families at once.
    """

    name: str
    sources: tuple[State, ...]
    target: State | None
    may: P
    says: str
    did: str
    needs: tuple[Need, ...] = ()
    in_meeting: bool = False

    @property
    def needs_reason(self) -> bool:
        """Whether somebody has to say why."""
        return Need.REASON in self.needs


S, N = State, Need
_TOWNSHIP = (N.MEETING, N.NOT_VILLAGE)
_COUNTY = (N.MEETING, N.NOT_VILLAGE, N.NOT_TOWNSHIP)

MOVES: dict[str, Move] = {
    move.name: move
    for move in (
        Move("visit", (S.VISIT,), S.COMPARE, P.CASEWORK_VILLAGE, "提交入户核实", "提交了入户核实",
             (N.TWO_VISITORS, N.ALL_SIGNED)),
        Move("visit_exempt", (S.VISIT,), S.REVIEW, P.CASEWORK_VILLAGE, "提交入户核实（低保已比对）", "提交了入户核实",
             (N.TWO_VISITORS, N.ALL_SIGNED, N.EXEMPT)),
        Move("compared", (S.COMPARE,), S.REVIEW, P.CASEWORK_VILLAGE, "比对办完，转评议", "办完了信息比对",
             (N.ALL_ANSWERED, N.ALL_FOUND)),
        Move("agree", (S.REVIEW,), S.TO_POST, P.CASEWORK_VILLAGE, "评议同意", "记了评议：同意",
             (N.QUORUM, N.AGREED, N.DELIBERATION_PHOTOS)),
        Move("disagree", (S.REVIEW,), S.REFUSED, P.CASEWORK_VILLAGE, "评议没通过", "记了评议：没通过",
             (N.QUORUM, N.NOT_AGREED, N.DELIBERATION_PHOTOS, N.REASON)),
        Move("post", (S.TO_POST,), S.NOTICED, P.CASEWORK_VILLAGE, "公示已张贴", "张贴了公示", (N.NEAR_AND_FAR,)),
        Move("expire", (S.NOTICED,), S.TOWNSHIP, P.CASEWORK_VILLAGE, "期满，报乡镇审核", "报了乡镇审核",
             (N.DAYS_RUN, N.NO_OBJECTION)),
        Move("pass_", (S.TOWNSHIP,), S.COUNTY, P.CASEWORK_TOWNSHIP, "通过", "审核通过",
             (*_TOWNSHIP, N.NO_OBJECTION), in_meeting=True),
        Move("return_township", (S.TOWNSHIP,), S.MEND_TOWNSHIP, P.CASEWORK_TOWNSHIP, "退回补正", "退回补正",
             (*_TOWNSHIP, N.REASON), in_meeting=True),
        Move("refuse_township", (S.TOWNSHIP,), S.REFUSED, P.CASEWORK_TOWNSHIP, "不纳入", "定为不纳入",
             (*_TOWNSHIP, N.REASON), in_meeting=True),
        Move("mend_township", (S.MEND_TOWNSHIP,), S.TOWNSHIP, P.CASEWORK_VILLAGE, "补正好了，再报乡镇", "补正后再报乡镇",
             (N.REASON,)),
        Move("approve", (S.COUNTY,), S.ANNOUNCE, P.CASEWORK_COUNTY, "通过", "审定纳入监测",
             (*_COUNTY, N.NO_OBJECTION), in_meeting=True),
        Move("return_county", (S.COUNTY,), S.MEND_COUNTY, P.CASEWORK_COUNTY, "退回补正", "退回补正",
             (*_COUNTY, N.REASON), in_meeting=True),
        Move("refuse_county", (S.COUNTY,), S.REFUSED, P.CASEWORK_COUNTY, "不纳入", "定为不纳入",
             (*_COUNTY, N.REASON), in_meeting=True),
        Move("mend_county", (S.MEND_COUNTY,), S.COUNTY, P.CASEWORK_VILLAGE, "补正好了，再报县里", "补正后再报县里",
             (N.REASON,)),
        Move("announce", (S.ANNOUNCE,), S.ENTER, P.CASEWORK_TOWNSHIP, "公告已张贴", "张贴了公告", (N.ANNOUNCED,)),
        Move("enter", (S.ENTER,), S.DONE, P.CASEWORK_VILLAGE, "已录", "录进了国办系统", (N.NATIONAL_NO,)),
        Move("stop", UNDECIDED, S.STOPPED, P.CASEWORK_TOWNSHIP, "终止办理", "终止了办理", (N.REASON,)),
        # Its household is gone by a registered change: nobody decides this alone.
        Move("absorb", UNDECIDED, S.STOPPED, P.HOUSEHOLD_CHANGE, "随变更了结", "随户的变更了结了"),
        Move("suspend", UNDECIDED, None, P.CASEWORK_TOWNSHIP, "暂停计时", "暂停了计时", (N.REASON,)),
        Move("resume", UNDECIDED, None, P.CASEWORK_TOWNSHIP, "恢复办理", "恢复了办理", (N.SUSPENDED,)),
        Move("urgent", UNDECIDED, None, P.CASEWORK_TOWNSHIP, "绿色通道，先帮后补", "开了绿色通道", (N.REASON,)),
        Move("sign", (S.VISIT,), None, P.CASEWORK_VILLAGE, "登记承诺授权", "登记了承诺授权"),
        Move("listed", (S.COMPARE,), None, P.CASEWORK_COMPARE, "出比对名单", "出了比对名单"),
        Move("answered", (S.COMPARE,), None, P.CASEWORK_COMPARE, "记部门答复", "记了部门答复"),
        Move("find", (S.COMPARE,), None, P.CASEWORK_VILLAGE, "写核实结论", "写了疑点核实结论"),
        Move("object", (S.NOTICED, S.TOWNSHIP, S.COUNTY), None, P.CASEWORK_VILLAGE, "登记异议", "登记了异议"),
        Move("answer", (S.NOTICED, S.TOWNSHIP, S.MEND_TOWNSHIP, S.COUNTY, S.MEND_COUNTY), None, P.CASEWORK_VILLAGE,
             "答复异议", "答复了异议"),
    )
}  # fmt: skip
# The way back through meeting, notice and approval is the same when a risk is to be cleared (风险消除).
_SAME = ("post", "expire", "pass_", "return_township", "mend_township", "return_county", "mend_county", "announce", "absorb",
         "suspend", "resume", "object", "answer", "stop", "disagree", "refuse_township", "refuse_county")  # fmt: skip
_EXIT_SAYS = {
    "disagree": ("评议没通过", "记了评议：没通过"), "refuse_township": ("暂不消除", "定为暂不消除"),
    "refuse_county": ("暂不消除", "定为暂不消除"),
}  # fmt: skip
_VILLAGES = (S.VISIT, S.REVIEW, S.TO_POST, S.NOTICED, S.MEND_TOWNSHIP, S.MEND_COUNTY)

EXIT_MOVES: dict[str, Move] = {
    **{
        name: replace(MOVES[name], says=_EXIT_SAYS.get(name, (MOVES[name].says, ""))[0],
                      did=_EXIT_SAYS.get(name, ("", MOVES[name].did))[1])
        for name in _SAME
    },
    **{
        move.name: move
        for move in (
            Move("survey", (S.VISIT,), S.REVIEW, P.CASEWORK_VILLAGE, "提交采集表、评估表", "提交了采集表、评估表",
                 (N.TWO_VISITORS, N.AGREES, N.SETTLED, N.BOTH_SHEETS)),
            Move("decline", (S.VISIT,), S.STOPPED, P.CASEWORK_VILLAGE, "户主不认可，停下", "记了户主不认可",
                 (N.TWO_VISITORS, N.DISAGREES, N.REASON)),
            Move("agree", (S.REVIEW,), S.TO_POST, P.CASEWORK_VILLAGE, "评议同意", "记了评议：同意",
                 (N.QUORUM, N.AGREED, N.DELIBERATION_PHOTOS)),
            Move("withdraw", _VILLAGES, S.STOPPED, P.CASEWORK_VILLAGE, "撤回提名", "撤回了提名", (N.REASON,)),
            Move("approve", (S.COUNTY,), S.ANNOUNCE, P.CASEWORK_COUNTY, "通过", "审定风险消除",
                 (*_COUNTY, N.NO_OBJECTION, N.CONDITIONS), in_meeting=True),
            Move("enter", (S.ENTER,), S.DONE, P.CASEWORK_VILLAGE, "已标", "在国办系统标注了"),
            # The cycle itself has been turned by the county (回退, 清退): what was under way for it is over.
            Move("overtaken", LIVE, S.STOPPED, P.CASEWORK_COUNTY, "随周期了结", "随监测周期了结了", (N.REASON,)),
        )
    },
}  # fmt: skip
TABLES = {Procedure.IDENTIFICATION: MOVES, Procedure.EXIT: EXIT_MOVES}
# While a case is suspended it may be taken up again, stopped or helped first; nothing else.
WHILE_SUSPENDED = ("resume", "stop", "urgent", "absorb", "withdraw", "overtaken")
OPENED, NOMINATED = "open", "nominate"
# What no person presses: it follows from something else.
BY_ITSELF = ("absorb", "overtaken")
DID = {
    OPENED: "转来识别认定", NOMINATED: "提名风险消除", "moved": "随户迁了村",
    **{move.name: move.did for move in (*EXIT_MOVES.values(), *MOVES.values())},
}  # fmt: skip
# What a meeting may decide at each level, by result.
IN_MEETING = {
    "township": {"passed": "pass_", "returned": "return_township", "refused": "refuse_township"},
    "county": {"passed": "approve", "returned": "return_county", "refused": "refuse_county"},
}


# The verb of every move, whichever procedure it belongs to.
NAMES = {move.name: move.says for move in (*EXIT_MOVES.values(), *MOVES.values())}


def may_of(name: str) -> P:
    """Who may make a move of that name: the same in every procedure that has it."""
    return (MOVES.get(name) or EXIT_MOVES[name]).may


def table(procedure: str) -> dict[str, Move]:
    """The moves of a procedure by name."""
    return TABLES[Procedure(procedure)]


def did(procedure: str, name: str) -> str:
    """What others read afterwards of a move."""
    move = table(procedure).get(name)
    return move.did if move else DID.get(name, name)


@dataclass(frozen=True)
class CycleMove:
    """One permitted step of a cycle that stands; 识别 and 再识别 begin a new one."""

    name: str
    sources: tuple[CycleState, ...]
    target: CycleState
    may: P
    says: str
    needs_reason: bool = False


CYCLE_MOVES: dict[str, CycleMove] = {
    move.name: move
    for move in (
        CycleMove("change_category", (CycleState.OPEN,), CycleState.OPEN, P.CASEWORK_COUNTY, "调整类别", True),
        CycleMove("clear", (CycleState.OPEN,), CycleState.CLEARED, P.CASEWORK_COUNTY, "风险消除"),
        CycleMove("undo", (CycleState.CLEARED,), CycleState.OPEN, P.CASEWORK_COUNTY, "消除回退", True),
        CycleMove("strike", (CycleState.OPEN, CycleState.CLEARED), CycleState.STRUCK_OFF, P.CASEWORK_COUNTY, "识别错误清退", True),
    )
}  # fmt: skip
# A household whose last cycle stands so may be identified (again); one under monitoring may not.
MAY_BE_IDENTIFIED = (CycleState.CLEARED, CycleState.STRUCK_OFF)
