"""Households under follow-up (帮扶对象): 脱贫户 and monitored households, as lists and one by one.

Two ways lead to them: an area's scope, and the households granted to a helper one by one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery

from huaiyuan.base import reference
from huaiyuan.base.access import grants
from huaiyuan.base.access.scope import Scope
from huaiyuan.core.kernel import clock
from huaiyuan.county.registry.models import ArchiveType, Household, Membership, MonitoringFact, Residence
from huaiyuan.county.registry.queries.masking import Eyes
from huaiyuan.county.registry.queries.people import Relative, age
from huaiyuan.county.registry.queries.rows import UNGROUPED
from huaiyuan.county.registry.queries.village import Listed, lines_of, with_states
from huaiyuan.county.registry.types import Archive, RiskState

IN_TOTAL = (RiskState.OPEN, RiskState.CLEARED)


@dataclass(frozen=True)
class Followed:
    """A household under follow-up on a day. `since`: the day from which help is owed to it."""

    household_no: str
    village_code: str
    group_name: str
    lifted: bool
    category: str
    risk_state: str
    since: dt.date
    head_name: str = ""

    @property
    def is_monitored(self) -> bool:
        """Whether it is or was a monitored household, risk cleared or not."""
        return self.risk_state in IN_TOTAL

    @property
    def kind(self) -> str:
        """As lists say it: 突发严重困难户（未消除） or 脱贫户."""
        return f"{self.category}（{self.risk_state}）" if self.is_monitored else Archive.LIFTED.label

    @property
    def at_risk(self) -> bool:
        """Whether its risk is not cleared."""
        return self.risk_state == RiskState.OPEN


@dataclass(frozen=True)
class GrantedHousehold:
    """A household that a helper may see, with where it lives in words."""

    line: Listed
    village_name: str
    township_name: str


def followed(scope: Scope, *, on: dt.date | None = None) -> QuerySet[Residence]:
    """Open households under follow-up within a scope: rows with `household`, `village_code`, `group_name`, for others' lists."""
    day = on or clock.today()
    monitored = MonitoringFact.objects.on(day).filter(risk_state__in=IN_TOTAL)
    lifted = ArchiveType.objects.on(day).filter(archive_type=Archive.LIFTED)
    still_open = Q(household__closed_on__isnull=True) | Q(household__closed_on__gt=day)
    either = Q(household__in=lifted.values("household")) | Q(household__in=monitored.values("household"))
    return scope.filter(Residence.objects.on(day)).filter(still_open, either).select_related("household")


def at_risk_now(*, on: dt.date | None = None) -> Q:
    """Rows of `followed` whose risk is not cleared, as a condition."""
    states = MonitoringFact.objects.on(on or clock.today()).filter(risk_state=RiskState.OPEN)
    return Q(household__in=states.values("household"))


def followed_one(household_no: str, *, on: dt.date | None = None) -> Followed | None:
    """One household under follow-up, whoever asks: only for acts that decide about it. None when it is not, or absent."""
    return followed_some([household_no], on=on).get(household_no)


def followed_some(
    household_nos: Iterable[str], *, on: dt.date | None = None, account: object = None
) -> dict[str, Followed]:  # fmt: skip
    """Those of these households that are under follow-up on a day, whoever asks; by number. One query.

    With an account the heads' names come along as it may see them; the caller has looked whether it may see the rows.
    """
    day = on or clock.today()
    still_open = Q(household__closed_on__isnull=True) | Q(household__closed_on__gt=day)
    homes = Residence.objects.on(day).filter(still_open, household__household_no__in=list(household_nos))
    of = {"household": OuterRef("household")}
    archives = ArchiveType.objects.on(day).filter(archive_type=Archive.LIFTED, **of)
    states = MonitoringFact.objects.on(day).filter(risk_state__in=IN_TOTAL, **of)
    heads = Membership.objects.on(day).filter(is_head=True, **of)
    rows = homes.annotate(
        lifted_since=Subquery(archives.values("valid_from")[:1]), category_now=Subquery(states.values("category")[:1]),
        risk_now=Subquery(states.values("risk_state")[:1]), approved_now=Subquery(states.values("approved_on")[:1]),
        head_now=Subquery(heads.values("person__name")[:1]),
    )  # fmt: skip
    eyes = None if account is None else Eyes.of(account)
    shown = rows.values_list(
        "household__household_no", "village_code", "group_name", "lifted_since", "category_now", "risk_now",
        "approved_now", "head_now",
    )  # fmt: skip
    return {
        number: Followed(
            number, village, group or UNGROUPED, lifted is not None, category or "", risk or "",
            min(day for day in (lifted, approved) if day is not None), eyes.name(head) if eyes and head else "",
        )
        for number, village, group, lifted, category, risk, approved, head in shown
        if lifted is not None or risk
    }  # fmt: skip


