"""Guidance visits (督导指导): where a guide was, which households were drawn and looked at, and the faults found."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from huaiyuan.county.guiding.models.questions import account
from huaiyuan.county.guiding.types import FaultState, Found, PhotoKind, Pool


class GuidanceVisit(models.Model):
    """A guide was in a village on a day (督导指导): what was looked at, and the seed that its households were drawn by."""

    number = models.CharField("督导编号", max_length=16, unique=True, help_text="如 DD2026-0001")
    village_code = models.CharField("村代码", max_length=12)
    visited_on = models.DateField("哪天去的")
    looked_at = models.CharField("看了什么", max_length=200, help_text="环节代码，用英文分号隔开")
    note = models.CharField("情况", max_length=400, blank=True)
    pool = models.CharField("抽查范围", max_length=10, choices=Pool, blank=True, help_text="空为没抽")
    drawn_from = models.IntegerField("抽的时候多少户", default=0, help_text="户")
    guide = account("指导员")
    recorded_at = models.DateTimeField("记录时刻")

    class Meta:
        verbose_name = "督导指导"
        indexes = [models.Index(fields=["village_code", "visited_on"], name="guidance_visit_village")]

    class Privacy:
        personal = {"note", "guide"}
        plain = {"id", "number", "village_code", "visited_on", "looked_at", "pool", "drawn_from", "recorded_at"}


class SampledHousehold(models.Model):
    """A household drawn for a visit (抽查户) in the order of the lot, and what the look at it found."""

    visit = models.ForeignKey(GuidanceVisit, models.PROTECT, verbose_name="督导指导", related_name="sampled")
    place = models.IntegerField("抽签次序")
    household_no = models.CharField("户编号", max_length=24)
    found = models.CharField("抽查结果", max_length=8, choices=Found, default=Found.WAITING)
    says = models.CharField("哪里不一致", max_length=200, blank=True)
    looked_at = models.DateTimeField("什么时候看的", null=True)

    class Meta:
        verbose_name = "抽查户"
        constraints = [
            models.UniqueConstraint(fields=["visit", "household_no"], name="sampled_once"),
            models.UniqueConstraint(fields=["visit", "place"], name="sampled_place"),
        ]

    class Privacy:
        personal = {"says"}
        plain = {"id", "visit", "place", "household_no", "found", "looked_at"}


class Fault(models.Model):
    """Something that a guide found wrong in a village (督导问题): a task to the village with a deadline, closed by a guide."""

    number = models.CharField("问题编号", max_length=16, unique=True, help_text="如 DW2026-0001")
    visit = models.ForeignKey(GuidanceVisit, models.PROTECT, verbose_name="督导指导", related_name="faults")
    village_code = models.CharField("村代码", max_length=12)
    stage = models.CharField("环节", max_length=20)
    household_no = models.CharField("户编号", max_length=24, blank=True, help_text="空为不是哪一户的事")
    text = models.CharField("什么问题", max_length=200)
    due_at = models.DateTimeField("整改期限")
    state = models.CharField("状态", max_length=10, choices=FaultState, default=FaultState.OPEN)
    answer = models.CharField("怎么整改的", max_length=400, blank=True)
    mended_by = account("整改人", null=True)
    mended_at = models.DateTimeField("报整改的时刻", null=True)
    returned_why = models.CharField("退回、撤销的原因", max_length=200, blank=True)
    returns = models.IntegerField("退回次数", default=0)
    closed_by = account("销号的人", null=True)
    closed_at = models.DateTimeField("销号时刻", null=True)
    version = models.IntegerField("版本", default=1)

    class Meta:
        verbose_name = "督导问题"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["closed", "cancelled"], closed_at__isnull=False)
                | Q(state__in=["open", "mended"], closed_at__isnull=True),
                name="fault_closed_when",
            )
        ]
        indexes = [models.Index(fields=["village_code", "state", "due_at"], name="fault_village")]

    class Privacy:
        personal = {"text", "answer", "mended_by", "returned_why", "closed_by"}
        plain = {
            "id", "number", "visit", "village_code", "stage", "household_no", "due_at", "state", "mended_at", "returns",
            "closed_at", "version",
        }  # fmt: skip


class FaultPhoto(models.Model):
    """A photo of a fault or of its mending (督导照片), sealed, without position or device data."""

    photo_no = models.UUIDField("编号", unique=True)
    fault = models.ForeignKey(Fault, models.PROTECT, verbose_name="督导问题", related_name="photos")
    kind = models.CharField("拍的什么", max_length=8, choices=PhotoKind)
    file_name = models.CharField("存放", max_length=80, help_text="media 下的相对路径")
    size = models.IntegerField("大小", help_text="封存前字节数")
    added_by = account("上传人")
    added_at = models.DateTimeField("上传时刻")

    class Meta:
        verbose_name = "督导照片"

    class Privacy:
        personal = {"file_name", "added_by"}
        plain = {"id", "photo_no", "fault", "kind", "size", "added_at"}
