"""Lists of pairings and helpers within an account's area: whoever has nobody first, whoever carries too much next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from huaiyuan.base import access, reference
from huaiyuan.base.access.models import EnrolledDevice
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.scope import Scope
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.county.duty import load
from huaiyuan.county.duty.frequency import Frequency
from huaiyuan.county.duty.models import Handover, Helper, HelperUnit, HomeVisit, Pairing
from huaiyuan.county.duty.types import Due, Part, Rank
from huaiyuan.county.registry import queries as registry

LACKING, OVERLOADED, HELPED = 0, 1, 2
PRINCIPAL = Q(part=Part.PRINCIPAL, valid_to=OPEN_END)


@dataclass(frozen=True)
class PairingLine:
    """A household under follow-up and who helps it."""

    household_no: str
    head_name: str
    village_name: str
    township_name: str
    group_name: str
    kind: str
    helper_no: str
    helper_name: str
    unit_name: str
    since: dt.date | None
    carried: int
    limit: int | None
    last_on: dt.date | None
    due: Due | None
    due_words: str

    @property
    def overloaded(self) -> bool:
        """Whether the helper carries more than they may."""
        return self.limit is not None and self.carried > self.limit


@dataclass(frozen=True)
class HelperPage:
    """A helper with the households of the account's area; `elsewhere` are helped outside it."""

    helper_no: str
    name: str
    unit_name: str
    level_label: str
    rank_label: str
    public_servant: bool
    carried: int
    limit: int | None
    households: list[PairingLine]
    elsewhere: int
    phones: int
    left_on: dt.date | None


@dataclass(frozen=True)
class PairingOf:
    """One stretch of help of a household, as its page shows it."""

    pairing_no: str
    helper_no: str
    name: str
    unit_name: str
    level_label: str
    part_label: str
    since: dt.date
    until: dt.date | None
    why: str
    handover_no: str


def pairings(account: object) -> QuerySet[Any]:
    """Households under follow-up of the account's area, as registry rows with `helper_now` (key), `lacking`, `last_now`."""
    own = Pairing.objects.filter(PRINCIPAL, household_no=OuterRef("household__household_no"))
    last = HomeVisit.objects.filter(household_no=OuterRef("household__household_no")).order_by("-visited_on")
    over = overloaded_keys()
    return (
        registry.followed(access.scope_of(account, P.PAIRING_READ))
        .annotate(helper_now=Subquery(own.values("helper")[:1]))
        .annotate(
            lacking=Case(
                When(helper_now=None, then=Value(LACKING)), When(helper_now__in=over, then=Value(OVERLOADED)),
                default=Value(HELPED), output_field=IntegerField(),
            ),
            last_now=Subquery(last.values("visited_on")[:1]),
        )
    )  # fmt: skip


def overdue(rows: QuerySet[Any], on: dt.date | None = None) -> QuerySet[Any]:
    """Those of `pairings` with no visit in the running period."""
    often, risk = Frequency(on or clock.today()), registry.at_risk_now(on=on)
    wanted = Q(pk__in=[])
    for at_risk, of in ((True, risk), (False, ~risk)):
        begins = often.begins(at_risk=at_risk)
        if begins is not None:
            wanted |= of & (Q(last_now=None) | Q(last_now__lt=begins))
    return rows.filter(wanted)


def overloaded_keys() -> list[int]:
    """Keys of helpers who carry more households as principal than their rank may."""
    limits, most = load.limits(clock.today()), Q(pk__in=[])
    for rank, limit in limits.items():
        most |= Q(rank=rank, carried__gt=limit)
    rows = Helper.objects.annotate(
        carried=Count("pairings", filter=Q(pairings__part=Part.PRINCIPAL, pairings__valid_to=OPEN_END))
    )
    if not limits:
        return []
    least = min(limits.values())
    many = Pairing.objects.filter(PRINCIPAL).order_by().values("helper").annotate(n=Count("id")).filter(n__gt=least)
    return list(rows.filter(most, pk__in=many.values("helper")).values_list("pk", flat=True))


def counts(account: object) -> dict[str, int]:
    """How many households are without a principal, have one who carries too much, and how many there are."""
    rows = pairings(account).order_by().values_list("lacking").annotate(n=Count("pk"))
    found = dict(rows)
    return {"lacking": found.get(LACKING, 0), "overloaded": found.get(OVERLOADED, 0), "all": sum(found.values())}


def lines(rows: Iterable[Any], account: object) -> list[PairingLine]:
    """Rows of `pairings` in words, six queries for all of them."""
    found, day = list(rows), clock.today()
    numbers = [row.household.household_no for row in found]
    states, heads = registry.followed_some(numbers, on=day), registry.heads_seen(numbers, account)
    pairs = {
        p.household_no: p
        for p in Pairing.objects.filter(PRINCIPAL, household_no__in=numbers).select_related("helper__unit")
    }
    carried, limits = load.carried({p.helper_id for p in pairs.values()}), load.limits(day)
    codes = {code for row in found for code in (row.village_code, row.village_code[:9])}
    places = {code: place.short_name for code, place in reference.places_by_code(codes, day).items()}
    often = Frequency(day)
    return [
        _line(row, pairs.get(row.household.household_no), states.get(row.household.household_no), heads, carried, limits, places, often)
        for row in found
    ]  # fmt: skip


