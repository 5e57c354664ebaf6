"""The month's rhythm of the demo: who reported when, who was late, and one meeting with what it decided."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from huaiyuan.core.kernel import clock
from huaiyuan.synth import history
from huaiyuan.synth.history import on_day

if TYPE_CHECKING:
    from huaiyuan.base.access.models import Account
    from huaiyuan.county.oversight.content import Counts

BEGINS = dt.date(2026, 11, 1)
HELD_ON = history.DISPATCHED_ON
# Of the villages: in time, late, not yet. The days on which they report.
IN_TIME, LATE = 0.93, 0.05
DAYS_IN_TIME, DAYS_LATE = (3, 6, 9, 10), (12, 16)
SUMMARIES, VERIFIED = 5, 2
DEPARTMENT_DAYS = (9, 9, 12, 10, 6)
NOTES = (
    "",
    "",
    "",
    "",
    "",
    "有两户在外务工，已电话核过",
    "本月没有新情况",
    "雨后看了一遍土坯房，都没事",
    "水管修好了，不用再报",
)
TOPIC, CHAIR = "11月部门预警线索研判", "县防返贫工作专班"
POINTS = (
    ("核对自付超线人员的医疗救助落实情况，漏的当月补上", "医保局", dt.date(2026, 11, 27)),
    ("新办重残证人员与两项补贴名单比对，漏享的列单报县里", "残联", dt.date(2026, 11, 25)),
    ("红级线索包村干部当天到户，没到的说明原因", "township", dt.date(2026, 11, 23)),
)
ANSWER = ("红级线索都已到户，1户在外用电话核，约好返乡补签", "镇包村台账11月22日，签到照片存镇监测站")


def keep(seed: int) -> None:
    """The whole month through the app's own actions; the same for the same seed."""
    from huaiyuan.base.figures import snapshots
    from huaiyuan.county.oversight import actions
    from huaiyuan.county.oversight.content import Counts

    rng = np.random.default_rng([seed, 98])
    # The run's own snapshot knows everything of the days before the 交办.
    before = Counts(snapshots.newest())
    with on_day(BEGINS):
        actions.keep_up()
    _self_checks(before, rng)
    with on_day(HELD_ON):
        actions.keep_up()
        _meet()
    _after_dispatch(Counts(snapshots.current()), rng)


def _self_checks(counts: Counts, rng: np.random.Generator) -> None:
    from huaiyuan.base.access import queries as access
    from huaiyuan.county.oversight import queries
    from huaiyuan.county.oversight.types import Level

    county, people_of = access.acting(), history.signers()
    owed = queries.items(county).filter(action="zicha", period=_month()).order_by("number")
    for item in owed.filter(level=Level.VILLAGE):
        drawn, people = rng.random(), people_of.get(item.unit_code, [])
        day = _day(drawn, rng)
        note, who = str(rng.choice(NOTES)), int(rng.integers(max(len(people), 1)))
        if people and day is not None:
            _report(item.number, BEGINS.replace(day=day), note, people[who], counts)
    departments = owed.filter(level=Level.DEPARTMENT)
    for item, day in zip(departments, DEPARTMENT_DAYS, strict=False):
        _report(item.number, BEGINS.replace(day=day), "", county, counts)


def _day(drawn: float, rng: np.random.Generator) -> int | None:
    if drawn < IN_TIME:
        return int(rng.choice(DAYS_IN_TIME))
    return int(rng.choice(DAYS_LATE)) if drawn < IN_TIME + LATE else None


def _report(number: str, on: dt.date, note: str, by: Account, counts: Counts) -> None:
    from huaiyuan.county.oversight import actions

    with on_day(on):
        actions.submit(number, note=note, by=by, counts=counts)


def _after_dispatch(counts: Counts, rng: np.random.Generator) -> None:
    """The quickest townships have verified and summed up their month already."""
    from huaiyuan.base.access import queries as access
    from huaiyuan.base.access.permissions import Role
    from huaiyuan.county.oversight import queries

    for action, wanted in (("hecha", VERIFIED), ("xiaojie", SUMMARIES)):
        items = list(queries.items(access.acting()).filter(action=action, level="township").order_by("number"))
        for at in sorted(rng.permutation(len(items))[:wanted]):
            people = access.people_of(items[at].unit_code, Role.TOWNSHIP)
            if people:
                _report(items[at].number, clock.today(), "", people[0], counts)


def _meet() -> None:
    """One meeting on the day of the 交办; the township has answered, the departments are at it."""
    from huaiyuan.base.access import queries as access
    from huaiyuan.base.access.permissions import Role
    from huaiyuan.county.oversight import actions

    county, owners = access.acting(), actions.owners()
    townships = [unit for unit in owners if unit.level == "township"]
    if not townships:
        return
    township = townships[0]
    by_name = {unit.name: actions.key_of(unit) for unit in owners} | {"township": actions.key_of(township)}
    recorded = actions.record(
        held_on=HELD_ON, topic=TOPIC, chair=CHAIR, unit_names=[u.name for u in owners if u.level != "township"] + [township.name],
        points=[actions.Point(text, by_name[unit], due_on) for text, unit, due_on in POINTS], dispatch_on=HELD_ON, by=county,
    )  # fmt: skip
    people = access.people_of(township.code, Role.TOWNSHIP)
    if people:
        with on_day(HELD_ON + dt.timedelta(days=2)):
            actions.answer(recorded.decisions[-1], answer=ANSWER[0], proof=ANSWER[1], by=people[0])


def _month() -> str:
    return f"{BEGINS:%Y-%m}"
