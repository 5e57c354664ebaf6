"""What the water ledgers say of families' water: four indicators of the works that serves them, and what a visit saw."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Exists, OuterRef, Subquery, Sum

from huaiyuan.base import reference
from huaiyuan.core.kernel.known import Known
from huaiyuan.core.kernel.period import months_after
from huaiyuan.core.policy import water
from huaiyuan.core.policy.guarantees import Guarantee, Said
from huaiyuan.core.policy.water import Indicator, Level
from huaiyuan.county.guarantees.water.homes import Seen, WaterHome
from huaiyuan.county.guarantees.water.repairs import Trouble, WaterRepair
from huaiyuan.county.guarantees.water.samples import WaterTest
from huaiyuan.county.guarantees.water.served import WaterServed
from huaiyuan.county.guarantees.water.works import WaterWorks
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.registry.guarantees import Answers, Home
from huaiyuan.county.registry.guarantees import homes as asked

LIMITS = ("water.litres_good", "water.litres_basic", "water.dry_days_good", "water.dry_days_basic", "water.test_months")
YEAR, LITRES_A_TON = 365, 1000
# How many people a works serves in all its villages, and whether of one of them nobody said it.
SERVED = WaterServed.objects.filter(works=OuterRef("works"), state=WaterServed.States.ON).order_by()
PEOPLE, UNSAID = SERVED.values("works").annotate(n=Sum("people")), SERVED.filter(people__isnull=True)


@dataclass
class Works:
    """What is known of a works on a day."""

    row: WaterWorks
    levels: dict[Indicator, Level] = field(default_factory=dict)
    out_since: dt.date | None = None
    known_on: dt.date = dt.date.min


def guarantee(household_no: str, on: dt.date) -> Said | None:
    """A family's water in one answer with its sentence and day; None where nobody knows anything."""
    return said(asked([household_no], on), on).get(household_no, {}).get(Guarantee.WATER)


def said(homes: Mapping[str, Home], on: dt.date) -> dict[str, Answers]:
    """By household; one that no works serves and no visit saw is left out. Five queries, three more where groups have works of their own."""
    villages = {home.village_code for home in homes.values()}
    rows = list(
        WaterServed.objects.filter(village_code__in=villages, state=WaterServed.States.ON, opened_on__lte=on)
        .exclude(works__state=WaterWorks.States.SCRAPPED).select_related("works").order_by("works__number")
        .annotate(in_all=Subquery(PEOPLE.values("n")), unsaid=Exists(UNSAID))
    )  # fmt: skip
    people = {row.works_id: row.in_all for row in rows if row.in_all and not row.unsaid}
    known = _works({row.works_id: row.works for row in rows}, people, on) if rows else {}
    grouped = any(row.group_name for row in rows)
    groups = {number: place.group_name for number, place in registry.places_of(homes, on=on).items()} if grouped else {}
    seen = {row.household_no: row for row in WaterHome.objects.filter(household_no__in=list(homes), looked_on__lte=on)}
    found: dict[str, Answers] = {}
    for number, home in homes.items():
        mine = [row for row in rows if row.village_code == home.village_code]
        own = [row for row in mine if row.group_name and row.group_name == groups.get(number)]
        answer = _answer(own or [row for row in mine if not row.group_name], known, seen.get(number), on)
        if answer is not None:
            found[number] = {Guarantee.WATER: answer}
    return found


def _answer(
    rows: Iterable[WaterServed], known: Mapping[int, Works], seen: WaterHome | None, on: dt.date
) -> Said | None:
    """The best that a works gives, with what a visit saw instead wherever it looked."""
    answers = [_of(row, known[row.works_id], seen) for row in rows]
    if not answers and seen is not None:
        answers = [_told("入户看到", _seen(seen), seen.looked_on or on)]
    order = [Known.NO, Known.UNKNOWN, Known.YES]
    return max(answers, key=lambda one: order.index(one.known)) if answers else None


