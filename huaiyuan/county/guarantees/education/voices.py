"""What the ledger of those of school age says of families' schooling: every child of compulsory age learns somewhere, or not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from huaiyuan.core.kernel.known import Known
from huaiyuan.core.policy.compile import school_base
from huaiyuan.core.policy.guarantees import Guarantee, Said
from huaiyuan.county.guarantees.education.pupils import OUT, OVER, PUPILS, Pupil
from huaiyuan.county.guarantees.education.types import Standing
from huaiyuan.county.registry import together
from huaiyuan.county.registry.guarantees import ByHousehold, Homes, Limits, Question
from huaiyuan.county.registry.together import Texts

BASE, YOUNGEST = "education.school_year_base", "education.compulsory_age.youngest"
OLDEST = "education.compulsory_age.oldest"
NEEDED = (BASE, YOUNGEST, OLDEST)


@dataclass(frozen=True)
class Row:
    """Where a child learns, and since when."""

    state: Standing
    since: dt.date


def say(homes: Homes, on: dt.date, limits: Limits) -> Question:
    """By household; one without children of that age, or of whose children none has a row, is left out."""
    if any(name not in limits for name in NEEDED):
        return Question(lambda _rows: {})
    base = school_base(on, str(limits[BASE]))
    ages = range(int(Decimal(limits[YOUNGEST])), int(Decimal(limits[OLDEST])) + 1)
    children = {
        number: [m.person_id for m in home.members if m.age_on(base) in ages] for number, home in homes.items()
    }  # fmt: skip
    asked = [person for persons in children.values() for person in persons]
    rows = Pupil.objects.filter(person_no__in=asked, opened_on__lte=on)
    texts = {"pupils": together.as_texts(rows, "person_no", "state", "state_since")} if asked else {}
    return Question(lambda found: _answers(children, found.get("pupils", [])), texts)


def _answers(children: Mapping[str, list[str]], texts: list[Texts]) -> ByHousehold:
    rows = {
        str(person): Row(Standing(str(state)), dt.date.fromisoformat(str(since))) for person, state, since, *_ in texts
    }
    answers = {}
    for number, persons in children.items():
        mine = [rows[person] for person in persons if person in rows]
        if mine:
            answers[number] = {Guarantee.SCHOOLING: _judged(mine, len(persons))}
    return answers


def _judged(rows: list[Row], children: int) -> Said:
    """One answer for a family's children, as of the day when the latest of them came to where it is."""
    states = [row.state for row in rows]
    out = [state for state in states if state in OUT]
    lost = children - len(rows) + sum(state in (Standing.UNKNOWN, Standing.GONE) for state in states)
    day, told = max(row.since for row in rows), f"教体局{PUPILS.title}：{children}个孩子，"
    if out:
        return Said(Known.NO, f"{told}{len(out)}个{out[0].label}", day)
    if lost:
        return Said(Known.UNKNOWN, f"{told}{lost}个在哪里上学没落实", day)
    words = "、".join(dict.fromkeys(state.label for state in states if state not in OVER)) or Standing.GRADUATED.label
    return Said(Known.YES, f"{told}{words}", day)
