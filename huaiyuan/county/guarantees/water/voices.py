"""What the water ledgers say of families' water: four indicators of the works that serves them, and what a visit saw."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Exists, OuterRef, Subquery, Sum

from huaiyuan.core.kernel.known import Known
from huaiyuan.core.kernel.period import months_after
from huaiyuan.core.policy import water
from huaiyuan.core.policy.guarantees import Guarantee, Said
from huaiyuan.core.policy.water import Indicator, Level
from huaiyuan.county.guarantees.water.homes import Seen as Looked
from huaiyuan.county.guarantees.water.homes import WaterHome
from huaiyuan.county.guarantees.water.repairs import Trouble, WaterRepair
from huaiyuan.county.guarantees.water.samples import WaterTest
from huaiyuan.county.guarantees.water.served import WaterServed
from huaiyuan.county.guarantees.water.works import WaterWorks
from huaiyuan.county.registry import guarantees, together
from huaiyuan.county.registry.guarantees import Answers, Homes, Limits, Question
from huaiyuan.county.registry.together import Texts, as_texts

LIMITS = ("water.litres_good", "water.litres_basic", "water.dry_days_good", "water.dry_days_basic", "water.test_months")
YEAR, LITRES_A_TON = 365, 1000
# How many people a works serves in all its villages, and whether of one of them nobody said it.
SERVED = WaterServed.objects.filter(works=OuterRef("works"), state=WaterServed.States.ON).order_by()
PEOPLE, UNSAID = SERVED.values("works").annotate(n=Sum("people")), SERVED.filter(people__isnull=True)
SERVES, OUT, TESTS, LOOKS = "serves", "out", "tests", "looks"
Found = Mapping[str, list[Texts]]


@dataclass(frozen=True)
class Served:
    """A village, or a group of one, that a works serves: since when and how the water comes."""

    works: str
    village_code: str
    group_name: str
    way: str
    opened_on: dt.date


@dataclass(frozen=True)
class Seen:
    """What a visit saw of a household's own water, and when."""

    levels: Mapping[Indicator, Level]
    looked_on: dt.date


@dataclass
class Works:
    """What is known of a works on a day; `people` is None where of one of its villages nobody said how many there are."""

    name: str
    state: str
    state_since: dt.date
    opened_on: dt.date
    scale: Decimal | None
    people: int | None
    known_on: dt.date
    levels: dict[Indicator, Level] = field(default_factory=dict)
    out_since: dt.date | None = None


def guarantee(household_no: str, on: dt.date) -> Said | None:
    """A family's water in one answer with its sentence and day; None where nobody knows anything."""
    told = guarantees.told(guarantees.homes([household_no], on), on, only="water")
    return next(iter(told.get(household_no, {}).get(Guarantee.WATER, [])), None)


def say(homes: Homes, on: dt.date, limits: Limits) -> Question:
    """Ask for the works that serve these villages, when each was out, its tests, and what visits saw."""
    villages = {home.village_code for home in homes.values()}
    serving = (
        WaterServed.objects.filter(village_code__in=villages, state=WaterServed.States.ON, opened_on__lte=on)
        .exclude(works__state=WaterWorks.States.SCRAPPED)
        .annotate(in_all=Subquery(PEOPLE.values("n")), unsaid=Exists(UNSAID))
    )  # fmt: skip
    works = serving.values("works")
    outages = WaterRepair.objects.filter(works__in=works, trouble=Trouble.NONE, opened_on__lte=on)
    samples = (WaterTest.Sample.TAP, WaterTest.Sample.TREATED)
    tests = WaterTest.objects.filter(works__in=works, sample__in=samples, told_on__lte=on)
    looks = WaterHome.objects.filter(household_no__in=list(homes), looked_on__lte=on)
    return Question(
        lambda found: _answers(found, homes, on, limits),
        {
            SERVES: as_texts(serving, "works__number", "village_code", "group_name", "way", "opened_on", "works__name",
                             "works__state", "works__state_since", "works__opened_on", "works__scale", "in_all", "unsaid"),
            OUT: as_texts(outages.exclude(state=WaterRepair.States.DROPPED), "works__number", "opened_on", "stopped_on", "restored_on"),
            TESTS: as_texts(tests.exclude(state=WaterTest.States.SAMPLED), "works__number", "sampled_on", "pk", "told_on", "state"),
            LOOKS: as_texts(looks, "household_no", "looked_on", "volume", "quality", "ease", "surety"),
        },
    )  # fmt: skip


def _answers(found: Found, homes: Homes, on: dt.date, limits: Limits) -> dict[str, Answers]:
    """By household; one that no works serves and no visit saw is left out."""
    served, known = _serving(found[SERVES])
    _weigh(known, found, on, limits)
    seen = {row[0]: _seen(row) for row in found[LOOKS]}
    answers: dict[str, Answers] = {}
    for number, home in homes.items():
        mine = [row for row in served if row.village_code == home.village_code]
        own = [row for row in mine if row.group_name and row.group_name == home.members[0].group_name]
        answer = _answer(own or [row for row in mine if not row.group_name], known, seen.get(number))
        if answer is not None:
            answers[number] = {Guarantee.WATER: answer}
    return answers


