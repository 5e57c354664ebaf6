"""How a decided point moves (decision F11): data, drawn by a test and run by the actions."""

from __future__ import annotations

from dataclasses import dataclass

from huaiyuan.base.access.permissions import P
from huaiyuan.county.oversight.types import DecisionState as State


@dataclass(frozen=True)
class Move:
    """One permitted step; `says` is the verb on the button."""

    name: str
    sources: tuple[State, ...]
    target: State
    may: P
    says: str
    needs_reason: bool = False


DECISION = {
    move.name: move
    for move in (
        Move("answer", (State.OPEN,), State.ANSWERED, P.RHYTHM_REPORT, "答复"),
        Move("close", (State.ANSWERED,), State.CLOSED, P.RHYTHM_RUN, "办结"),
        Move("return_", (State.ANSWERED, State.CLOSED), State.OPEN, P.RHYTHM_RUN, "退回重办", needs_reason=True),
        Move("cancel", (State.OPEN, State.ANSWERED), State.CANCELLED, P.RHYTHM_RUN, "撤销", needs_reason=True),
    )
}
