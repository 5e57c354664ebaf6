"""All rows about one household, read once for its page and its story."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import F, OuterRef, Q, Subquery, Value

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
FACT = ("id", "valid_from", "valid_to", "recorded_at", "source_kind", "source_ref")
STATE = ("cycle", "risk_state", "approved_on", "cleared_on", "entry_kind", "risks")


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
    def last_home(self) -> Residence:
        """Where the household lives, or lived in last."""
        return max(self.residences, key=lambda row: row.valid_to)

    @property
    def village_codes(self) -> set[str]:
        """Every village the household has lived in."""
        return {row.village_code for row in self.residences}


def read(household_no: str, known_at: dt.datetime | None = None) -> Rows | None:
    """Three queries, whatever the size of the household; None for a number that is not there or lives nowhere."""
    lives = Residence.objects.known(known_at).filter(household__household_no=household_no).select_related("household")
    later = Alias.objects.filter(
        kind=AliasKind.HOUSEHOLD, withdrawn_at__isnull=True, old_no=OuterRef("household__household_no")
    )
    residences: list[Any] = list(lives.annotate(lives_on=Subquery(later.values("new_no")[:1])).order_by("valid_from"))
    if not residences:
        return None
    household = residences[0].household
    memberships = list(Membership.objects.known(known_at).filter(household=household).select_related("person"))
    people = {row.person_id for row in memberships}
    return Rows(
        household=household, residences=list(residences),
        memberships=memberships, lives_on=getattr(residences[0], "lives_on") or "",  # noqa: B009 - annotated by the query
        **_facts(household, people, known_at),
    )  # fmt: skip


# Model → its name here, whose fact it is, and the column that says it; 监测状态 says more, in `STATE`.
FACTS: dict[str, tuple[type[Fact], str, str]] = {
    "archives": (ArchiveType, "household_id", "archive_type"),
    "monitoring": (MonitoringFact, "household_id", "category"),
    "health": (HealthFact, "person_id", "health"),
    "labour": (LabourFact, "person_id", "labour"),
}


def _facts(household: Household, people: set[int], known_at: dt.datetime | None) -> dict[str, Any]:
    """All dated facts of a household and its people in one query, oldest first: a page has fifteen of them for everything."""
    columns = {field.name: field for field in MonitoringFact._meta.concrete_fields}
    nothing = {name: Value(None, output_field=columns[name]) for name in STATE}
    selects = []
    for name, (model, subject, says) in FACTS.items():
        of = {"household": household} if subject == "household_id" else {"person__in": people}
        rows = model._default_manager.filter(**of)
        known = rows.filter(superseded_at__isnull=True) if known_at is None else rows.filter(
            Q(superseded_at__isnull=True) | Q(superseded_at__gt=known_at), recorded_at__lte=known_at
        )  # fmt: skip
        more = {} if name == "monitoring" else nothing
        annotated = known.annotate(which=Value(name), subject=F(subject), said=F(says), **more)
        selects.append(annotated.values_list(*FACT, "which", "subject", "said", *STATE))
    found: dict[str, Any] = {name: [] for name in FACTS}
    for row in selects[0].union(*selects[1:], all=True):
        *fact, which, of_whom, said = row[: len(FACT) + 3]
        model, subject, says = FACTS[which]
        state = dict(zip(STATE, row[len(FACT) + 3 :], strict=True)) if which == "monitoring" else {}
        found[which].append(model(**dict(zip(FACT, fact, strict=True)), **{subject: of_whom, says: said}, **state))
    return {name: sorted(rows, key=lambda row: row.valid_from) for name, rows in found.items()}


def current(rows: Sequence[Row] | Iterable[Row], day: dt.date) -> Row | None:
    """The row that holds on a day, None when none does."""
    return next((row for row in rows if row.valid_from <= day < row.valid_to), None)
