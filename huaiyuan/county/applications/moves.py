"""How an application moves from state to state: data, drawn by a test and run by the actions."""

from __future__ import annotations

from dataclasses import dataclass

from huaiyuan.base.access.permissions import P
from huaiyuan.county.applications.types import ENDED, State


@dataclass(frozen=True)
class Move:
    """One permitted step. `says` is the verb on the button, `did` what others read afterwards."""

    name: str
    sources: tuple[State, ...]
    target: State
    says: str
    did: str
    may: P = P.APPLICATION_ACCEPT
    needs_reason: bool = True


MOVES: dict[str, Move] = {
    move.name: move
    for move in (
        Move("accept", (State.PENDING,), State.ACCEPTED, "受理，交村", "受理", needs_reason=False),
        Move("unfounded", (State.PENDING,), State.UNFOUNDED, "不属实", "定为不属实"),
        Move("absent", (State.PENDING,), State.ABSENT, "查无此人", "定为查无此人"),
        Move("reroute", (State.PENDING,), State.PENDING, "不归本镇，转走", "转走"),
        Move("reopen", ENDED, State.PENDING, "重新受理", "重新打开"),
        Move("take_back", (State.ACCEPTED,), State.PENDING, "撤回受理", "撤回受理"),
    )
}
