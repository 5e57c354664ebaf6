"""How a line moves (decision F11): data, drawn by a test and run by the actions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from huaiyuan.county.orders.types import Did
from huaiyuan.county.orders.types import LineState as State


class By(StrEnum):
    """Who may: the post that owns the line, who settles it (the issuer, or the township above a village), who routes it."""

    OWNER = "owner"
    SETTLER = "settler"
    ISSUER = "issuer"
    ROUTER = "router"


@dataclass(frozen=True)
class Move:
    """One permitted step."""

    did: Did
    sources: tuple[State, ...]
    target: State
    by: By
    needs_reason: bool = False


MOVES = {
    move.did: move
    for move in (
        Move(Did.ROUTE, (State.ROUTING,), State.SENT, By.ROUTER),
        Move(Did.ACCEPT, (State.SENT,), State.ACCEPTED, By.OWNER),
        # Whoever feeds back has taken it: a line that is done at once needs no second tap.
        Move(Did.ANSWER, (State.SENT, State.ACCEPTED), State.ANSWERED, By.OWNER, needs_reason=True),
        Move(Did.DECLINE, (State.SENT, State.ACCEPTED), State.ROUTING, By.OWNER, needs_reason=True),
        Move(Did.RETURN, (State.ANSWERED,), State.ACCEPTED, By.SETTLER, needs_reason=True),
        Move(Did.CLOSE, (State.ANSWERED,), State.CLOSED, By.SETTLER),
        Move(Did.CANCEL, (State.ROUTING, State.SENT, State.ACCEPTED, State.ANSWERED), State.CANCELLED, By.ISSUER,
             needs_reason=True),
    )
}  # fmt: skip
