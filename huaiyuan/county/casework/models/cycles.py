"""Monitoring cycles of households, and what happened to each."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from huaiyuan.county.casework.types import ClearWay, CycleEventKind, CycleState


class Cycle(models.Model):
    """One identification of a household and what became of it (监测周期). A household has as many as it was identified."""

    household_no = models.CharField("户编号", max_length=24)
    number = models.IntegerField("第几周期")
    scheme = models.CharField("类别方案", max_length=8, help_text="识别时的方案，后来换了方案也不改")
    category = models.CharField("监测对象类别", max_length=10)
    risks = models.CharField("风险类型", max_length=200, blank=True, help_text="1至5个，用英文分号隔开")
    again = models.BooleanField("再识别", default=False)
    state = models.CharField("风险状态", max_length=4, choices=CycleState, default=CycleState.OPEN)
    identified_on = models.DateField("识别日期", help_text="县级审定日")
    cleared_on = models.DateField("消除日期", null=True)
    clear_way = models.CharField("消除方式", max_length=8, choices=ClearWay, blank=True)
    struck_off_on = models.DateField("清退日期", null=True)
    case_no = models.CharField("认定编号", max_length=16, blank=True, help_text="空为装入的历史周期")
    national_no = models.CharField("国办系统户编号", max_length=40, blank=True)
    void = models.BooleanField("不算", default=False, help_text="随户的变更撤销，等于没有过")
    version = models.IntegerField("版本", default=1)

    class Meta:
        verbose_name = "监测周期"
        constraints = [
            models.UniqueConstraint(fields=["household_no", "number"], name="cycle_number"),
            models.UniqueConstraint(
                fields=["household_no"], condition=Q(state=CycleState.OPEN, void=False), name="cycle_one_open",
                violation_error_message="一户只能有一个未消除的监测周期",
            ),
            models.CheckConstraint(
                condition=Q(state=CycleState.CLEARED, cleared_on__isnull=False)
                | (~Q(state=CycleState.CLEARED) & Q(cleared_on__isnull=True)),
                name="cycle_cleared_when",
            ),
            models.CheckConstraint(
                condition=Q(state=CycleState.STRUCK_OFF, struck_off_on__isnull=False)
                | (~Q(state=CycleState.STRUCK_OFF) & Q(struck_off_on__isnull=True)),
                name="cycle_struck_when",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["state", "identified_on"], name="cycle_state")]

    class Privacy:
        personal = {"category", "risks"}
        plain = {
            "id", "household_no", "number", "scheme", "again", "state", "identified_on", "cleared_on", "clear_way",
            "struck_off_on", "case_no", "national_no", "void", "version",
        }  # fmt: skip


class CycleEvent(models.Model):
    """What happened to a cycle on a day (周期事件): never changed, never deleted."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, verbose_name="监测周期", related_name="events")
    kind = models.CharField("事件", max_length=12, choices=CycleEventKind)
    happened_on = models.DateField("日期")
    state = models.CharField("事后的风险状态", max_length=4, choices=CycleState)
    category = models.CharField("事后的类别", max_length=10)
    clear_way = models.CharField("消除方式", max_length=8, choices=ClearWay, blank=True)
    reason = models.CharField("原因", max_length=200, blank=True)
    doc_no = models.CharField("文号", max_length=120, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="经办人", null=True, related_name="+",
        help_text="空为装入的历史",
    )  # fmt: skip
    recorded_at = models.DateTimeField("记录时刻")

    class Meta:
        verbose_name = "周期事件"
        indexes = [models.Index(fields=["cycle", "happened_on"], name="cycle_event_day")]

    class Privacy:
        personal = {"category", "reason", "recorded_by"}
        plain = {"id", "cycle", "kind", "happened_on", "state", "clear_way", "doc_no", "recorded_at"}
