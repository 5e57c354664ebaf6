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
    """By household number; one that was never visited is left out. Two queries."""
    rows = HomeVisit.objects.filter(household_no__in=list(homes), visited_on__lte=on).order_by("visited_on", "pk")
    latest = {visit.household_no: visit for visit in rows.only("household_no", "visited_on", "looks_bad")}
    bad: dict[int, list[tuple[str, str]]] = {}
    seen = HomeVisit.objects.filter(pk__in=[visit.pk for visit in latest.values() if visit.looks_bad])
    for key, look, says in seen.values_list("pk", "looks__look", "looks__says"):
        bad.setdefault(key, []).append((look, says))
    return {number: _answers(visit, bad.get(visit.pk, [])) for number, visit in latest.items()}


def _answers(visit: HomeVisit, bad: list[tuple[str, str]]) -> Answers:
    on = visit.visited_on
    found = {Guarantee.FOOD: Said(Known.YES, f"帮扶责任人{on}走访：吃穿不愁", on)}
    for look, says in bad:
        said = f"帮扶责任人{on}走访：{Look(look).label}有问题{f'，{says}' if says else ''}"
        found[MEANS[Look(look)]] = Said(Known.NO, said, on)
    return found
