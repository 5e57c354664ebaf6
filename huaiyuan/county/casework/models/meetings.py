"""Meetings that decide a list of families: 乡镇审核 and 县级审定."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from huaiyuan.county.casework.models.files import CaseFile
from huaiyuan.county.casework.types import Level, Result


class Meeting(models.Model):
    """One meeting (审定会): its day, minutes and document number; a clerk records it, the signer is named."""

    number = models.CharField("会议编号", max_length=16, unique=True, help_text="如 HY2026-0001")
    level = models.CharField("哪一级", max_length=10, choices=Level)
    area_code = models.CharField("区划代码", max_length=12)
    held_on = models.DateField("会议日期")
    doc_no = models.CharField("文号", max_length=120, blank=True, help_text="县级必填")
    minutes = models.CharField("纪要", max_length=400)
    signer = models.CharField("签批人", max_length=60, help_text="姓名、职务")
    list_file = models.CharField("签字名单照片", max_length=80, help_text="media 下的相对路径")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="经办人", related_name="+")
    recorded_at = models.DateTimeField("记录时刻")

    class Meta:
        verbose_name = "审定会"
        constraints = [
            models.CheckConstraint(condition=Q(level=Level.TOWNSHIP) | ~Q(doc_no=""), name="meeting_county_doc_no")
        ]
        indexes = [models.Index(fields=["area_code", "held_on"], name="meeting_day")]

    class Privacy:
        personal = {"minutes", "signer", "list_file", "recorded_by"}
        plain = {"id", "number", "level", "area_code", "held_on", "doc_no", "recorded_at"}


class MeetingItem(models.Model):
    """What a meeting decided of one family (上会户)."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, verbose_name="审定会", related_name="items")
    case = models.ForeignKey(CaseFile, models.PROTECT, verbose_name="认定事项", related_name="meeting_items")
    result = models.CharField("结果", max_length=10, choices=Result)
    reason = models.CharField("原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "上会户"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "case"], name="meeting_item_once"),
            models.CheckConstraint(condition=Q(result=Result.PASSED) | ~Q(reason=""), name="meeting_item_reason"),
        ]

    class Privacy:
        personal = {"reason"}
        plain = {"id", "meeting", "case", "result"}
