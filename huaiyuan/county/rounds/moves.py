"""How a household's line moves in a round, and an area between open and closed (decision F11): data, drawn by a test."""

from __future__ import annotations

from dataclasses import dataclass

from huaiyuan.base.access.permissions import P
from huaiyuan.county.rounds.types import State


@dataclass(frozen=True)
class Move:
    """One permitted step; `says` is the verb on the button. `when_closed`: also in a village that has closed."""

    name: str
    sources: tuple[State, ...]
    target: State
    may: P
    says: str
    when_closed: bool = False
    needs_reason: bool = False


LINE = {
    move.name: move
    for move in (
        Move("look", (State.WAITING, State.DONE, State.EXCUSED), State.DONE, P.ROUND_LOOK, "记排查结果"),
        Move("look_again", (State.AGAIN,), State.DONE, P.ROUND_LOOK, "重查", when_closed=True),
        Move("undo", (State.DONE,), State.WAITING, P.ROUND_LOOK, "撤销"),
        Move("excuse", (State.WAITING,), State.EXCUSED, P.ROUND_LOOK, "写没查的原因", needs_reason=True),
        Move("differ", (State.DONE,), State.AGAIN, P.ROUND_CHECK, "复核不一致", when_closed=True, needs_reason=True),
        # The registry's doing, not a person's: who is gone need not be looked at, who is back must be.
        Move("leave", (State.WAITING, State.AGAIN, State.EXCUSED), State.GONE, P.HOUSEHOLD_CHANGE, "随销户"),
        Move("return_", (State.GONE,), State.WAITING, P.HOUSEHOLD_CHANGE, "随撤销销户"),
    )
}
