"""Hand-over sheets: what one person gives to another, for good or while away, and what both have said to it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.county.duty.models.pairing import Pairing, account
from huaiyuan.county.duty.types import EndReason, HandoverKind, Held


class Handover(models.Model):
    """One sheet between two people (交接单): everything that the one gives to the other in one act.

    For an absence it names the day on which everything comes back by itself; coming back earlier shortens it.
    """

    handover_no = models.CharField("交接单编号", max_length=16, unique=True)
    kind = models.CharField("种类", max_length=6, choices=HandoverKind, default=HandoverKind.MOVE)
    giver = account("交出人")
    taker = account("接手人")
    area_code = models.CharField("区划代码", max_length=12, help_text="交出人的岗位或单位所在")
    on = models.DateField("交接日期")
    until = models.DateField("回来日期", default=OPEN_END, help_text="这天起自己办；换人为 9999-12-31")
    why = models.CharField("为什么", max_length=10, choices=EndReason, blank=True, default="")
    reason = models.CharField("说明", max_length=200, blank=True, default="")
    tasks = models.IntegerField("移交的待办", default=0)
    problems = models.IntegerField("移交的在办事项", default=0)
    gaps = models.CharField("没有的资料", max_length=200, blank=True, help_text="交接时还缺什么")
    made_by = account("经办人")
    made_at = models.DateTimeField("经办时刻")
    given_at = models.DateTimeField("交出人认可时刻", null=True)
    taken_at = models.DateTimeField("接手人认可时刻", null=True)

    class Meta:
        verbose_name = "交接单"
        constraints = [
            models.CheckConstraint(condition=Q(on__lt=F("until")), name="handover_dates"),
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="handover_two_people"),
        ]
        indexes = [models.Index(fields=["area_code", "until"], name="handover_area")]

    class Privacy:
        personal = {"giver", "taker", "reason", "made_by"}
        plain = {
            "id", "handover_no", "kind", "area_code", "on", "until", "why", "tasks", "problems", "gaps", "made_at",
            "given_at", "taken_at",
        }  # fmt: skip


class HandoverLine(models.Model):
    """One thing on a sheet (交接事项): a post with its leads and cases, a household, or tasks that go by name."""

    sheet = models.ForeignKey(Handover, models.PROTECT, verbose_name="交接单", related_name="lines")
    what = models.CharField("交接什么", max_length=10, choices=Held)
    words = models.CharField("叫法", max_length=120, blank=True, default="", help_text="岗位和区划，交接时的叫法")
    posting = models.BigIntegerField("任职序号", null=True, help_text="请假时代管的任职；提前回来时按它终止")
    household_no = models.CharField("户编号", max_length=24, blank=True, default="")
    village_code = models.CharField("村代码", max_length=12, blank=True, default="")
    ended = models.OneToOneField(
        Pairing, models.PROTECT, verbose_name="交出的结对", related_name="handed_to", null=True
    )
    begun = models.OneToOneField(
        Pairing, models.PROTECT, verbose_name="接手的结对", related_name="handed_from", null=True
    )
    tasks = models.IntegerField("待办", default=0)

    class Meta:
        verbose_name = "交接事项"
        indexes = [models.Index(fields=["village_code"], name="handover_line_village")]

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "sheet", "what", "words", "posting", "household_no", "village_code", "ended", "begun", "tasks",
        }  # fmt: skip
