"""All rows about one household, read once for its page and its story."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import F, OuterRef, Subquery, Value

from huaiyuan.county.registry.bitemporal import Fact
from huaiyuan.county.registry.models import (
    Alias,
    ArchiveType,
    HealthFact,
    Household,
    LabourFact,
    Membership,
    MonitoringFact,
    Residence,
)
from huaiyuan.county.registry.types import AliasKind

Row = TypeVar("Row", bound=Fact)
UNGROUPED = "未分组"
HOUSEHOLD_FACT = ("id", "valid_from", "valid_to", "recorded_at", "source_kind", "source_ref", "household_id")
STATE = ("cycle", "risk_state", "approved_on", "cleared_on", "entry_kind", "risks")
PERSONAL_FACT = ("id", "valid_from", "valid_to", "recorded_at", "source_kind", "source_ref", "person_id")


@dataclass(frozen=True)
class Rows:
    """Everything that was known of a household at an instant, whenever it held."""

    household: Household
    residences: Sequence[Residence]
    archives: list[ArchiveType]
    monitoring: list[MonitoringFact]
    memberships: list[Membership]
    health: list[HealthFact]
    labour: list[LabourFact]
    lives_on: str = ""

    @property
    def village_codes(self) -> set[str]:
        """Every village the household has lived in."""
        return {row.village_code for row in self.residences}


def read(household_no: str, known_at: dt.datetime | None = None) -> Rows | None:
    """Four queries, whatever the size of the household; None for a number that is not there or lives nowhere."""
    lives = Residence.objects.known(known_at).filter(household__household_no=household_no).select_related("household")
    later = Alias.objects.filter(
        kind=AliasKind.HOUSEHOLD, withdrawn_at__isnull=True, old_no=OuterRef("household__household_no")
    )
    residences = list(lives.annotate(lives_on=Subquery(later.values("new_no")[:1])).order_by("valid_from"))
    if not residences:
        return None
    household = residences[0].household
    memberships = list(Membership.objects.known(known_at).filter(household=household).select_related("person"))
    people = {row.person_id for row in memberships}
    return Rows(
        household=household, residences=residences,
        memberships=memberships, lives_on=getattr(residences[0], "lives_on") or "",  # noqa: B009 - annotated by the query
        **_of_people(people, known_at), **_of_household(household, known_at),
    )  # fmt: skip


def _of_household(household: Household, known_at: dt.datetime | None) -> dict[str, Any]:
    """户类型 and 监测状态 in one query, oldest first: the page's fifteen are for many."""
    kinds = {field.name: field for field in MonitoringFact._meta.concrete_fields}
    nothing = {name: Value(None, output_field=kinds[name]) for name in STATE}
    archives = ArchiveType.objects.known(known_at).filter(household=household)
    states = MonitoringFact.objects.known(known_at).filter(household=household)
    first = archives.annotate(which=Value("archive"), value=F("archive_type"), **nothing)
    second = states.annotate(which=Value("state"), value=F("category"))
    columns = (*HOUSEHOLD_FACT, "which", "value", *STATE)
    archive_rows: list[ArchiveType] = []
    state_rows: list[MonitoringFact] = []
    for row in first.values_list(*columns).union(second.values_list(*columns), all=True):
        said = dict(zip(columns, row, strict=True))
        which, value = said.pop("which"), said.pop("value")
        facts = {name: said[name] for name in HOUSEHOLD_FACT}
        if which == "archive":
            archive_rows.append(ArchiveType(**facts, archive_type=value))
        else:
            state_rows.append(MonitoringFact(**said, category=value))
    return {
        "archives": sorted(archive_rows, key=lambda row: row.valid_from),
        "monitoring": sorted(state_rows, key=lambda row: row.valid_from),
    }


def _of_people(people: set[int], known_at: dt.datetime | None) -> dict[str, Any]:
    """Health and ability to work in one query: a page has fifteen of them for everything."""
    health = HealthFact.objects.known(known_at).filter(person__in=people)
    labour = LabourFact.objects.known(known_at).filter(person__in=people)
    both = (
        rows.annotate(which=Value(name), value=F(name)).values_list(*PERSONAL_FACT, "which", "value")
        for name, rows in (("health", health), ("labour", labour))
    )
    found: dict[str, Any] = {"health": [], "labour": []}
    for *said, which, value in next(both).union(next(both), all=True):
        model = HealthFact if which == "health" else LabourFact
        found[which].append(model(**dict(zip(PERSONAL_FACT, said, strict=True)), **{which: value}))
    return found


def current(rows: Sequence[Row] | Iterable[Row], day: dt.date) -> Row | None:
    """The row that holds on a day, None when none does."""
    return next((row for row in rows if row.valid_from <= day < row.valid_to), None)
