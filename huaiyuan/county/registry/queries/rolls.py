"""Which households came, went or moved, and where they live: for what keeps a list of all of them beside the registry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from huaiyuan.county.registry.models import ArchiveType, Membership, MonitoringFact, Residence
from huaiyuan.county.registry.types import Archive, RiskState


@dataclass(frozen=True)
class Placed:
    """Where an open household lives; `yearly_income`: it is 脱贫户 or 监测对象, whose income is collected every year."""

    village_code: str
    group_name: str
    walk_order: int | None
    yearly_income: bool


def moved_since(at: dt.datetime) -> set[str]:
    """Households whose place or members were written down, ended or corrected here since an instant.

    Among them is everybody new, gone, moved or back; and some of whom only the members changed.
    """
    since = Q(recorded_at__gte=at) | Q(superseded_at__gte=at)
    placed, peopled = (
        model.objects.filter(since).values_list("household__household_no", flat=True)
        for model in (Residence, Membership)
    )
    return {*placed, *peopled}


def living_in(village_code: str, *, on: dt.date, group: str = "") -> list[str]:
    """The open households of a village, or of one group of it, whoever asks: only for acts that decide about them. One query."""
    still_open = Q(household__closed_on__isnull=True) | Q(household__closed_on__gt=on)
    rows = Residence.objects.on(on).filter(still_open, village_code=village_code)
    rows = rows.filter(group_name=group) if group else rows
    return list(rows.order_by("household__household_no").values_list("household__household_no", flat=True))


def places_of(household_nos: Iterable[str], *, on: dt.date) -> dict[str, Placed]:
    """Where these households live on a day; those closed by then are left out. Three queries."""
    numbers = list(household_nos)
    still_open = Q(household__closed_on__isnull=True) | Q(household__closed_on__gt=on)
    rows = Residence.objects.on(on).filter(still_open, household__household_no__in=numbers)
    yearly = set(
        ArchiveType.objects.on(on)
        .filter(household__household_no__in=numbers, archive_type=Archive.LIFTED)
        .values_list("household__household_no", flat=True)
    ) | set(
        MonitoringFact.objects.on(on)
        .filter(household__household_no__in=numbers, risk_state=RiskState.OPEN)
        .values_list("household__household_no", flat=True)
    )
    found = rows.values_list("household__household_no", "village_code", "group_name", "walk_order")
    return {no: Placed(village, group or "", order, no in yearly) for no, village, group, order in found}
