"""Lists of pairings and helpers within an account's area: whoever has nobody first, whoever carries too much next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from huaiyuan.base import access, reference
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.base.access.queries import phones_of
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.vault import mask
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.county.duty import load
from huaiyuan.county.duty.frequency import Frequency
from huaiyuan.county.duty.models import Helper, HelperUnit, HomeVisit, Pairing
from huaiyuan.county.duty.queries.mine import last_visits
from huaiyuan.county.duty.standards import Standards
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


def pairings(account: object, standards: Standards) -> QuerySet[Any]:
    """Households under follow-up of the account's area, as registry rows with `helper_now` (key) and `lacking`."""
    own = Pairing.objects.filter(PRINCIPAL, household_no=OuterRef("household__household_no"))
    over = overloaded_keys(standards)
    return (
        registry.followed(access.scope_of(account, P.PAIRING_READ))
        .annotate(helper_now=Subquery(own.values("helper")[:1]))
        .annotate(
            lacking=Case(
                When(helper_now=None, then=Value(LACKING)), When(helper_now__in=over, then=Value(OVERLOADED)),
                default=Value(HELPED), output_field=IntegerField(),
            )
        )
    )  # fmt: skip


def overdue(rows: QuerySet[Any], on: dt.date | None = None) -> QuerySet[Any]:
    """Those of `pairings` with no visit in the running period."""
    often, risk = Frequency(on or clock.today()), registry.at_risk_now(on=on)
    wanted = Q(pk__in=[])
    for at_risk, of in ((True, risk), (False, ~risk)):
        begins = often.begins(at_risk=at_risk)
        if begins is not None:
            visited = HomeVisit.objects.filter(household_no=OuterRef("household__household_no"), visited_on__gte=begins)
            wanted |= of & ~Q(Exists(visited))
    return rows.filter(wanted)


def overloaded_keys(standards: Standards) -> list[int]:
    """Keys of helpers who carry more households as principal than their rank may."""
    if not standards.limits:
        return []
    most = reduce(or_, (Q(helper__rank=rank, n__gt=limit) for rank, limit in standards.limits.items()))
    many = Pairing.objects.filter(PRINCIPAL).order_by().values("helper", "helper__rank").annotate(n=Count("id"))
    return list(many.filter(most).values_list("helper", flat=True))


def counts(rows: QuerySet[Any]) -> dict[str, int]:
    """Of rows of `pairings`: how many are without a principal, have one who carries too much, and how many there are."""
    found = dict(rows.order_by().values_list("lacking").annotate(n=Count("pk")))
    return {"lacking": found.get(LACKING, 0), "overloaded": found.get(OVERLOADED, 0), "all": sum(found.values())}


def lines(household_nos: Iterable[str], account: object, standards: Standards) -> list[PairingLine]:
    """Households under follow-up in words, in their order; the caller has looked whether the account may read of them.

    Five queries for all of them.
    """
    numbers = list(household_nos)
    states = registry.followed_some(numbers, on=standards.on, account=account)
    pairs = {
        p.household_no: p
        for p in Pairing.objects.filter(PRINCIPAL, household_no__in=numbers).select_related("helper__unit")
    }
    carried, last = load.carried({p.helper_id for p in pairs.values()}), last_visits(numbers)
    codes = {code for state in states.values() for code in (state.village_code, state.village_code[:9])}
    places = {code: place.short_name for code, place in reference.places_by_code(codes, standards.on).items()}
    return [
        _line(states[no], pairs.get(no), carried, last.get(no), places, standards) for no in numbers if no in states
    ]


def line_of(household_no: str, account: object, last: dt.date | None, standards: Standards) -> PairingLine | None:
    """One household without whoever helps it; None when it is no longer under follow-up. Two queries."""
    state = registry.followed_some([household_no], on=standards.on, account=account).get(household_no)
    if state is None:
        return None
    codes = [state.village_code, state.village_code[:9]]
    places = {code: place.short_name for code, place in reference.places_by_code(codes, standards.on).items()}
    return _line(state, None, {}, last, places, standards)


