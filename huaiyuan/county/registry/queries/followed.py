"""Households under follow-up (帮扶对象): 脱贫户 and monitored households, as lists and one by one.

Two ways lead to them: an area's scope, and the households granted to a helper one by one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from huaiyuan.base import reference
from huaiyuan.base.access import grants
from huaiyuan.base.access.scope import Scope
from huaiyuan.core.kernel import clock
from huaiyuan.county.registry.models import ArchiveType, Membership, MonitoringFact, Residence
from huaiyuan.county.registry.queries.masking import Eyes
from huaiyuan.county.registry.queries.people import Relative, age
from huaiyuan.county.registry.queries.village import Listed, lines_of, with_states
from huaiyuan.county.registry.types import Archive, RiskState

IN_TOTAL = (RiskState.OPEN, RiskState.CLEARED)


@dataclass(frozen=True)
class Followed:
    """A household under follow-up on a day. `since`: the day from which help is owed to it."""

    household_no: str
    village_code: str
    lifted: bool
    category: str
    risk_state: str
    since: dt.date

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


def followed_some(household_nos: Iterable[str], *, on: dt.date | None = None) -> dict[str, Followed]:
    """Those of these households that are under follow-up on a day, whoever asks; by number. Four queries."""
    day, wanted = on or clock.today(), list(household_nos)
    still_open = Q(household__closed_on__isnull=True) | Q(household__closed_on__gt=day)
    homes = Residence.objects.on(day).filter(still_open, household__household_no__in=wanted)
    archives = _dated(ArchiveType.objects.on(day), wanted, "archive_type", "valid_from")
    states = _dated(MonitoringFact.objects.on(day), wanted, "risk_state", "approved_on")
    categories = _dated(MonitoringFact.objects.on(day), wanted, "category", "approved_on") if states else {}
    found = {}
    for number, village in homes.values_list("household__household_no", "village_code"):
        kind, lifted_since = archives.get(number, ("", day))
        state, approved = states.get(number, ("", day))
        lifted, monitored = kind == Archive.LIFTED, state in IN_TOTAL
        if lifted or monitored:
            since = min([*([lifted_since] if lifted else []), *([approved] if monitored else [])])
            category = categories.get(number, ("", day))[0] if monitored else ""
            found[number] = Followed(number, village, lifted, category, state if monitored else "", since)
    return found


def granted(account: object, *, on: dt.date | None = None) -> dict[str, GrantedHousehold]:
    """The households granted to a helper, by number, as this account sees them; with none of an area's scope."""
    day = on or clock.today()
    still_open = Q(household__closed_on__isnull=True) | Q(household__closed_on__gt=day)
    here = Residence.objects.on(day).filter(still_open, household__household_no__in=grants.reached(account, day))
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


def heads_seen(household_nos: Iterable[str], account: object) -> dict[str, str]:
    """The names of heads of households that the account reaches by grants or asked for by its own task, masked for it."""
    eyes = Eyes.of(account)
    rows = Membership.objects.on(clock.today()).filter(household__household_no__in=list(household_nos), is_head=True)
    return {no: eyes.name(name) for no, name in rows.values_list("household__household_no", "person__name")}


def may_be_kin(person_id: str, household_no: str) -> bool:
    """Whether a person belongs to a household or ever shared one with somebody of it: member or direct relative as far as known."""
    own = Membership.objects.filter(person__person_id=person_id).values("household")
    shared = Membership.objects.filter(household__in=own).values("person")
    there = Membership.objects.known().filter(household__household_no=household_no)
    return there.filter(Q(person__in=shared) | Q(person__person_id=person_id)).exists()


def _dated(rows: QuerySet[Any], household_nos: list[str], value: str, day: str) -> dict[str, tuple[str, dt.date]]:
    found = rows.filter(household__household_no__in=household_nos).values_list("household__household_no", value, day)
    return {number: (shown, since) for number, shown, since in found}
