"""How a lead moves from state to state (decision F11): data, drawn by a test and run by `transitions`."""

from __future__ import annotations

from dataclasses import dataclass

from huaiyuan.base.access.permissions import P
from huaiyuan.county.leads.types import AT_VILLAGE, LIVE, State


@dataclass(frozen=True)
class Move:
    """One permitted step. `says` is the verb on the button, `did` what others read afterwards.

    `undo` names the parameter within whose days the same person may correct it. A move that leaves untouched what a
    verdict rests on keeps the version, so that a draft written meanwhile still fits. A `groundless` move is open only
    to a lead all of whose hits were struck.
    """

    name: str
    sources: tuple[State, ...]
    target: State
    may: P
    says: str
    did: str
    needs_reason: bool = False
    keeps_version: bool = False
    undo: str = ""
    groundless: bool = False
    follows: bool = False


MOVES: dict[str, Move] = {
    move.name: move
    for move in (
        Move("dispatch", (State.OPEN,), State.SENT, P.LEAD_DISPATCH, "交办", "交办"),
        Move("withhold", (State.OPEN,), State.WITHHELD, P.LEAD_DISPATCH, "不交办", "定为不交办", needs_reason=True),
        Move("start", (State.SENT,), State.VISITING, P.LEAD_VERIFY, "开始核实", "接手核实", keeps_version=True),
        Move("forward", AT_VILLAGE, State.SENT, P.LEAD_RETURN, "退回改派", "改派到别的村", needs_reason=True),
        Move("return_", AT_VILLAGE, State.OPEN, P.LEAD_RETURN, "退回县里", "退回县里", needs_reason=True),
        # A phone without a signal reports in one go, so both begin at 已派村 as well.
        Move("confirm", AT_VILLAGE, State.CONFIRMED, P.LEAD_VERIFY, "提交核实", "核实过", undo="lead.undo_days"),
        Move("clear", AT_VILLAGE, State.CLEARED, P.LEAD_VERIFY, "提交核实", "核实过", undo="lead.undo_days"),
        Move("correct_to_true", (State.CLEARED,), State.CONFIRMED, P.LEAD_VERIFY, "更正结论", "更正了结论", needs_reason=True),
        Move("correct_to_untrue", (State.CONFIRMED,), State.CLEARED, P.LEAD_VERIFY, "更正结论", "更正了结论", needs_reason=True),
        # What a family applied for itself waits for nobody's 研判: whoever takes it up hands it to the village.
        Move("hand_in", (State.OPEN,), State.SENT, P.APPLICATION_ACCEPT, "受理，交村", "受理了申报，交村", follows=True),
        # Its hits live on in another household's lead, or the people they are about are gone: nobody decides this alone.
        Move("absorb", LIVE, State.WITHDRAWN, P.HOUSEHOLD_CHANGE, "随变更了结", "随户的变更了结", follows=True),
        Move("amend_to_true", (State.CLEARED,), State.CONFIRMED, P.LEAD_CORRECT, "县里更正结论", "更正了结论", needs_reason=True),
        Move("amend_to_untrue", (State.CONFIRMED,), State.CLEARED, P.LEAD_CORRECT, "县里更正结论", "更正了结论", needs_reason=True),
        Move("withdraw", (State.OPEN, State.SENT), State.WITHDRAWN, P.LEAD_DISPATCH, "撤回", "撤回", needs_reason=True),
        # 已去核实的户，依据撤回后由人定 (decision F7).
        Move("let_go", (State.VISITING,), State.WITHDRAWN, P.LEAD_DISPATCH, "撤回", "撤回", needs_reason=True, groundless=True),
    )
}  # fmt: skip
MERGED = "merge"
STRUCK = "strike"
DID = {
    STRUCK: "因依据撤回动过",
    MERGED: "并入了新的命中",
    "correct": "更正了结论",
    "sign": "补了签字",
    **{move.name: move.did for move in MOVES.values()},
}
