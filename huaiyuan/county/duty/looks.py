"""What the latest visit saw of a family's 吃穿 and, where something was not right, of 上学、看病、住房 and 饮水.

A look that was good settles 吃穿, which nobody else looks at; of the others it proves nothing that an office's record
does not know better, so there only what was not good is told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from huaiyuan.core.kernel.known import Known
from huaiyuan.core.policy.guarantees import Guarantee, Said
from huaiyuan.county.duty.models import HomeVisit
from huaiyuan.county.duty.types import Look
from huaiyuan.county.registry.guarantees import Answers, Homes, Limits, Question
from huaiyuan.county.registry.together import Texts, as_texts

VISITS = "visits"
MEANS = {
    Look.FOOD: Guarantee.FOOD, Look.SCHOOL: Guarantee.SCHOOLING, Look.HEALTH: Guarantee.MEDICAL,
    Look.HOUSE: Guarantee.HOUSING, Look.WATER: Guarantee.WATER,
}  # fmt: skip


def say(homes: Homes, on: dt.date, _limits: Limits) -> Question:
    """Ask for every visit with what was not good at it; the latest counts."""
    rows = HomeVisit.objects.filter(household_no__in=list(homes), visited_on__lte=on)
    texts = as_texts(rows, "household_no", "visited_on", "pk", "looks__look", "looks__says")
    return Question(lambda found: _answers(found[VISITS]), {VISITS: texts})


def _answers(rows: Iterable[Texts]) -> dict[str, Answers]:
    found: dict[str, tuple[tuple[str, int], Answers]] = {}
    for number, on, key, look, says in ([text or "" for text in row[:5]] for row in rows):
        visit = (on, int(key))
        if number in found and found[number][0] > visit:
            continue
        day = dt.date.fromisoformat(on)
        if number not in found or found[number][0] != visit:
            found[number] = visit, {Guarantee.FOOD: Said(Known.YES, f"帮扶责任人{day}走访：吃穿不愁", day)}
        if look:
            said = f"帮扶责任人{day}走访：{Look(look).label}有问题{f'，{says}' if says else ''}"
            found[number][1][MEANS[Look(look)]] = Said(Known.NO, said, day)
    return {number: answers for number, (_, answers) in found.items()}