def _of(served: WaterServed, works: Works, seen: WaterHome | None) -> Said:
    if works.out_since is not None:
        return Said(Known.NO, f"水利局台账：{works.row.name}{works.out_since}起断水，还没恢复", works.out_since)
    levels = works.levels | {Indicator.EASE: water.ease(True if served.way == WaterServed.Way.INDOORS else None)}
    known_on = max(works.known_on, served.opened_on)
    if seen is not None:
        levels |= _seen(seen)
        known_on = max(known_on, seen.looked_on or known_on)
    return _told(f"水利局台账：{works.row.name}", levels, known_on)


def _told(who: str, levels: Mapping[Indicator, Level], on: dt.date) -> Said:
    return Said(water.safe(levels), f"{who}，{water.because(levels)}", on)


def _seen(row: WaterHome) -> dict[Indicator, Level]:
    read = {
        Indicator.VOLUME: row.volume, Indicator.QUALITY: row.quality, Indicator.EASE: row.ease, Indicator.SURETY: row.surety,
    }  # fmt: skip
    return {what: Level(Seen(value).label) for what, value in read.items() if value}


def _works(rows: Mapping[int, WaterWorks], people: Mapping[int, int], on: dt.date) -> dict[int, Works]:
    """The three indicators that a works itself decides, and whether it is out now."""
    limits = {name: Decimal(str(one.value)) for name, one in reference.parameters(LIMITS, on).items()}
    found = {key: Works(row, known_on=row.opened_on) for key, row in rows.items()}
    dry = _dry_days(found, on)
    passed = _tested(found, limits.get("water.test_months"), on)
    for key, works in found.items():
        scale, served = works.row.scale, people.get(key)
        litres = scale * LITRES_A_TON / served if scale is not None and served else None
        works.levels = {
            Indicator.VOLUME: water.volume(litres, good=limits.get(LIMITS[0]), basic=limits.get(LIMITS[1])),
            Indicator.QUALITY: water.quality(passed.get(key)),
            Indicator.SURETY: water.surety(dry[key], good=limits.get(LIMITS[2]), basic=limits.get(LIMITS[3])),
        }
    return found


def _dry_days(works: Mapping[int, Works], on: dt.date) -> dict[int, int | None]:
    """Days without water in the year before; not known of a works that is not a year in the ledger."""
    since = on - dt.timedelta(days=YEAR)
    days: dict[int, int | None] = {key: 0 if one.row.opened_on <= since else None for key, one in works.items()}
    rows = WaterRepair.objects.filter(works__in=list(works), trouble=Trouble.NONE, opened_on__lte=on)
    for repair in rows.exclude(state=WaterRepair.States.DROPPED).order_by("opened_on"):
        back = repair.restored_on if repair.restored_on is not None and repair.restored_on <= on else None
        one, sofar = works[repair.works_id], days[repair.works_id]
        if back is None and repair.stopped_on is not None and repair.stopped_on <= on:
            one.out_since = one.out_since or repair.opened_on
        one.known_on = max(one.known_on, back or repair.opened_on)
        if sofar is not None:
            days[repair.works_id] = sofar + max(0, ((back or on) - max(repair.opened_on, since)).days)
    for one in works.values():
        if one.row.state == WaterWorks.States.STOPPED and one.row.state_since <= on:
            one.out_since = one.out_since or one.row.state_since
    return days


def _tested(works: Mapping[int, Works], months: Decimal | None, on: dt.date) -> dict[int, bool]:
    """Whether the latest tap or treated water that still counts passed; a works without one is left out."""
    if months is None:
        return {}
    samples = (WaterTest.Sample.TAP, WaterTest.Sample.TREATED)
    rows = WaterTest.objects.filter(
        works__in=list(works), sample__in=samples, told_on__lte=on, sampled_on__gt=months_after(on, -int(months))
    ).exclude(state=WaterTest.States.SAMPLED)  # fmt: skip
    found = {}
    for test in rows.order_by("sampled_on", "pk"):
        found[test.works_id] = test.state == WaterTest.States.PASSED
        works[test.works_id].known_on = max(works[test.works_id].known_on, test.told_on)
    return found
