"""Monitoring states as they are known now, for the part above that keeps the cycles."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from huaiyuan.base.access.scope import Scope
from huaiyuan.county.registry.models import ArchiveType, MonitoringFact, Residence


@dataclass(frozen=True)
class Stretch:
    """A stretch of monitoring that is known now: from `valid_from` (the day itself included) until `valid_to`."""

    cycle: int
    category: str
    risk_state: str
    approved_on: dt.date
    cleared_on: dt.date | None
    entry_kind: str
    risks: str
    valid_from: dt.date
    valid_to: dt.date


def stretches(household_no: str) -> list[Stretch]:
    """All that is known now of a household's monitoring, oldest first. One query."""
    rows = MonitoringFact.objects.known().filter(household__household_no=household_no).order_by("valid_from")
    return [
        Stretch(row.cycle, row.category, row.risk_state, row.approved_on, row.cleared_on, row.entry_kind, row.risks,
                row.valid_from, row.valid_to)
        for row in rows
    ]  # fmt: skip


def archive_type_of(household_no: str, on: dt.date) -> str:
    """脱贫户 or 一般农户 on a day; empty when nobody knows."""
    row = ArchiveType.objects.on(on).filter(household__household_no=household_no).first()
    return row.archive_type if row else ""


def monitored_through(ref: str) -> set[str]:
    """The households whose monitoring a registered change began, ended or took back."""
    rows = MonitoringFact.objects.filter(Q(source_ref=ref) | Q(superseded_ref=ref))
    return set(rows.values_list("household__household_no", flat=True))


def lives_within(reach: Scope, on: dt.date, field: str = "household_no") -> Exists:
    """A condition for others' lists: the household named in `field` lives within a scope on a day and is not closed."""
    rows = Residence.objects.on(on).filter(
        Q(household__closed_on=None) | Q(household__closed_on__gt=on), household__household_no=OuterRef(field)
    )
    return Exists(reach.filter(rows))
