"""研判会商: a meeting, and the points it decided, each with a unit, a day, an answer and a proof."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from huaiyuan.county.oversight.types import DecisionState, Level


class Consultation(models.Model):
    """A consultation (会商记录): when, on what, who took part; `dispatch_on` is the day of the 交办 it belongs to."""

    number = models.CharField("会商编号", max_length=16, unique=True, help_text="如 HS2026-003")
    held_on = models.DateField("会商日期")
    topic = models.CharField("议题", max_length=80)
    chair = models.CharField("主持人", max_length=60, help_text="姓名、职务")
    units = models.CharField("参加单位", max_length=400, help_text="用英文分号隔开")
    dispatch_on = models.DateField("所属交办的日期", null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="记录人", related_name="+")
    recorded_at = models.DateTimeField("记录时刻")

    class Meta:
        verbose_name = "会商记录"
        indexes = [models.Index(fields=["held_on", "number"], name="consultation_day")]

    class Privacy:
        personal = {"chair", "recorded_by"}
        plain = {"id", "number", "held_on", "topic", "units", "dispatch_on", "recorded_at"}


class Decision(models.Model):
    """A decided point (议定事项): who does what by when, what was answered, and on what proof it was closed."""

    number = models.CharField("事项编号", max_length=20, unique=True, help_text="会商编号-序号")
    consultation = models.ForeignKey(Consultation, models.PROTECT, verbose_name="会商记录", related_name="decisions")
    place = models.IntegerField("序号")
    text = models.CharField("议定事项", max_length=200)
    level = models.CharField("承办层级", max_length=12, choices=Level)
    unit_code = models.CharField("承办单位代码", max_length=40)
    unit_name = models.CharField("承办单位", max_length=60)
    area_code = models.CharField("区划代码", max_length=12)
    due_on = models.DateField("期限")
    state = models.CharField("状态", max_length=10, choices=DecisionState, default=DecisionState.OPEN)
    version = models.IntegerField("版本", default=1)
    answer = models.CharField("办理情况", max_length=200, blank=True)
    proof = models.CharField("佐证", max_length=200, blank=True, help_text="文号、凭证、照片存放处")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="答复人", null=True, related_name="+"
    )
    answered_at = models.DateTimeField("答复时刻", null=True)
    on_behalf = models.BooleanField("县里代录", default=False)
    returned_why = models.CharField("退回重办的原因", max_length=200, blank=True)
    returns = models.IntegerField("退回次数", default=0)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="办结人", null=True, related_name="+"
    )
    closed_at = models.DateTimeField("办结时刻", null=True)

    class Meta:
        verbose_name = "议定事项"
        constraints = [
            models.UniqueConstraint(fields=["consultation", "place"], name="decision_place"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "answered"], closed_at__isnull=True)
                | Q(state__in=["closed", "cancelled"], closed_at__isnull=False),
                name="decision_closed_when",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="decision_state")]

    class Privacy:
        personal = {"answer", "answered_by", "returned_why", "closed_by"}
        plain = {
            "id", "number", "consultation", "place", "text", "level", "unit_code", "unit_name", "area_code", "due_on",
            "state", "version", "proof", "answered_at", "on_behalf", "returns", "closed_at",
        }  # fmt: skip