def _line(
    state: registry.Followed, pair: Pairing | None, carried: dict[int, int], last: dt.date | None,
    places: dict[str, str], standards: Standards,
) -> PairingLine:  # fmt: skip
    since = pair.valid_from if pair else state.since
    due = standards.often.standing(last, since, at_risk=state.at_risk)
    return PairingLine(
        state.household_no, state.head_name, places.get(state.village_code, ""), places.get(state.village_code[:9], ""),
        state.group_name, state.kind, pair.helper.helper_no if pair else "", pair.helper.name if pair else "",
        pair.helper.unit.name if pair else "", pair.valid_from if pair else None,
        carried.get(pair.helper_id, 0) if pair else 0, standards.limits.get(pair.helper.rank) if pair else None, last,
        due, standards.often.says(due, at_risk=state.at_risk),
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


def names_of_helpers(helper_nos: Iterable[str], account: object) -> dict[str, str]:
    """Helpers' names by number, as the account may see names."""
    clear = access.sees_clear(account, Field.NAME)
    rows = Helper.objects.filter(helper_no__in=list(helper_nos)).values_list("helper_no", "name")
    return {number: name if clear else mask.name(name) for number, name in rows}


def helper_page(helper_no: str, account: object) -> HelperPage:
    """One helper; the caller has looked whether the account may see them."""
    standards = Standards()
    phones = Subquery(phones_of(OuterRef("account")))
    row = Helper.objects.select_related("unit").annotate(phones_now=phones).get(helper_no=helper_no)
    held = list(
        Pairing.objects.filter(PRINCIPAL, helper=row).order_by("household_no").values_list("household_no", flat=True)
    )
    scope = access.scope_of(account, P.PAIRING_READ)
    here = registry.within(held, scope)
    return HelperPage(
        row.helper_no, row.name, row.unit.name, row.unit.get_level_display(), Rank(row.rank).label, row.public_servant,
        len(held), standards.limits.get(row.rank), lines(here, account, standards), len(held) - len(here), row.phones_now or 0, row.left_on,
    )  # fmt: skip


def candidates(
    account: object, state: registry.Followed, *, text: str = "", standards: Standards, most: int = 30
) -> list[tuple[Helper, int, int | None]]:
    """Who may take a household, the least loaded first: helper, households carried, limit. Those who may not are left out."""
    room = Q(pk__in=[])
    for rank in Rank:
        limit = standards.limits.get(rank)
        room |= Q(rank=rank) & (Q() if limit is None else Q(carried_now__lt=limit) | Q(carried_now=None))
    taken = Pairing.objects.filter(household_no=state.household_no, valid_to=OPEN_END).values("helper")
    rows = helpers(account).filter(room, left_on=None).exclude(pk__in=taken)
    rows = rows.filter(public_servant=True) if state.is_monitored else rows
    if text.strip():
        wanted = text.strip()
        rows = rows.filter(Q(name__startswith=wanted) | Q(unit__name__contains=wanted) | Q(helper_no=wanted.upper()))
    kin = registry.kin_of(state.household_no)
    ordered = rows.exclude(person_id__in=kin).order_by(F("carried_now").asc(nulls_first=True), "helper_no")[:most]
    return [(h, getattr(h, "carried_now") or 0, standards.limits.get(h.rank)) for h in ordered]  # noqa: B009 - annotated


def units() -> list[HelperUnit]:
    """Every unit, by level and name."""
    return list(HelperUnit.objects.order_by("unit_no"))


def helper_numbers(usernames: Iterable[str]) -> dict[str, str]:
    """The helper numbers of people who are helpers, by username. One query."""
    rows = Helper.objects.filter(account__username__in=list(usernames), left_on=None)
    return dict(rows.values_list("account__username", "helper_no"))
