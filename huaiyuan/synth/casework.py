"""识别认定 of the demo's November: every step has a family at it, with an objection, a return, a suspension, a day 13.

What is carried is whatever the villages judged 属实，转识别认定 by then; families found early stand at late steps.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from huaiyuan.core.kernel import clock
from huaiyuan.synth.history import on_day, signers

if TYPE_CHECKING:
    from huaiyuan.base.access.models import Account
    from huaiyuan.county.casework.actions import Act
    from huaiyuan.county.casework.types import Level, Result
    from huaiyuan.county.leads.queries import Listed

NOON = dt.time(10, 30)
COMPANIONS = ("驻村队员", "村妇联主席", "村文书", "包村干部")
SEEN = (
    "家里有人常年吃药，收入只够日常开销",
    "主要劳动力歇工半年，房子、吃水没问题",
    "有在读的孩子，开支大，亲友接济过",
)
SUSPICIONS = (
    ("vehicle", "名下普通二轮摩托车1辆"),
    ("realty", "县城有住房1套，登记在已分户的儿子名下"),
    ("company", "登记有小卖部，2024年已停业"),
)
BECAUSE = ("车是下地用的旧摩托", "房子是分户儿子的，不在本户", "店早已关门，执照没注销")
OBJECTION = "他家儿子在外地上班，听说挣得不少"
ANSWER = "儿子已分户另过，户里收入另核，公示栏旁已说明"
RETURNED = "承诺授权书有一页没按手印"
# Families found so long ago stand at the late steps; the numbers choose what befalls each on its way.
EARLY_DAYS, EARLY = 9, (5, 13, 14, 15, 21, 6, 23)
MINUTES, SIGNERS = "逐户看了核实、评议和公示材料", ("李某，镇党委副书记", "王某，副县长")


@dataclass
class Hands:
    """Who acts for a family at each level."""

    village: Account
    town: Account
    county: Account
    second: Account


def carry(seed: int, hands: dict[str, Hands]) -> list[str]:
    """Take over what the villages judged so, and bring each family as far as its days allow; returns the cases that a
    meeting gave back.
    """  # fmt: skip
    from huaiyuan.county.leads import queries as leads

    rng = np.random.default_rng([seed, 101])
    found = leads.leads(county_people()[0], leads.Filters(tab="identify"), limit=400).rows
    settled = [line for line in _settled(found) if line.village_code in hands]
    waiting = sorted(settled, key=lambda line: (line.opened_on, line.lead_no))
    early = [line for line in waiting if line.opened_on <= clock.today() - dt.timedelta(days=EARLY_DAYS)]
    for place, line in zip(EARLY, early, strict=False):
        _family(line.lead_no, line.opened_on, place, hands[line.village_code], rng)
    for place, line in enumerate(waiting[len(early) :]):
        # Two of three are taken over; the others still wait with their township.
        if place % 3 != 2:
            _family(line.lead_no, line.opened_on, place, hands[line.village_code], rng)
    return _meet(hands, rng)


def _settled(found: Sequence[Listed]) -> list[Listed]:
    """Leads of families that lived there when they were found: who has moved since is no family of the village yet on the
    days that are acted out.
    """  # fmt: skip
    from huaiyuan.county.registry import queries as registry

    first = min((line.opened_on for line in found), default=clock.today())
    lived = registry.places_of([line.household_no for line in found], on=first)
    return [
        line for line in found if (place := lived.get(line.household_no)) and place.village_code == line.village_code
    ]


def county_people() -> list[Account]:
    """The people of the county centre, who acts first."""
    from huaiyuan.base.access import queries as access
    from huaiyuan.base.access.permissions import Role

    centre = access.acting()
    return [centre, *(one for one in access.people_of(_code(centre), Role.COUNTY_CENTER) if one.pk != centre.pk)]


def _code(centre: Account) -> str:
    from huaiyuan.base.access import queries as access

    return access.standing(centre).held[0].area_code


def hands_of() -> dict[str, Hands]:
    """Who acts for each village that has somebody at every level."""
    from huaiyuan.base.access import queries as access
    from huaiyuan.base.access.permissions import Role

    county = county_people()
    towns: dict[str, list[Account]] = {}
    made: dict[str, Hands] = {}
    for village, people in signers().items():
        town = towns.setdefault(village[:9], access.people_of(village[:9], Role.TOWNSHIP))
        if town:
            made[village] = Hands(people[0], town[0], county[0], county[-1])
    return made


def _family(lead_no: str, found_on: dt.date, place: int, hands: Hands, rng: np.random.Generator) -> None:
    """One family, a step every day or two, until today; a few stay where something is still missing."""
    from huaiyuan.county.casework import actions
    from huaiyuan.county.casework.types import State

    today, day = clock.today(), _judged_on(lead_no, found_on)
    with on_day(min(day, today)):
        case = actions.open_from_lead(lead_no, by=hands.town, at=at_of(min(day, today)))
    if place % 9 == 4:
        actions.help_first(case.case_no, what="先走临时救助，民政已入户", act=act_of(hands.town, today))
    if place % 11 == 7:
        actions.suspend(case.case_no, reason="户主在省城住院，家属陪护，等返乡再签", act=act_of(hands.town, today))
        return
    # How far a family of these days is taken: the later ones stay at the earlier steps.
    last = (
        State.VISIT,
        State.COMPARE,
        State.COMPARE,
        State.REVIEW,
        State.TO_POST,
        State.NOTICED,
        State.NOTICED,
        State.COUNTY,
    )[place % 8]
    for step, days in ((_visit, 1), (_compare, 1), (_review, 0), (_post, 0), (_expire, 6)):
        case.refresh_from_db()
        day += dt.timedelta(days=days)
        if day > today or (case.state == last and found_on > today - dt.timedelta(days=9)):
            return
        with on_day(day):
            step(case.case_no, day, place, hands, rng)


def _judged_on(lead_no: str, found_on: dt.date) -> dt.date:
    from huaiyuan.base.access import queries as access
    from huaiyuan.county.leads import queries as leads

    shown = leads.lead_page(lead_no, access.acting())
    judged = shown.decided_at if shown else None
    return judged.astimezone(clock.SHANGHAI).date() if judged else found_on


def _visit(case_no: str, day: dt.date, place: int, hands: Hands, rng: np.random.Generator) -> None:
    from huaiyuan.county.casework import actions, queries

    case = queries.within(hands.village).get(case_no=case_no)
    people = [person for person, _ in queries.case_page(case, hands.village).unsigned]
    if not people:
        return
    signing = people[:-1] if place % 8 == 0 and len(people) > 1 else people
    actions.sign(case_no, person_ids=signing, photos=[paper(rng)], act=act_of(hands.village, day))
    if signing == people:
        actions.visit(
            case_no,
            on=day,
            companion=str(rng.choice(COMPANIONS)),
            found=str(rng.choice(SEEN)),
            act=act_of(hands.village, day),
        )


def _compare(case_no: str, day: dt.date, place: int, hands: Hands, _rng: np.random.Generator) -> None:
    """Lists go out and come back; every fourth family has something that looks odd."""
    from huaiyuan.county.casework import actions, queries
    from huaiyuan.county.casework.types import Finding, State

    case = queries.within(hands.county).get(case_no=case_no)
    if case.state != State.COMPARE or place % 8 == 1:
        return
    odd, says = SUSPICIONS[place % 3]
    for matter in queries.matters():
        if matter.waiting:
            actions.make_list(matter.code, purpose="监测对象识别认定信息比对", by=hands.county, at=at_of(day))
    persons = sorted({line.person_id for line in queries.case_page(case, hands.county).comparisons})
    for matter in queries.matters(lists=50):
        for made in matter.lists:
            mine = [
                row.person_id for row, _ in queries.lines_of(made) if row.case_id == case.pk and row.answer == "waiting"
            ]
            said = {mine[0]: says} if mine and matter.code == odd and place % 4 == 2 else {}
            if mine:
                actions.record_answers(made.list_no, suspicions=said, by=hands.county, only=mine, at=at_of(day))
    if place % 8 == 2:
        return
    if place % 4 == 2:
        actions.find(
            case_no, person_id=persons[0], code=odd, finding=Finding.NO_MATTER, because=BECAUSE[place % 3],
            act=act_of(hands.village, day),
        )  # fmt: skip
    actions.compared(case_no, act=act_of(hands.village, day))


def _review(case_no: str, day: dt.date, place: int, hands: Hands, rng: np.random.Generator) -> None:
    from huaiyuan.county.casework import actions, queries
    from huaiyuan.county.casework.actions import Held
    from huaiyuan.county.casework.types import State

    case = queries.within(hands.village).get(case_no=case_no)
    if case.state != State.REVIEW or place % 8 == 3:
        return
    expected = int(rng.integers(30, 46))
    present = expected - int(rng.integers(0, 6))
    choices = [one.name for one in queries.case_page(case, hands.village).choices]
    turned_down = place % 16 == 12
    held = Held(day, expected, present, present // 3 if turned_down else present - int(rng.integers(0, 3)))
    actions.deliberate(
        case_no, held=held, category=choices[-1], reason="家里两个人务工，收入稳定" if turned_down else "",
        photos=[paper(rng), paper(rng)], act=act_of(hands.village, day),
    )  # fmt: skip


def _post(case_no: str, day: dt.date, place: int, hands: Hands, rng: np.random.Generator) -> None:
    from huaiyuan.county.casework import actions, queries
    from huaiyuan.county.casework.types import State

    case = queries.within(hands.village).get(case_no=case_no)
    if case.state != State.TO_POST or place % 8 == 4:
        return
    act = act_of(hands.village, day)
    actions.post(case_no, on=day, near=paper(rng), far=paper(rng), act=act)
    if place % 8 == 6:
        actions.raise_objection(case_no, text=OBJECTION, on=day, act=act)


def _expire(case_no: str, day: dt.date, _place: int, hands: Hands, _rng: np.random.Generator) -> None:
    from huaiyuan.county.casework import actions, queries
    from huaiyuan.county.casework.types import State

    case = queries.within(hands.village).get(case_no=case_no)
    if case.state != State.NOTICED:
        return
    shown = queries.case_page(case, hands.village)
    for one in shown.objections:
        if not one.answer:
            actions.answer_objection(case_no, one.pk, answer=ANSWER, act=act_of(hands.village, day))
    actions.expire(case_no, act=act_of(hands.village, day))


def _meet(hands: dict[str, Hands], rng: np.random.Generator) -> list[str]:
    """The two families that waited longest go through both meetings, the third waits for the county, the last is returned."""
    from huaiyuan.county.casework import actions, queries
    from huaiyuan.county.casework.types import Level, Result

    today = clock.today()
    waiting = queries.awaiting(county_people()[0], Level.TOWNSHIP)[:4]
    returned: list[str] = []
    for place, line in enumerate(waiting):
        who = hands[line.village_code]
        day = today - dt.timedelta(days=2 if place < 2 else 1)
        back = 0 < place == len(waiting) - 1
        one_meeting(Level.TOWNSHIP, line.case_no, Result.RETURNED if back else Result.PASSED, day, who.town, rng)
        if back:
            returned.append(line.case_no)
        elif place < 2:
            one_meeting(Level.COUNTY, line.case_no, Result.PASSED, day + dt.timedelta(days=1), who.second, rng)
        if place == 0:
            with on_day(today):
                actions.announce(line.case_no, on=today, photo=paper(rng), act=act_of(who.town, today))
    return returned


def one_meeting(
    level: Level, case_no: str, result: Result, day: dt.date, by: Account, rng: np.random.Generator
) -> None:  # fmt: skip
    """A meeting over one family on a day."""
    from huaiyuan.county.casework import actions
    from huaiyuan.county.casework.actions import Item, Minutes
    from huaiyuan.county.casework.types import Level, Result

    doc_no = f"桐防返贫〔{day.year}〕{day.month}号" if level is Level.COUNTY else ""
    signer = SIGNERS[level is Level.COUNTY]
    reason = RETURNED if result is Result.RETURNED else ""
    with on_day(day):
        actions.record_meeting(
            Minutes(level, day, MINUTES, signer, paper(rng), doc_no),
            [Item(case_no, result, reason)],
            by=by,
            at=at_of(day),
        )


def act_of(by: Account, day: dt.date) -> Act:
    """Somebody acts at half past ten of a day."""
    from huaiyuan.county.casework.actions import Act

    return Act(by, None, at_of(day))


def at_of(day: dt.date) -> dt.datetime:
    """Half past ten of a day."""
    return dt.datetime.combine(day, NOON, clock.SHANGHAI)


def paper(rng: np.random.Generator) -> bytes:
    """A small grey picture that stands for a photo of a paper."""
    from PIL import Image

    stream = io.BytesIO()
    Image.new("RGB", (32, 24), (int(rng.integers(200, 250)),) * 3).save(stream, "JPEG")
    return stream.getvalue()