def _serving(rows: Iterable[Texts]) -> tuple[list[Served], dict[str, Works]]:
    served: list[Served] = []
    known: dict[str, Works] = {}
    for row in sorted(rows, key=lambda one: one[0] or ""):
        number, village, group, way, since, name, state, state_since, opened, scale, people, unsaid = row
        served.append(Served(number or "", village or "", group or "", way or "", _day(since)))
        known[number or ""] = Works(
            name or "", state or "", _day(state_since), _day(opened), Decimal(scale) if scale else None,
            int(people) if people and not together.yes(unsaid) else None, known_on=_day(opened),
        )  # fmt: skip
    return served, known


def _day(text: str | None) -> dt.date:
    return together.day(text) or dt.date.min


def _answer(rows: Iterable[Served], known: Mapping[str, Works], seen: Seen | None) -> Said | None:
    """The best that a works gives, with what a visit saw instead wherever it looked."""
    answers = [_of(row, known[row.works], seen) for row in rows]
    if not answers and seen is not None:
        answers = [_told("入户看到", seen.levels, seen.looked_on)]
    order = [Known.NO, Known.UNKNOWN, Known.YES]
    return max(answers, key=lambda one: order.index(one.known)) if answers else None


def _of(served: Served, works: Works, seen: Seen | None) -> Said:
    if works.out_since is not None:
        return Said(Known.NO, f"水利局台账：{works.name}{works.out_since}起断水，还没恢复", works.out_since)
    levels = works.levels | {Indicator.EASE: water.ease(True if served.way == WaterServed.Way.INDOORS else None)}
    known_on = max(works.known_on, served.opened_on)
    if seen is not None:
        levels |= seen.levels
        known_on = max(known_on, seen.looked_on)
    return _told(f"水利局台账：{works.name}", levels, known_on)


def _told(who: str, levels: Mapping[Indicator, Level], on: dt.date) -> Said:
    return Said(water.safe(levels), f"{who}，{water.because(levels)}", on)


def _seen(row: Texts) -> Seen:
    read = dict(zip((Indicator.VOLUME, Indicator.QUALITY, Indicator.EASE, Indicator.SURETY), row[2:6], strict=True))
    return Seen({what: Level(Looked(value).label) for what, value in read.items() if value}, _day(row[1]))


def _weigh(known: Mapping[str, Works], found: Found, on: dt.date, limits: Limits) -> None:
    """The three indicators that a works itself decides, and whether it is out now."""
    dry = _dry_days(known, found[OUT], on)
    passed = _tested(known, found[TESTS], on, limits.get("water.test_months"))
    good, basic, dry_good, dry_basic = (
        Decimal(str(limits[name])) if name in limits else None for name in LIMITS[:4]
    )  # fmt: skip
    for number, works in known.items():
        litres = works.scale * LITRES_A_TON / works.people if works.scale is not None and works.people else None
        works.levels = {
            Indicator.VOLUME: water.volume(litres, good=good, basic=basic),
            Indicator.QUALITY: water.quality(passed.get(number)),
            Indicator.SURETY: water.surety(dry[number], good=dry_good, basic=dry_basic),
        }


def _dry_days(works: Mapping[str, Works], rows: Iterable[Texts], on: dt.date) -> dict[str, int | None]:
    """Days without water in the year before; not known of a works that is not a year in the ledger."""
    since = on - dt.timedelta(days=YEAR)
    days: dict[str, int | None] = {key: 0 if one.opened_on <= since else None for key, one in works.items()}
    for number, opened, stopped, restored, *_ in sorted(rows, key=lambda one: one[1] or ""):
        opened_on, stopped_on, restored_on = _day(opened), together.day(stopped), together.day(restored)
        back = restored_on if restored_on is not None and restored_on <= on else None
        one, sofar = works[number or ""], days[number or ""]
        if back is None and stopped_on is not None and stopped_on <= on:
            one.out_since = one.out_since or opened_on
        one.known_on = max(one.known_on, back or opened_on)
        if sofar is not None:
            days[number or ""] = sofar + max(0, ((back or on) - max(opened_on, since)).days)
    for one in works.values():
        if one.state == WaterWorks.States.STOPPED and one.state_since <= on:
            one.out_since = one.out_since or one.state_since
    return days


def _tested(
    works: Mapping[str, Works], rows: Iterable[Texts], on: dt.date, months: Decimal | str | None
) -> dict[str, bool]:
    """Whether the latest tap or treated water that still counts passed; a works without one is left out."""
    if months is None:
        return {}
    since, found = months_after(on, -int(months)), dict[str, bool]()
    for number, sampled, _, told, state, *_ in sorted(rows, key=lambda one: (one[1] or "", int(one[2] or 0))):
        if _day(sampled) > since:
            found[number or ""] = state == WaterTest.States.PASSED
            works[number or ""].known_on = max(works[number or ""].known_on, _day(told))
    return found
