"""What the latest visit saw of a family's 吃穿 and, where something was not right, of 上学、看病、住房 and 饮水.

A look that was good settles 吃穿, which nobody else looks at; of the others it proves nothing that an office's record
does not know better, so there only what was not good is told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from huaiyuan.core.kernel.known import Known
from huaiyuan.core.policy.guarantees import Guarantee, Said
from huaiyuan.county.duty.models import HomeVisit
from huaiyuan.county.duty.types import Look
from huaiyuan.county.registry.guarantees import Answers, Home

MEANS = {
    Look.FOOD: Guarantee.FOOD, Look.SCHOOL: Guarantee.SCHOOLING, Look.HEALTH: Guarantee.MEDICAL,
    Look.HOUSE: Guarantee.HOUSING, Look.WATER: Guarantee.WATER,
}  # fmt: skip


def say(homes: Mapping[str, Home], on: dt.date) -> dict[str, Answers]:
    """By household number; one that was never visited is left out. One query."""
    rows = HomeVisit.objects.filter(household_no__in=list(homes), visited_on__lte=on).order_by("visited_on", "pk")
    found: dict[str, tuple[int, Answers]] = {}
    for number, key, day, look, says in rows.values_list(
        "household_no", "pk", "visited_on", "looks__look", "looks__says"
    ):
        if number not in found or found[number][0] != key:
            found[number] = key, {Guarantee.FOOD: Said(Known.YES, f"帮扶责任人{day}走访：吃穿不愁", day)}
        if look:
            said = f"帮扶责任人{day}走访：{Look(look).label}有问题{f'，{says}' if says else ''}"
            found[number][1][MEANS[Look(look)]] = Said(Known.NO, said, day)
    return {number: answers for number, (_, answers) in found.items()}
