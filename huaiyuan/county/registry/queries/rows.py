"""All rows about one household, read once for its page and its story."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from huaiyuan.county.registry.bitemporal import Fact
from huaiyuan.county.registry.models import (
    ArchiveType,
    HealthFact,
    Household,
    LabourFact,
    Membership,
    MonitoringFact,
    Residence,
)

Row = TypeVar("Row", bound=Fact)
UNGROUPED = "未分组"


@dataclass(frozen=True)
class Rows:
    """Everything that was known of a household at an instant, whenever it held."""

    household: Household
    residences: list[Residence]
    archives: list[ArchiveType]
    monitoring: list[MonitoringFact]
    memberships: list[Membership]
    health: list[HealthFact]
    labour: list[LabourFact]

    @property
    def village_codes(self) -> set[str]:
        """Every village the household has lived in."""
        return {row.village_code for row in self.residences}


def read(household: Household, known_at: dt.datetime | None = None) -> Rows:
    """Six queries, whatever the size of the household."""
    memberships = list(Membership.objects.known(known_at).filter(household=household).select_related("person"))
    people = {row.person_id for row in memberships}
    return Rows(
        household=household,
        residences=list(Residence.objects.known(known_at).filter(household=household).order_by("valid_from")),
        archives=list(ArchiveType.objects.known(known_at).filter(household=household).order_by("valid_from")),
        monitoring=list(MonitoringFact.objects.known(known_at).filter(household=household).order_by("valid_from")),
        memberships=memberships,
        health=list(HealthFact.objects.known(known_at).filter(person__in=people)),
        labour=list(LabourFact.objects.known(known_at).filter(person__in=people)),
    )


def current(rows: Sequence[Row] | Iterable[Row], day: dt.date) -> Row | None:
    """The row that holds on a day, None when none does."""
    return next((row for row in rows if row.valid_from <= day < row.valid_to), None)
