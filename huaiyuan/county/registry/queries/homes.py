"""Families' members as acts that decide about them read them: within nobody's rows, never for a page's own lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, Subquery

from huaiyuan.county.registry.models import LabourFact, Membership, MonitoringFact, Residence
from huaiyuan.county.registry.queries.people import age
from huaiyuan.county.registry.types import RiskState


@dataclass(frozen=True)
class Living:
    """A member who lives there: born when, the ability to work as registered (None when nothing is), whether the
    household's risk is not cleared, and the 村民组 it lives in (empty for none)."""

    person_id: str
    name: str
    village_code: str
    born_on: dt.date
    labour: str | None
    at_risk: bool = False
    group_name: str = ""

    def age_on(self, day: dt.date) -> int:
        """Full years on a day."""
        return age(self.born_on, day)


def living(household_nos: Iterable[str], on: dt.date) -> dict[str, tuple[Living, ...]]:
    """The living members of households on a day, head first; a household nobody lives in is left out. One query."""
    labour = LabourFact.objects.on(on).filter(person=OuterRef("person")).values("labour")
    here = Residence.objects.on(on).filter(household=OuterRef("household"))
    open_risk = MonitoringFact.objects.on(on).filter(household=OuterRef("household"), risk_state=RiskState.OPEN)
    alive = Q(person__died_on__isnull=True) | Q(person__died_on__gt=on)
    rows = (
        Membership.objects.on(on)
        .filter(alive, household__household_no__in=list(household_nos))
        .annotate(
            labour_now=Subquery(labour[:1]), village_now=Subquery(here.values("village_code")[:1]),
            group_now=Subquery(here.values("group_name")[:1]), at_risk_now=Exists(open_risk),
        )
        .order_by("household__household_no", "-is_head", "person__birth_on", "person__person_id")
        .values_list("household__household_no", "person__person_id", "person__name", "village_now", "person__birth_on",
                     "labour_now", "at_risk_now", "group_now")
    )  # fmt: skip
    found: dict[str, list[Living]] = {}
    for number, person_id, name, village, born_on, ability, at_risk, group in rows:
        found.setdefault(number, []).append(
            Living(person_id, name, village or "", born_on, ability, at_risk, group or "")
        )
    return {number: tuple(members) for number, members in found.items()}
