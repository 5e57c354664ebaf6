"""Who guides which township, and what was asked at a step and answered."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q

from huaiyuan.county.guiding.types import QuestionState

FOREVER = dt.date(9999, 12, 31)


def account(label: str, *, null: bool = False, says: str = "") -> models.ForeignKey:
    """A foreign key to whoever did something."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, null=null, related_name="+", help_text=says
    )


class GuideArea(models.Model):
    """Which county guide looks after a township from a day on (包联指导员); a township has one at a time, or none."""

    township_code = models.CharField("乡镇代码", max_length=9)
    guide = account("指导员")
    valid_from = models.DateField("从哪天起")
    valid_to = models.DateField("到哪天止", default=FOREVER, help_text="不含这天；9999-12-31 为现任")
    set_by = account("谁定的")
    set_at = models.DateTimeField("哪时定的")

    class Meta:
        verbose_name = "包联指导员"
        constraints = [
            models.UniqueConstraint(
                fields=["township_code"], condition=Q(valid_to=FOREVER), name="guide_area_one",
                violation_error_message="一个乡镇只有一名现任的包联指导员",
            ),
            models.CheckConstraint(condition=Q(valid_to__gte=models.F("valid_from")), name="guide_area_span"),
        ]  # fmt: skip

    class Privacy:
        personal = {"guide", "set_by"}
        plain = {"id", "township_code", "valid_from", "valid_to", "set_at"}


class Question(models.Model):
    """What somebody asked at a step and what the guide answered (问一问).

    `shown` and `answer` are what others find at that step; neither may hold anything of a person. `about` is for the
    asker and the guide alone.
    """

    number = models.CharField("问题编号", max_length=16, unique=True, help_text="如 WD2026-0001")
    stage = models.CharField("环节", max_length=20)
    step = models.CharField("哪一步", max_length=20)
    area_code = models.CharField("问的人的区划", max_length=12)
    township_code = models.CharField("乡镇代码", max_length=9)
    about = models.CharField(
        "关于哪一件", max_length=40, blank=True, help_text="认定编号、户编号等，只给问的人和指导员看"
    )
    household_no = models.CharField(
        "户编号", max_length=24, blank=True, help_text="问的是哪一户；只用来查答复里有没有写这户人的名字"
    )
    about_page = models.CharField("哪一页", max_length=40, blank=True, help_text="从哪一页问的，答复时点得开")
    text = models.CharField("问什么", max_length=200)
    shown = models.CharField("公开时的问法", max_length=200, blank=True, help_text="指导员答复时可以改")
    answer = models.CharField("答复", max_length=600, blank=True)
    basis = models.CharField("依据", max_length=120, blank=True, help_text="哪份文件第几条")
    is_public = models.BooleanField("留在这一步给别人看", default=True)
    state = models.CharField("状态", max_length=10, choices=QuestionState, default=QuestionState.ASKED)
    due_at = models.DateTimeField("答复期限")
    asked_by = account("谁问的")
    asked_at = models.DateTimeField("什么时候问的")
    answered_by = account("谁答复的", null=True)
    answered_at = models.DateTimeField("什么时候答复的", null=True)
    version = models.IntegerField("版本", default=1)

    class Meta:
        verbose_name = "问答"
        constraints = [
            models.CheckConstraint(
                condition=Q(state=QuestionState.ANSWERED, answered_at__isnull=False)
                | (~Q(state=QuestionState.ANSWERED) & Q(answered_at__isnull=True)),
                name="question_answered_when",
            )
        ]
        indexes = [
            models.Index(fields=["stage", "step", "state", "-answered_at"], name="question_step"),
            models.Index(fields=["township_code", "state", "due_at"], name="question_township"),
        ]

    class Privacy:
        personal = {"about", "asked_by", "answered_by", "text"}
        plain = {
            "id", "number", "stage", "step", "area_code", "township_code", "household_no", "about_page",
            "shown", "answer", "basis",
            "is_public", "state", "due_at", "asked_at", "answered_at", "version",
        }  # fmt: skip
