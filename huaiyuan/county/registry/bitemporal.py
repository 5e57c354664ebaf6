"""Dated facts: true from and to in the world, known from and to here (decision F2)."""

from __future__ import annotations

import datetime as dt
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q

from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.county.registry.types import SourceKind

FACT_FIELDS = {
    "id", "valid_from", "valid_to", "recorded_at", "superseded_at", "superseded_ref", "source_kind", "source_ref",
}  # fmt: skip
OPEN_AND_KNOWN = Q(valid_to=OPEN_END, superseded_at__isnull=True)


Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)


class FactQuerySet(models.QuerySet[Row_co]):
    """Readings of dated facts."""

    def known(self, at: dt.datetime | None = None) -> Self:
        """What was known at an instant (default: now)."""
        if at is None:
            return self.filter(superseded_at__isnull=True)
        return self.filter(Q(superseded_at__isnull=True) | Q(superseded_at__gt=at), recorded_at__lte=at)

    def on(self, date: dt.date, known_at: dt.datetime | None = None) -> Self:
        """What held on a day, as known at an instant (default: now)."""
        return self.known(known_at).filter(valid_from__lte=date, valid_to__gt=date)


FactManager = models.Manager.from_queryset(FactQuerySet)


class Fact(models.Model):
    """A fact that held in `[valid_from, valid_to)` and was believed here from `recorded_at` until `superseded_at`."""

    valid_from = models.DateField("起")
    valid_to = models.DateField("止", default=OPEN_END, help_text="不含当日；9999-12-31 表示至今")
    recorded_at = models.DateTimeField("记录时刻")
    superseded_at = models.DateTimeField("被更正时刻", null=True, blank=True)
    superseded_ref = models.CharField("更正凭据", max_length=120, blank=True, default="", help_text="哪次登记改掉的")
    source_kind = models.CharField("来源", max_length=12, choices=SourceKind)
    source_ref = models.CharField("来源凭据", max_length=120, blank=True, help_text="批次号、文号或登记说明")

    objects = FactManager()

    class Meta:
        abstract = True


def one_open(*fields: str, name: str) -> models.UniqueConstraint:
    """At most one open row that is known now, per subject."""
    return models.UniqueConstraint(
        fields=fields, condition=OPEN_AND_KNOWN, name=name, violation_error_message="同一事实不能有两条同时有效"
    )


def span(name: str) -> models.CheckConstraint:
    """A fact holds for at least a day."""
    return models.CheckConstraint(
        condition=Q(valid_from__lt=F("valid_to")), name=name, violation_error_message="止日必须晚于起日"
    )
