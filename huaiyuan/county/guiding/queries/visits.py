"""督导指导台账: visits, drawn households, faults; counts by village. Within an account's rows."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet

from huaiyuan.base import access, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.base.access.scope import Scope
from huaiyuan.core.kernel import clock
from huaiyuan.core.policy import guidance
from huaiyuan.county.guiding.models import Fault, FaultPhoto, GuidanceVisit, SampledHousehold
from huaiyuan.county.guiding.moves import FAULT
from huaiyuan.county.guiding.types import UNSETTLED, FaultState, Found, PhotoKind
from huaiyuan.county.registry import queries as households
from huaiyuan.county.worklist import queries as worklist

NOT_SHOWN = "不予显示"
TOWNSHIP = 9
USUAL = "guiding.sample_households"
OPEN = Q(faults__state__in=UNSETTLED)


def stages() -> list[tuple[str, str]]:
    """(code, words) of the stretches of work that a guide may have looked at."""
    return [(stage.code, stage.title) for stage in guidance.load().values()]


def usual_sample() -> int:
    """How many households the county usually has drawn; none while it has not settled it."""
    found = reference.parameter(USUAL, clock.today())
    return int(found.value) if found else 0


def visits(account: object) -> QuerySet[GuidanceVisit]:
    """Visits within the account's rows with their counts."""
    rows = access.scope_of(account, P.GUIDE_VISITS).filter(GuidanceVisit.objects.all())
    return rows.select_related("guide").annotate(
        n_faults=Count("faults", distinct=True, filter=~Q(faults__state=FaultState.CANCELLED)),
        n_open=Count("faults", distinct=True, filter=OPEN),
        n_sampled=Count("sampled", distinct=True),
        n_differs=Count("sampled", distinct=True, filter=Q(sampled__found=Found.DIFFERS)),
    )


@dataclass(frozen=True)
class VisitLine:
    """A visit as a line of the ledger."""

    number: str
    village_code: str
    village: str
    township: str
    visited_on: dt.date
    looked_at: str
    guide: str
    sampled: int
    differs: int
    faults: int
    unsettled: int


