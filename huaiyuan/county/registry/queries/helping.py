"""What help is planned from: why households are monitored and who in them can work, for whoever draws up a plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery

from huaiyuan.base.access.scope import Scope
from huaiyuan.core.kernel import clock
from huaiyuan.county.registry.models import MonitoringFact, Residence
from huaiyuan.county.registry.queries.homes import living
from huaiyuan.county.registry.types import RiskState


@dataclass(frozen=True)
class Monitored:
    """A household whose risk is not cleared, in its running cycle. `identified_on` is the day the county approved it."""

    household_no: str
    village_code: str
    cycle: int
    category: str
    identified_on: dt.date
    risks: tuple[str, ...]


def monitored_now(
    scope: Scope | None = None, *, only: Iterable[str] | None = None, on: dt.date | None = None
) -> dict[str, Monitored]:
    """Households under monitoring whose risk is not cleared, by number: within a scope, or `only` these. One query.

    Without a scope whoever asks: only for acts that decide about them, and for work that a machine does for the county.
    """
    day = on or clock.today()
    here = Residence.objects.on(day).filter(household=OuterRef("household")).values("village_code")
    rows = MonitoringFact.objects.on(day).filter(
        Q(household__closed_on__isnull=True) | Q(household__closed_on__gt=day), risk_state=RiskState.OPEN
    )
    placed = rows.annotate(village_now=Subquery(here[:1])).exclude(village_now=None)
    placed = placed if scope is None else placed.filter(scope.q("village_now"))
    placed = placed if only is None else placed.filter(household__household_no__in=list(only))
    told = placed.values_list(
        "household__household_no", "village_now", "cycle", "category", "approved_on", "risks"
    )  # fmt: skip
    return {
        number: Monitored(number, village, cycle, category, approved, tuple(filter(None, risks.split(";"))))
        for number, village, cycle, category, approved, risks in told
    }


def last_cycle(household_no: str) -> int:
    """The number of a household's latest monitoring cycle known now; 0 when it was never monitored."""
    rows = MonitoringFact.objects.known().filter(household__household_no=household_no).order_by("-cycle")
    return rows.values_list("cycle", flat=True).first() or 0


def skills_of(household_nos: Iterable[str], *, on: dt.date | None = None) -> dict[str, list[str | None]]:
    """The 劳动技能 of the living members of households on a day, None for one of whom nothing is known. One query."""
    found = living(household_nos, on or clock.today())
    return {number: [member.labour for member in members] for number, members in found.items()}


def person_ids_of(household_no: str, *, on: dt.date | None = None) -> list[str]:
    """The person numbers of the living members of a household on a day, whoever asks. One query."""
    return sorted(member.person_id for member in living([household_no], on or clock.today()).get(household_no, ()))
