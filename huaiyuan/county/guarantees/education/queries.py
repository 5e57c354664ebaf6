"""What others ask of education: whether a family's children of compulsory age all learn somewhere."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from huaiyuan.base import reference
from huaiyuan.core.kernel import clock
from huaiyuan.core.policy.compile import school_base
from huaiyuan.county.guarantees.education.pupils import OUT, OVER, Pupil
from huaiyuan.county.guarantees.education.types import Standing
from huaiyuan.county.registry import queries as registry

SOURCE = "教体局6—16周岁适龄儿童少年台账"
BASE, YOUNGEST, OLDEST = (
    "education.school_year_base",
    "education.compulsory_age.youngest",
    "education.compulsory_age.oldest",
)
SECURED, TROUBLE, UNKNOWN = "有保障", "有问题", "不明"


@dataclass(frozen=True)
class Guarantee:
    """有保障、有问题 or 不明, in one sentence, with its source and the day it is of."""

    says: str
    sentence: str
    source: str
    on: dt.date


def guarantee(household_no: str, *, on: dt.date | None = None) -> Guarantee:
    """Whether a family's children of compulsory age (on the day the school year counts from) learn somewhere."""
    day = on or clock.today()
    found = reference.parameters([BASE, YOUNGEST, OLDEST], day)
    if len(found) < len((BASE, YOUNGEST, OLDEST)):
        return Guarantee(UNKNOWN, "义务教育年龄没有定，说不准", SOURCE, day)
    base = school_base(day, str(found[BASE].value))
    ages = range(int(Decimal(found[YOUNGEST].value)), int(Decimal(found[OLDEST].value)) + 1)
    children = [m for m in registry.living([household_no], day).get(household_no, ()) if m.age_on(base) in ages]
    if not children:
        return Guarantee(SECURED, "家里没有义务教育阶段的孩子", SOURCE, base)
    rows = {row.person_no: row for row in Pupil.objects.filter(person_no__in=[m.person_id for m in children])}
    states = [Standing(rows[m.person_id].state) if m.person_id in rows else Standing.UNKNOWN for m in children]
    since = max((row.state_since for row in rows.values()), default=base)
    return _judged(states, since)


def _judged(states: list[Standing], since: dt.date) -> Guarantee:
    out = [state for state in states if state in OUT]
    lost = [state for state in states if state in (Standing.UNKNOWN, Standing.GONE)]
    if out:
        return Guarantee(TROUBLE, f"{len(states)}个孩子，{len(out)}个{out[0].label}", SOURCE, since)
    if lost:
        return Guarantee(UNKNOWN, f"{len(states)}个孩子，{len(lost)}个在哪里上学没落实", SOURCE, since)
    words = "、".join(dict.fromkeys(state.label for state in states if state not in OVER)) or Standing.GRADUATED.label
    return Guarantee(SECURED, f"{len(states)}个孩子，{words}", SOURCE, since)