def granted(account: object, *, on: dt.date | None = None, only: str = "") -> dict[str, GrantedHousehold]:
    """The households granted to a helper, by number, as this account sees them; `only` narrows to one."""
    day = on or clock.today()
    still_open = Q(household__closed_on__isnull=True) | Q(household__closed_on__gt=day)
    here = Residence.objects.on(day).filter(still_open, household__household_no__in=grants.reached(account, day))
    here = here.filter(household__household_no=only) if only else here
    lines = lines_of(list(with_states(here, day)), account)
    codes = {code for line in lines for code in (line.village_code, line.village_code[:9])}
    places = reference.places_by_code(codes, day)
    return {
        line.household_no: GrantedHousehold(
            line, *(places[code].short_name if code in places else "" for code in (line.village_code, line.village_code[:9]))
        )
        for line in lines
    }  # fmt: skip


def find_granted(household_no: str, account: object) -> str | None:
    """The number itself when the household is granted to the account; None alike for a foreign and an absent one."""
    return household_no if grants.reaches(account, household_no) else None


def granted_members(household_no: str, account: object, *, on: dt.date | None = None) -> list[Relative]:
    """Who lives in a household granted to the account, head first; empty for any other. States of health stay away."""
    day, eyes = on or clock.today(), Eyes.of(account)
    alive = Q(person__died_on__isnull=True) | Q(person__died_on__gt=day)
    rows = Membership.objects.on(day).filter(
        alive, household__household_no=household_no, household__household_no__in=grants.reached(account, day)
    )
    ordered = rows.select_related("person").order_by("-is_head", "person__birth_on", "person__person_id")
    return [Relative(eyes.name(row.person.name), row.relation, age(row.person.birth_on, day), "") for row in ordered]


def within(household_nos: Iterable[str], scope: Scope) -> list[str]:
    """Those of these households that live within a scope today, by number."""
    rows = Residence.objects.on(clock.today()).filter(household__household_no__in=list(household_nos))
    return sorted(scope.filter(rows).values_list("household__household_no", flat=True))


def heads_seen(household_nos: Iterable[str], account: object) -> dict[str, str]:
    """The names of heads of households that the account reaches by grants or asked for by its own task, masked for it."""
    eyes = Eyes.of(account)
    rows = Membership.objects.on(clock.today()).filter(household__household_no__in=list(household_nos), is_head=True)
    return {no: eyes.name(name) for no, name in rows.values_list("household__household_no", "person__name")}


def kin_of(household_no: str) -> set[str]:
    """The person numbers of who belongs to a household or ever shared one with somebody of it: its members and their
    direct relatives as far as known.
    """  # fmt: skip
    there = Membership.objects.known().filter(household__household_no=household_no).values("person")
    homes = Membership.objects.filter(person__in=there).values("household")
    return set(Membership.objects.filter(household__in=homes).values_list("person__person_id", flat=True))


def closed_numbers() -> QuerySet[Household, str]:
    """The numbers of households closed by today, as a condition for others' lists."""
    rows = Household.objects.filter(closed_on__isnull=False, closed_on__lte=clock.today()).order_by()
    return rows.values_list("household_no", flat=True)


@dataclass(frozen=True)
class Closing:
    """When and why a household left the books."""

    on: dt.date
    reason: str


def closings(household_nos: Iterable[str]) -> dict[str, Closing]:
    """When and why these households were closed; one that is open is left out. One query."""
    rows = Household.objects.filter(household_no__in=list(household_nos), closed_on__lte=clock.today())
    found = rows.order_by("household_no").values_list("household_no", "closed_on", "close_reason")
    return {number: Closing(on, reason) for number, on, reason in found if on is not None}
