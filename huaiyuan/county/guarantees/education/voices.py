"""What the ledger of those of school age says of families' schooling: every child of compulsory age learns somewhere, or not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from huaiyuan.core.kernel.known import Known
from huaiyuan.core.policy.compile import school_base
from huaiyuan.core.policy.guarantees import Guarantee, Said
from huaiyuan.county.guarantees.education.pupils import OUT, OVER, PUPILS, Pupil
from huaiyuan.county.guarantees.education.types import Standing
from huaiyuan.county.registry import together
from huaiyuan.county.registry.guarantees import Answers, Homes, Limits, Question
from huaiyuan.county.registry.together import Texts, as_texts

BASE, YOUNGEST = "education.school_year_base", "education.compulsory_age.youngest"
OLDEST = "education.compulsory_age.oldest"
NEEDED = (BASE, YOUNGEST, OLDEST)


def say(homes: Homes, on: dt.date, limits: Limits) -> Question:
    """Ask for the rows of these families' children of compulsory age; who has none, it says nothing of."""
    if any(name not in limits for name in NEEDED):
        return Question(lambda _rows: {})
    base = school_base(on, str(limits[BASE]))
    ages = range(int(Decimal(limits[YOUNGEST])), int(Decimal(limits[OLDEST])) + 1)
    children = {
        number: [m.person_id for m in home.members if m.age_on(base) in ages] for number, home in homes.items()
    }  # fmt: skip
    asked = [person for persons in children.values() for person in persons]
    rows = Pupil.objects.filter(person_no__in=asked, opened_on__lte=on)
    return Question(
        lambda found: _answers(children, found.get(PUPILS.code, [])),
        {PUPILS.code: as_texts(rows, "person_no", "state", "state_since")} if asked else {},
    )


def _answers(children: Mapping[str, list[str]], found: list[Texts]) -> dict[str, Answers]:
    rows = {str(row[0]): (Standing(row[1] or ""), together.day(row[2]) or dt.date.min) for row in found}
    answers = {}
    for number, persons in children.items():
        mine = [rows[person] for person in persons if person in rows]
        if mine:
            answers[number] = {Guarantee.SCHOOLING: _judged(mine, len(persons))}
    return answers


def _judged(rows: list[tuple[Standing, dt.date]], children: int) -> Said:
    """One answer for a family's children, as of the day when the latest of them came to where it is."""
    states = [state for state, _ in rows]
    out = [state for state in states if state in OUT]
    lost = children - len(rows) + sum(state in (Standing.UNKNOWN, Standing.GONE) for state in states)
    day, told = max(since for _, since in rows), f"教体局{PUPILS.title}：{children}个孩子，"
    if out:
        return Said(Known.NO, f"{told}{len(out)}个{out[0].label}", day)
    if lost:
        return Said(Known.UNKNOWN, f"{told}{lost}个在哪里上学没落实", day)
    words = "、".join(dict.fromkeys(state.label for state in states if state not in OVER)) or Standing.GRADUATED.label
    return Said(Known.YES, f"{told}{words}", day)
