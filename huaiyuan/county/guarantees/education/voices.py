"""What the ledger of those of school age says of families' schooling: every child of compulsory age learns somewhere, or not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from huaiyuan.base import reference
from huaiyuan.core.kernel.known import Known
from huaiyuan.core.policy.compile import school_base
from huaiyuan.core.policy.guarantees import Guarantee, Said
from huaiyuan.county.guarantees.education.pupils import OUT, OVER, PUPILS, Pupil
from huaiyuan.county.guarantees.education.types import Standing
from huaiyuan.county.registry.guarantees import Answers, Home

BASE, YOUNGEST = "education.school_year_base", "education.compulsory_age.youngest"
OLDEST = "education.compulsory_age.oldest"
NEEDED = (BASE, YOUNGEST, OLDEST)
GROWN = 18


def said(homes: Mapping[str, Home], on: dt.date) -> dict[str, Answers]:
    """By household; one without children of that age, or of whose children none has a row, is left out.

    Two queries, and none where nobody is of an age that could be asked about.
    """
    young = [m.person_id for home in homes.values() for m in home.members if m.age_on(on) < GROWN]
    rows = {row.person_no: row for row in Pupil.objects.filter(person_no__in=young, opened_on__lte=on)} if young else {}
    found = {name: one.value for name, one in reference.parameters(NEEDED, on).items()} if rows else {}
    if len(found) < len(NEEDED):
        return {}
    base = school_base(on, str(found[BASE]))
    ages = range(int(Decimal(found[YOUNGEST])), int(Decimal(found[OLDEST])) + 1)
    answers = {}
    for number, home in homes.items():
        children = [m.person_id for m in home.members if m.age_on(base) in ages]
        mine = [rows[person] for person in children if person in rows]
        if mine:
            answers[number] = {Guarantee.SCHOOLING: _judged(mine, len(children))}
    return answers


def _judged(rows: list[Pupil], children: int) -> Said:
    """One answer for a family's children, as of the day when the latest of them came to where it is."""
    states = [Standing(row.state) for row in rows]
    out = [state for state in states if state in OUT]
    lost = children - len(rows) + sum(state in (Standing.UNKNOWN, Standing.GONE) for state in states)
    day, told = max(row.state_since for row in rows), f"教体局{PUPILS.title}：{children}个孩子，"
    if out:
        return Said(Known.NO, f"{told}{len(out)}个{out[0].label}", day)
    if lost:
        return Said(Known.UNKNOWN, f"{told}{lost}个在哪里上学没落实", day)
    words = "、".join(dict.fromkeys(state.label for state in states if state not in OVER)) or Standing.GRADUATED.label
    return Said(Known.YES, f"{told}{words}", day)