def visit_lines(rows: Sequence[GuidanceVisit]) -> list[VisitLine]:
    """Visits of `visits` as lines. One query."""
    names, titles = _names(row.village_code for row in rows), dict(stages())
    return [
        VisitLine(
            row.number, row.village_code, names.get(row.village_code, row.village_code),
            names.get(row.village_code[:TOWNSHIP], ""), row.visited_on, _looked(row.looked_at, titles),
            row.guide.display_name, row.n_sampled, row.n_differs, row.n_faults, row.n_open,  # type: ignore[attr-defined]
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True)
class VillageLine:
    """How a village stands: visits, the last of them, households looked at, faults that wait and those past their day."""

    village_code: str
    village: str
    township: str
    visits: int
    last_on: dt.date | None
    sampled: int
    differs: int
    faults: int
    unsettled: int
    overdue: int


def villages(account: object) -> list[VillageLine]:
    """Every village within the account's rows, those never visited as well, by township and village. Four queries."""
    reach = access.scope_of(account, P.GUIDE_VISITS)
    here = [place for place in reference.places(level="village") if reach.covers(place.code)]
    by_visit = _grouped(
        reach.filter(GuidanceVisit.objects.all()).values("village_code").annotate(n=Count("id"), last=Max("visited_on"))
    )
    looked = ~Q(found=Found.WAITING)
    by_sample = _grouped(
        reach.filter(SampledHousehold.objects.all(), "visit__village_code")
        .values("visit__village_code")
        .annotate(n=Count("id", filter=looked), differs=Count("id", filter=Q(found=Found.DIFFERS))),
        "visit__village_code",
    )
    late = Q(state=FaultState.OPEN, due_at__lt=clock.business_now())
    by_fault = _grouped(
        reach.filter(Fault.objects.exclude(state=FaultState.CANCELLED))
        .values("village_code")
        .annotate(n=Count("id"), waits=Count("id", filter=Q(state__in=UNSETTLED)), late=Count("id", filter=late))
    )
    names = _names(place.code for place in here)
    nothing: dict[str, object] = {}
    return [
        VillageLine(
            place.code, place.short_name, names.get(place.code[:TOWNSHIP], ""), _n(been, "n"), been.get("last"),  # type: ignore[arg-type]
            _n(seen, "n"), _n(seen, "differs"), _n(wrong, "n"), _n(wrong, "waits"), _n(wrong, "late"),
        )
        for place in here
        for been, seen, wrong in [
            (by_visit.get(place.code, nothing), by_sample.get(place.code, nothing), by_fault.get(place.code, nothing))
        ]
    ]  # fmt: skip


def _grouped(rows: QuerySet, by: str = "village_code") -> dict[str, dict[str, object]]:
    return {row[by]: row for row in rows.order_by()}


def _n(row: dict[str, object], name: str) -> int:
    return int(row.get(name, 0) or 0)  # type: ignore[call-overload]


def faults(account: object) -> QuerySet[Fault]:
    """Faults within the account's rows."""
    return access.scope_of(account, P.GUIDE_VISITS).filter(Fault.objects.all()).select_related(
        "visit__guide", "mended_by", "closed_by"
    )  # fmt: skip


@dataclass(frozen=True)
class FaultLine:
    """A fault as a line of a list."""

    number: str
    village: str
    township: str
    stage: str
    text: str
    state: str
    state_label: str
    due: worklist.Urgency | None
    due_at: dt.datetime
    household_no: str
    returns: int
    visit_no: str
    found_on: dt.date


def fault_lines(rows: Sequence[Fault], account: object) -> list[FaultLine]:
    """Faults of `faults` as lines; what may tell of a family only for who sees such things. Two queries."""
    names, titles = _names(row.village_code for row in rows), dict(stages())
    clear = access.sees_clear(account, Field.HEALTH)
    dues = worklist.urgencies([row.due_at for row in rows]) if rows else []
    return [
        FaultLine(
            row.number, names.get(row.village_code, row.village_code), names.get(row.village_code[:TOWNSHIP], ""),
            titles.get(row.stage, row.stage), row.text if clear else NOT_SHOWN, row.state, row.get_state_display(),
            due if row.state == FaultState.OPEN else None, row.due_at, row.household_no if clear else "", row.returns,
            row.visit.number, row.visit.visited_on,
        )
        for row, due in zip(rows, dues, strict=True)
    ]  # fmt: skip


def find_visit(reach: Scope, number: str) -> GuidanceVisit | None:
    """A visit within the scope; None alike for an absent and a foreign one."""
    return reach.filter(GuidanceVisit.objects.filter(number=number)).select_related("guide").first()


def find_fault(reach: Scope, number: str) -> Fault | None:
    """A fault within the scope; None alike for an absent and a foreign one."""
    rows = reach.filter(Fault.objects.filter(number=number))
    return rows.select_related("visit__guide", "mended_by", "closed_by").first()


@dataclass(frozen=True)
class VisitPage:
    """A visit with its drawn households (row, head's name) and its faults."""

    visit: GuidanceVisit
    village: str
    township: str
    looked_at: str
    sampled: list[tuple[SampledHousehold, str]]
    faults: list[FaultLine]
    may_record: bool
    clear: bool


def visit_page(visit: GuidanceVisit, account: Account) -> VisitPage:
    """One visit; the caller has looked whether it lies within the account's rows. At most seven queries."""
    names, titles = _names([visit.village_code]), dict(stages())
    drawn = list(visit.sampled.order_by("place"))
    heads = households.heads_seen({row.household_no for row in drawn}, account) if drawn else {}
    found = list(visit.faults.select_related("visit").order_by("pk"))
    return VisitPage(
        visit, names.get(visit.village_code, visit.village_code), names.get(visit.village_code[:TOWNSHIP], ""),
        _looked(visit.looked_at, titles), [(row, heads.get(row.household_no, "")) for row in drawn],
        fault_lines(found, account), access.scope_of(account, P.GUIDE_ANSWER).covers(visit.village_code),
        access.sees_clear(account, Field.HEALTH),
    )  # fmt: skip


@dataclass(frozen=True)
class FaultPage:
    """A fault with its photos (kind in words, numbers), the head of its household, and what the account may do."""

    fault: Fault
    line: FaultLine
    head: str
    photos: list[tuple[str, list[uuid.UUID]]]
    moves: frozenset[str]
    is_doer: bool
    clear: bool


def fault_page(fault: Fault, account: Account) -> FaultPage:
    """One fault; the caller has looked whether it lies within the account's rows. Five queries."""
    clear = access.sees_clear(account, Field.HEALTH)
    heads = households.heads_seen({fault.household_no}, account) if fault.household_no and clear else {}
    photos: dict[str, list[uuid.UUID]] = {}
    for kind, number in fault.photos.order_by("pk").values_list("kind", "photo_no"):
        photos.setdefault(PhotoKind(kind).label, []).append(number)
    doer = fault.mended_by_id == account.pk
    moves = {
        name for name, move in FAULT.items()
        if fault.state in move.sources and access.scope_of(account, move.may).covers(fault.village_code)
        and not (move.not_the_doer and doer)
    }  # fmt: skip
    return FaultPage(
        fault, fault_lines([fault], account)[0], heads.get(fault.household_no, ""), list(photos.items()),
        frozenset(moves), doer, clear,
    )  # fmt: skip


def shows_photo(fault: Fault, photo_no: uuid.UUID) -> bool:
    """Whether a photo belongs to this fault."""
    return FaultPhoto.objects.filter(fault=fault, photo_no=photo_no).exists()


def some_visit(account: object) -> GuidanceVisit | None:
    """A visit within the account's rows, one with faults that wait first: what a page is shown with."""
    rows = access.scope_of(account, P.GUIDE_VISITS).filter(GuidanceVisit.objects.all())
    return rows.filter(OPEN).order_by("-pk").first() or rows.order_by("-pk").first()


def some_fault(account: object) -> Fault | None:
    """A fault within the account's rows, one that the account can do something about first."""
    wanted = FaultState.MENDED if access.may(account, P.GUIDE_ANSWER) else FaultState.OPEN
    rows = faults(account)
    return rows.filter(state=wanted).order_by("pk").first() or rows.order_by("pk").first()


def _looked(codes: str, titles: dict[str, str]) -> str:
    return "、".join(titles.get(code, code) for code in codes.split(";") if code)


def _names(village_codes: object) -> dict[str, str]:
    codes = set(village_codes)  # type: ignore[call-overload]
    places = reference.places_by_code(codes | {code[:TOWNSHIP] for code in codes}) if codes else {}
    return {code: place.short_name for code, place in places.items()}
