"""Random walks of the pure tables beside the independent notebook: `python -m tests.unit.casework.walks 10000`."""

from __future__ import annotations

import datetime as dt
import random
import sys
from dataclasses import replace

from huaiyuan.core.policy import procedures
from huaiyuan.county.casework import machine
from huaiyuan.county.casework.machine import Effects, Given, Rules, Standing
from huaiyuan.county.casework.moves import TABLES, Move
from huaiyuan.county.casework.types import Procedure, State
from tests.oracle.casework import Family

PEOPLE = ("村甲", "村乙", "镇甲", "县甲", "县乙")
START = dt.date(2026, 11, 1)
STEPS = 160
RARE = ("stop", "suspend", "absorb", "withdraw", "decline", "overtaken")
EVERY = sorted({name for table in TABLES.values() for name in table})
RULES = Rules(procedures.in_force("identification", START).quorum)


def walk(seed: int, procedure: Procedure = Procedure.IDENTIFICATION) -> tuple[str, set[str]]:
    """One walk of a procedure; returns where it ended and which moves were made. Raises AssertionError where the two disagree."""
    draw, table = random.Random(seed), TABLES[procedure]
    standing, family, today, made = (
        Standing(State.VISIT, unsigned=2, earliest_on=START),
        Family(last=START, leaves=procedure is Procedure.EXIT),
        START,
        set(),
    )
    for _ in range(STEPS):
        standing = _world(draw, standing, family)
        today += dt.timedelta(days=draw.choice((0, 0, 1, 2, 7)))
        name = _drawn(draw, standing, table)
        given = _given(draw, today)
        allowed = _ask(table.get(name), standing, given)
        said = {key: getattr(given, key) for key in Given.__dataclass_fields__}
        assert allowed == family.allows(name, said), (seed, name, standing, given)
        if allowed:
            standing = machine.after(table[name], standing, given, Effects())
            family.does(name, said)
            made.add(name)
            _holds(standing, family, seed)
    return str(standing.state), made


def _drawn(draw: random.Random, standing: Standing, table: dict[str, Move]) -> str:
    """Mostly a move that begins here, else any: a walk that is refused all the time goes nowhere."""
    fitting = [name for name, move in table.items() if standing.state in move.sources and name not in RARE]
    if standing.suspended and draw.random() < 0.5:
        return "resume"
    return draw.choice(fitting) if fitting and draw.random() < 0.97 else draw.choice(EVERY)


def _ask(move: Move | None, standing: Standing, given: Given) -> bool:
    try:
        return move is not None and not machine.lacking(move, standing, given, RULES)
    except (machine.Misplaced, machine.BadDay):
        return False


def _given(draw: random.Random, today: dt.date) -> Given:
    expected = draw.randint(1, 40)
    present = draw.randint(0, expected + 1)
    return Given(
        by=draw.choice(PEOPLE), on=today - dt.timedelta(days=draw.choice((0, 0, 0, 1, -1))), today=today,
        reason=draw.choice(("", "缺材料", "缺材料")), companion=draw.choice(("", "队员", "队员")),
        exempt=draw.choice(("", "低保1号")), meeting=draw.random() < 0.9, expected=expected, present=present,
        agreed=draw.randint(0, max(present, 1)), national_no=draw.choice(("", "GB1")),
        agrees=draw.random() < 0.8, settled=draw.random() < 0.8,
    )  # fmt: skip


def _world(draw: random.Random, standing: Standing, family: Family) -> Standing:
    """Things happen beside the moves: signatures, answers, findings, photos, objections."""
    what = draw.randint(0, 11)
    if what == 0 and standing.unsigned:
        standing = replace(standing, unsigned=standing.unsigned - 1, authorised=standing.authorised + 1)
    elif what == 1:
        standing = replace(standing, unanswered=draw.choice((0, 0, 1)), unfound=draw.choice((0, 0, 1)))
    elif what == 2:
        standing = replace(standing, deliberation_photos=draw.randint(0, 3))
    elif what == 3:
        standing = replace(standing, near=draw.random() < 0.8, far=draw.random() < 0.8)
    elif what == 4:
        standing = replace(standing, open_objections=draw.choice((0, 0, 1)))
    elif what == 5:
        standing = replace(standing, announced=True)
    elif what == 6:
        standing = replace(standing, sheets=draw.randint(0, 2))
    elif what == 7:
        standing = replace(standing, ready=draw.random() < 0.7)
    family.missing_signatures, family.signed = standing.unsigned, standing.authorised
    family.silent_departments, family.suspicions = standing.unanswered, standing.unfound
    family.objections, family.holds = standing.open_objections, standing.ready
    family.photos = {"deliberation": standing.deliberation_photos, "near": int(standing.near), "far": int(standing.far),
                     "announcement": int(standing.announced), "signed_sheets": standing.sheets}  # fmt: skip
    return standing


def _holds(standing: Standing, family: Family, seed: int) -> None:
    assert str(standing.state) == family.place, seed
    assert standing.suspended == family.asleep, seed
    assert standing.earliest_on == family.last, seed
    assert standing.village_by == ({family.verifier} if family.verifier else set()), seed
    assert standing.township_by == family.reviewers, seed
    assert standing.notice_ends_on == family.notice_until, seed


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    for procedure in Procedure:
        ends: dict[str, int] = {}
        for number in range(wanted):
            end, _ = walk(number, procedure)
            ends[end] = ends.get(end, 0) + 1
        told = f"{wanted} walks, the two agree at every step; ends: {dict(sorted(ends.items()))}"
        print(f"{procedure.label}: {told}")
