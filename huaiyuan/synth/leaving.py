"""风险消除 of the demo's November: a notice that runs, a family the county must stop, one that did not agree; looks to come.

The county began these on paper, so they stand here without a nomination's check: this year's line is not entered, and the
county's decision will say so. What was planted stands in `truth/exits.parquet`.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from huaiyuan.core.kernel import clock
from huaiyuan.synth.casework import Hands, act_of, at_of, county_people, one_meeting, paper
from huaiyuan.synth.history import on_day
from huaiyuan.synth.reviewing import VILLAGES

if TYPE_CHECKING:
    from huaiyuan.county.casework.queries import Weighed

TRUTH = "exits.parquet"
WHY = "本月先在纸上提的名，转来接着办"
DECLINED = "儿子的药还没报销完，过了年再说"
SETTLED = "报销单、工资流水都看了"
# How many families are looked at for what is planted, and how many that were cleared last are looked after.
LOOKED_AT, CARED, DUE = 40, 6, 83
NOTICE, LACKS, REFUSED, VISIT, CARE = "notice", "lacks", "declined", "visit", "care"


def carry(seed: int, hands: dict[str, Hands], truth: Path) -> None:
    """Plant the exits and write down which are which."""
    from huaiyuan.county.casework import bulk, queries
    from huaiyuan.county.casework.types import CycleState

    rng = np.random.default_rng([seed, 102])
    planted = {kind: _planted(kind, weighed, hands[_village(weighed)], rng) for kind, weighed in _chosen(hands).items()}
    rows = [(number, kind) for kind, number in planted.items()]
    # Cleared so long ago that the first look is due these days.
    until = clock.today() - dt.timedelta(days=DUE)
    cleared = queries.cycles(county_people()[0]).filter(state=CycleState.CLEARED, cleared_on__lte=until)
    cleared = cleared.order_by("-cleared_on", "household_no")
    cared = list(cleared.values_list("household_no", flat=True)[:CARED])
    if hands:
        bulk.begin_care(cared, by=next(iter(hands.values())).county)
        rows += [(number, CARE) for number in cared]
    columns = {"household_no": [number for number, _ in rows], "kind": [kind for _, kind in rows]}
    pq.write_table(pa.table(columns, pa.schema([("household_no", pa.string()), ("kind", pa.string())])), truth / TRUTH)


def _chosen(hands: dict[str, Hands]) -> dict[str, Weighed]:
    """A family for each thing to plant: somebody can work, and of one the guarantees do not hold."""
    from django.db.models import Q

    from huaiyuan.core.kernel.known import Known
    from huaiyuan.core.policy import exits
    from huaiyuan.county.casework import queries
    from huaiyuan.county.casework.types import CycleState

    # Those that a visitor of the demo meets come first: of the villages that its login page offers, then of their townships.
    open_ = queries.cycles(county_people()[0]).filter(state=CycleState.OPEN, case_no="").order_by("household_no")
    near = Q(household_no__startswith=VILLAGES[0][:9]) | Q(household_no__startswith=VILLAGES[1][:9])
    rows = sorted(open_.filter(near), key=lambda one: one.household_no[:12] not in VILLAGES)[:LOOKED_AT]
    rows += open_.exclude(near)[: LOOKED_AT - len(rows)]
    found = queries.weigh(rows, clock.today()).values()
    known = {one.cycle.household_no: {c.name: c.known for c in one.exit.conditions} for one in found}
    fit = [
        one for one in found
        if one.members and _village(one) in hands and not one.nominable.stays
        and known[one.cycle.household_no][exits.NO_NEW] is Known.YES
    ]  # fmt: skip
    secured = {id(one): known[one.cycle.household_no][exits.GUARANTEES] for one in fit}
    lacking = [one for one in fit if secured[id(one)] is not Known.YES]
    holding = [one for one in fit if secured[id(one)] is Known.YES] + lacking[1:]
    return dict([*zip((VISIT, NOTICE, REFUSED), holding, strict=False), *((LACKS, one) for one in lacking[:1])])


def _village(weighed: Weighed) -> str:
    return weighed.members[0].village_code


def _planted(kind: str, weighed: Weighed, hands: Hands, rng: np.random.Generator) -> str:
    from huaiyuan.county.casework import actions, bulk
    from huaiyuan.county.casework.types import Level, Result

    number, today = weighed.cycle.household_no, clock.today()
    day = today - dt.timedelta(days={LACKS: 20, NOTICE: 7, REFUSED: 8, VISIT: 2}[kind])
    with on_day(day):
        case = bulk.nominated_on_paper(number, why=WHY, by=hands.village, at=at_of(day))
    if kind == VISIT:
        return number
    day += dt.timedelta(days=2)
    with on_day(day):
        if kind == REFUSED:
            actions.decline(case.case_no, on=day, companion="驻村队员", reason=DECLINED, act=act_of(hands.village, day))
            return number
        _survey(case.case_no, weighed, day, hands, rng)
    _post(case.case_no, day + dt.timedelta(days=2), hands, rng)
    if kind == LACKS:
        day += dt.timedelta(days=8)
        with on_day(day):
            actions.expire(case.case_no, act=act_of(hands.village, day))
        one_meeting(Level.TOWNSHIP, case.case_no, Result.PASSED, day + dt.timedelta(days=1), hands.town, rng)
    return number


def _survey(case_no: str, weighed: Weighed, day: dt.date, hands: Hands, rng: np.random.Generator) -> None:
    from huaiyuan.county.casework import actions

    adults = [member.person_id for member in weighed.members if member.age_on(day) >= 18]
    risks = {risk: (True, SETTLED) for risk in weighed.facts.risks or {}}
    sheet = actions.Sheet(day, "驻村队员", risks, adults[0])
    actions.survey(
        case_no, sheet=sheet, survey_photo=paper(rng), assessment_photo=paper(rng), act=act_of(hands.village, day)
    )


def _post(case_no: str, day: dt.date, hands: Hands, rng: np.random.Generator) -> None:
    from huaiyuan.county.casework import actions
    from huaiyuan.county.casework.actions import Held

    act = act_of(hands.village, day)
    with on_day(day):
        actions.deliberate(
            case_no, held=Held(day, 38, 34, 33), category="", reason="", photos=[paper(rng), paper(rng)], act=act
        )
        posted = act_of(hands.village, day)
        actions.post(case_no, on=day, near=paper(rng), far=paper(rng), act=posted)
