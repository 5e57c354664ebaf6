"""Whether a move of a plan may be made and what it leaves behind: pure, over what is known of it. Reads no database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from huaiyuan.county.plans.moves import Move, Need
from huaiyuan.county.plans.types import State


@dataclass(frozen=True)
class Standing:
    """What is known of a plan, as far as a move may ask for it. People are account names; dropped measures do not count."""

    state: State
    waiting: int = 0
    done: int = 0
    helper: bool = False
    public: bool = False
    writers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Given:
    """What the person brings to the move. `over`: the helper named now carries more households than the limit."""

    by: str
    reason: str = ""
    helper: bool = False
    public: bool = False
    over: bool = False


Test = Callable[[Standing, Given], bool]
TESTS: dict[Need, Test] = {
    Need.REASON: lambda _s, g: bool(g.reason.strip()),
    Need.MEASURES: lambda s, _g: s.waiting + s.done > 0,
    Need.HELPER: lambda s, g: s.helper or g.helper,
    Need.PUBLIC: lambda s, g: g.public if g.helper else s.public,
    Need.WITHIN_LIMIT: lambda _s, g: not g.over,
    Need.NOT_WRITER: lambda s, g: g.by not in s.writers,
    Need.SETTLED: lambda s, _g: s.waiting == 0,
    Need.SOMETHING_DONE: lambda s, _g: s.done > 0,
}


class Misplaced(Exception):
    """The plan stands where the move does not begin."""


def lacking(move: Move, standing: Standing, given: Given) -> list[Need]:
    """What is still missing for a move; empty when it may be made. Raises Misplaced."""
    if standing.state not in move.sources:
        raise Misplaced
    return [need for need in move.needs if not TESTS[need](standing, given)]


def after(move: Move, standing: Standing, given: Given) -> Standing:
    """The standing once the move is made. Only for moves of which nothing is lacking."""
    changes: dict[str, object] = {}
    if move.target is not None:
        changes["state"] = move.target
    if move.writes:
        changes["writers"] = standing.writers | {given.by}
    if move.name == "submit" and given.helper:
        changes |= {"helper": True, "public": given.public}
    if move.name in ("carry_out", "carry_early"):
        changes |= {"waiting": standing.waiting - 1, "done": standing.done + 1}
    if move.name == "drop":
        changes["waiting"] = standing.waiting - 1
    return replace(standing, **changes)  # type: ignore[arg-type]
