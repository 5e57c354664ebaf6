"""What a department said of the numbers that its own data gave: true, or what they should be and on what ground."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Confirmation(models.Model):
    """A named person of the department looked at the numbers of one batch (确认的数); another batch is another matter."""

    batch_id = models.CharField("批次号", max_length=80)
    source = models.CharField("数据源", max_length=40)
    period = models.CharField("报送期", max_length=7, help_text="年-月")
    differs = models.IntegerField("有出入的数", default=0)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="确认人", related_name="+")
    confirmed_at = models.DateTimeField("确认时刻")
    ended_at = models.DateTimeField("收回时刻", null=True)

    class Meta:
        verbose_name = "部门确认"
        constraints = [
            models.UniqueConstraint(
                fields=["batch_id"], condition=Q(ended_at__isnull=True), name="confirmation_one_standing",
                violation_error_message="这一份的数已经确认过",
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["source", "period"], name="confirmation_month")]

    class Privacy:
        personal = {"confirmed_by"}
        plain = {"id", "batch_id", "source", "period", "differs", "confirmed_at", "ended_at"}


class ConfirmedNumber(models.Model):
    """One number as it stood when it was looked at; `should_be` and `basis` only where the department says otherwise."""

    confirmation = models.ForeignKey(Confirmation, models.PROTECT, verbose_name="部门确认", related_name="numbers")
    name = models.CharField("数的代号", max_length=40)
    label = models.CharField("数", max_length=120)
    unit = models.CharField("单位", max_length=4)
    number = models.IntegerField("系统里的数")
    should_be = models.IntegerField("应为", null=True)
    basis = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        verbose_name = "确认过的数"
        constraints = [
            models.UniqueConstraint(fields=["confirmation", "name"], name="confirmed_number_once"),
            models.CheckConstraint(
                condition=Q(should_be__isnull=True, basis="") | (Q(should_be__isnull=False) & ~Q(basis="")),
                name="confirmed_difference_with_basis", violation_error_message="有出入的写应为多少和依据",
            ),
        ]  # fmt: skip

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "confirmation", "name", "label", "unit", "number", "should_be", "basis"}