def _line(
    row: Any, pair: Pairing | None, state: registry.Followed | None, heads: dict[str, str], carried: dict[int, int],
    limits: dict[str, int], places: dict[str, str], often: Frequency,
) -> PairingLine:  # fmt: skip
    number, at_risk = row.household.household_no, bool(state and state.at_risk)
    due = often.standing(row.last_now, pair.valid_from, at_risk=at_risk) if pair else None
    return PairingLine(
        number, heads.get(number, ""), places.get(row.village_code, ""), places.get(row.village_code[:9], ""),
        row.group_name or registry.UNGROUPED, state.kind if state else "", pair.helper.helper_no if pair else "",
        pair.helper.name if pair else "", pair.helper.unit.name if pair else "", pair.valid_from if pair else None,
        carried.get(pair.helper_id, 0) if pair else 0, limits.get(pair.helper.rank) if pair else None, row.last_now, due,
        often.says(due, at_risk=at_risk) if pair else "",
    )  # fmt: skip


def helpers(account: object) -> QuerySet[Helper]:
    """Helpers who help somebody in the account's area or work in it, with `carried_now`."""
    scope = access.scope_of(account, P.PAIRING_READ)
    held = Pairing.objects.filter(PRINCIPAL, helper=OuterRef("pk")).order_by().values("helper").annotate(n=Count("id"))
    rows = Helper.objects.select_related("unit").annotate(carried_now=Subquery(held.values("n")[:1]))
    if scope.is_county:
        return rows
    here = Pairing.objects.filter(
        PRINCIPAL, helper=OuterRef("pk"),
        household_no__in=registry.followed(scope).order_by().values("household__household_no"),
    )  # fmt: skip
    return rows.filter(scope.q("unit__area_code") | Q(Exists(here)))


def find_helper(reach: Scope, helper_no: str, account: object) -> str | None:
    """The number itself for those of `helpers`; None alike for others and absent ones."""
    if not reach.prefixes:
        return None
    return helper_no if helpers(account).filter(helper_no=helper_no).exists() else None


def helper_page(helper_no: str, account: object) -> HelperPage:
    """One helper; the caller has looked whether the account may see them."""
    row = Helper.objects.select_related("unit").get(helper_no=helper_no)
    own = pairings(account).filter(helper_now=row.pk).order_by("village_code", "walk_order", "pk")
    shown, carried = lines(own, account), load.carried([row.pk]).get(row.pk, 0)
    phones = EnrolledDevice.objects.filter(account=row.account_id, ended_at=None).count()
    return HelperPage(
        row.helper_no, row.name, row.unit.name, row.unit.get_level_display(), Rank(row.rank).label, row.public_servant,
        carried, load.limits(clock.today()).get(row.rank), shown, max(carried - len(shown), 0), phones, row.left_on,
    )  # fmt: skip


def candidates(
    account: object, household_no: str, *, text: str = "", most: int = 30
) -> list[tuple[Helper, int, int | None]]:
    """Who may take a household, the least loaded first: helper, households carried, limit. Those who may not are left out."""
    state = registry.followed_one(household_no)
    limits = load.limits(clock.today())
    room = Q(pk__in=[])
    for rank in Rank:
        room |= Q(rank=rank) & (Q(carried_now__lt=limits[rank]) | Q(carried_now=None) if rank in limits else Q())
    rows = helpers(account).filter(room, left_on=None).exclude(
        pk__in=Pairing.objects.filter(household_no=household_no, valid_to=OPEN_END).values("helper")
    )  # fmt: skip
    if state is not None and state.is_monitored:
        rows = rows.filter(public_servant=True)
    if text.strip():
        wanted = text.strip()
        rows = rows.filter(Q(name__startswith=wanted) | Q(unit__name__contains=wanted) | Q(helper_no=wanted.upper()))
    ordered = rows.order_by(F("carried_now").asc(nulls_first=True), "helper_no")[: most * 2]
    kept = [h for h in ordered if not (h.person_id and registry.may_be_kin(h.person_id, household_no))]
    return [(h, getattr(h, "carried_now") or 0, limits.get(h.rank)) for h in kept[:most]]  # noqa: B009 - annotated


def of_household(household_no: str) -> list[PairingOf]:
    """Everybody who helps or helped a household, now first; the caller has looked whether it may be read of."""
    rows = (
        Pairing.objects.filter(household_no=household_no)
        .select_related("helper__unit")
        .order_by("-valid_to", "part", "-valid_from")
    )
    sheets = dict(
        Handover.objects.filter(begun__household_no=household_no).values_list("begun__pairing_no", "handover_no")
    )
    return [
        PairingOf(
            r.pairing_no, r.helper.helper_no, r.helper.name, r.helper.unit.name, r.helper.unit.get_level_display(),
            r.get_part_display(), r.valid_from, None if r.valid_to == OPEN_END else r.valid_to, r.get_end_reason_display(),
            sheets.get(r.pairing_no, ""),
        )
        for r in rows
    ]  # fmt: skip


def units() -> list[HelperUnit]:
    """Every unit, by level and name."""
    return list(HelperUnit.objects.order_by("unit_no"))


def one(household_no: str, account: object) -> PairingLine | None:
    """One household as a line of the list; None when it is no longer under follow-up."""
    found = lines(pairings(account).filter(household__household_no=household_no), account)
    return found[0] if found else None
