"""Whether a move may be made and what it leaves behind: pure, over what is known of a case. Nothing here reads a database.

The actions build a `Standing` from the case's rows, ask `lacking`, and write what `after` says by one conditional UPDATE.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from huaiyuan.core.policy.procedures import Quorum
from huaiyuan.county.casework.moves import WHILE_SUSPENDED, Move, Need
from huaiyuan.county.casework.types import State


@dataclass(frozen=True)
class Standing:
    """What is known of a case, as far as a move may ask for it. People are account names.

    Of an exit: how many of its two signed sheets have a photo, whether its conditions hold today, and what they lack in words.
    """

    state: State
    suspended: bool = False
    unsigned: int = 0
    authorised: int = 0
    unanswered: int = 0
    unfound: int = 0
    open_objections: int = 0
    deliberation_photos: int = 0
    near: bool = False
    far: bool = False
    announced: bool = False
    sheets: int = 0
    ready: bool = False
    says: str = ""
    notice_ends_on: dt.date | None = None
    earliest_on: dt.date | None = None
    village_by: frozenset[str] = frozenset()
    township_by: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Given:
    """What the person brings to the move. `on` is the day it is about, `today` the day it is made."""

    by: str
    on: dt.date
    today: dt.date
    reason: str = ""
    companion: str = ""
    exempt: str = ""
    meeting: bool = False
    expected: int = 0
    present: int = 0
    agreed: int = 0
    national_no: str = ""
    agrees: bool = False
    settled: bool = False


@dataclass(frozen=True)
class Rules:
    """What the procedure in force says to numbers: the quorum and how many photos a deliberation needs."""

    quorum: Quorum
    deliberation_photos: int = 2


# 采集表 and 评估表.
SHEETS = 2
Test = Callable[[Standing, Given, Rules], bool]
_NOBODY: frozenset[str] = frozenset()


def _counts_fit(g: Given) -> bool:
    return 1 <= g.present <= g.expected and 0 <= g.agreed <= g.present


TESTS: dict[Need, Test] = {
    Need.REASON: lambda _s, g, _r: bool(g.reason.strip()),
    Need.NOT_SUSPENDED: lambda s, _g, _r: not s.suspended,
    Need.SUSPENDED: lambda s, _g, _r: s.suspended,
    Need.TWO_VISITORS: lambda _s, g, _r: bool(g.companion.strip()),
    Need.ALL_SIGNED: lambda s, _g, _r: s.unsigned == 0 and s.authorised > 0,
    Need.EXEMPT: lambda _s, g, _r: bool(g.exempt.strip()),
    Need.ALL_ANSWERED: lambda s, _g, _r: s.unanswered == 0,
    Need.ALL_FOUND: lambda s, _g, _r: s.unfound == 0,
    Need.QUORUM: lambda _s, g, r: _counts_fit(g) and r.quorum.is_met(g.expected, g.present),
    Need.AGREED: lambda _s, g, r: r.quorum.is_agreed(g.present, g.agreed),
    Need.NOT_AGREED: lambda _s, g, r: not r.quorum.is_agreed(g.present, g.agreed),
    Need.DELIBERATION_PHOTOS: lambda s, _g, r: s.deliberation_photos >= r.deliberation_photos,
    Need.NEAR_AND_FAR: lambda s, _g, _r: s.near and s.far,
    Need.DAYS_RUN: lambda s, g, _r: s.notice_ends_on is not None and g.today > s.notice_ends_on,
    Need.NO_OBJECTION: lambda s, _g, _r: s.open_objections == 0,
    Need.MEETING: lambda _s, g, _r: g.meeting,
    Need.NOT_VILLAGE: lambda s, g, _r: g.by not in s.village_by,
    Need.NOT_TOWNSHIP: lambda s, g, _r: g.by not in s.township_by,
    Need.ANNOUNCED: lambda s, _g, _r: s.announced,
    Need.NATIONAL_NO: lambda _s, g, _r: bool(g.national_no.strip()),
    Need.BOTH_SHEETS: lambda s, _g, _r: s.sheets >= SHEETS,
    Need.AGREES: lambda _s, g, _r: g.agrees,
    Need.DISAGREES: lambda _s, g, _r: not g.agrees,
    Need.SETTLED: lambda _s, g, _r: g.settled,
    Need.CONDITIONS: lambda s, _g, _r: s.ready,
}


class Misplaced(Exception):
    """The case stands where the move does not begin."""


class BadDay(Exception):
    """The day lies before what must have come first, or has not come yet."""


def lacking(move: Move, standing: Standing, given: Given, rules: Rules) -> list[Need]:
    """What is still missing for a move; empty when it may be made. Raises Misplaced, BadDay."""
    if standing.state not in move.sources:
        raise Misplaced
    if given.on > given.today or (standing.earliest_on is not None and given.on < standing.earliest_on):
        raise BadDay
    if standing.suspended and move.name not in WHILE_SUSPENDED:
        return [Need.NOT_SUSPENDED]
    needs = (*move.needs, Need.NOT_SUSPENDED) if move.name == "suspend" else move.needs
    return [need for need in needs if not TESTS[need](standing, given, rules)]


@dataclass(frozen=True)
class Effects:
    """What the actions write beside the standing: numbers the policy in force gives."""

    notice_days: int = 5
    facts: dict[str, object] = field(default_factory=dict)


def after(move: Move, standing: Standing, given: Given, effects: Effects) -> Standing:
    """The standing once the move is made. Only for moves of which nothing is lacking."""
    changes: dict[str, object] = dict(effects.facts)
    if move.target is not None:
        changes |= {"state": move.target, "earliest_on": given.on}
    if move.name in {"visit", "visit_exempt", "survey"}:
        changes["village_by"] = standing.village_by | {given.by}
    if move.name == "post":
        changes["notice_ends_on"] = given.on + dt.timedelta(days=effects.notice_days)
    if move.in_meeting and move.name.endswith(("township", "pass_")):
        changes["township_by"] = standing.township_by | {given.by}
    if move.name in {"suspend", "resume"}:
        changes["suspended"] = move.name == "suspend"
    return replace(standing, **changes)  # type: ignore[arg-type]
