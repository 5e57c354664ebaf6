"""How a plan moves from state to state (decision F11): data, drawn by a test and run by the actions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from huaiyuan.base.access.permissions import P
from huaiyuan.county.plans.types import LIVE, State


class Need(StrEnum):
    """What a move asks for; each is one test in `machine`."""

    REASON = "reason"
    MEASURES = "measures"
    HELPER = "helper"
    PUBLIC = "public"
    WITHIN_LIMIT = "within_limit"
    NOT_WRITER = "not_writer"
    SETTLED = "settled"
    SOMETHING_DONE = "something_done"


@dataclass(frozen=True)
class Move:
    """One permitted step of a plan. `says` is the verb on the button, `did` what others read afterwards.

    A move without a target leaves the plan where it is. `writes`: whoever makes it has written the plan.
    """

    name: str
    sources: tuple[State, ...]
    target: State | None
    may: P
    says: str
    did: str
    needs: tuple[Need, ...] = ()
    writes: bool = False


S, N = State, Need

MOVES: dict[str, Move] = {
    move.name: move
    for move in (
        Move("edit", (S.DRAFT, S.RETURNED), None, P.PLAN_WRITE, "改措施", "改了措施", writes=True),
        Move("submit", (S.DRAFT, S.RETURNED), S.REVIEW, P.PLAN_WRITE, "提交乡镇审核", "提交了审核",
             (N.MEASURES, N.HELPER, N.PUBLIC, N.WITHIN_LIMIT), writes=True),
        Move("take_back", (S.REVIEW,), S.DRAFT, P.PLAN_WRITE, "撤回再改", "撤回了"),
        Move("accept", (S.REVIEW,), S.SET, P.PLAN_REVIEW, "审核通过", "审核通过", (N.NOT_WRITER, N.PUBLIC)),
        Move("return_", (S.REVIEW,), S.RETURNED, P.PLAN_REVIEW, "退回", "退回了", (N.NOT_WRITER, N.REASON)),
        Move("start", (S.SET,), S.RUNNING, P.PLAN_WRITE, "开始执行", "开始执行"),
        Move("carry_out", (S.SET, S.RUNNING), S.RUNNING, P.PLAN_CARRY, "记落实", "记了落实"),
        Move("carry_early", (S.DRAFT, S.REVIEW, S.RETURNED), None, P.PLAN_CARRY, "先帮后补，记落实", "先帮后补，记了落实",
             (N.REASON,)),
        Move("drop", (S.SET, S.RUNNING), None, P.PLAN_WRITE, "不办了", "有一条措施不办了", (N.REASON,)),
        Move("revise", (S.SET, S.RUNNING), S.DRAFT, P.PLAN_WRITE, "调整计划", "拿回来调整", (N.REASON,), writes=True),
        Move("finish", (S.RUNNING,), S.DONE, P.PLAN_WRITE, "计划完成", "完成了计划", (N.SETTLED, N.SOMETHING_DONE)),
        Move("stop", LIVE, S.STOPPED, P.PLAN_REVIEW, "终止", "终止了", (N.REASON,)),
    )
}  # fmt: skip
DRAFTED = "draft"
LOADED, ENDED = "loaded", "ending"
# What the registry does to a plan.
GONE, BACK = "gone", "back"
DID = {
    DRAFTED: "起草",
    ENDED: "写了政策到期怎么接",
    LOADED: "随底册装入",
    "moved": "随户迁了村",
    GONE: "随户销户终止",
    BACK: "随户恢复，接着办",
    **{move.name: move.did for move in MOVES.values()},
}
WRITING = (DRAFTED, *(move.name for move in MOVES.values() if move.writes))
