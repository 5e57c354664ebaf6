"""Tasks (交办任务): anything with an owner, a deadline and a proof. The one inbox reads only these."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q

# A task whose limit nobody has settled sorts behind all others.
NO_LIMIT_AT = dt.datetime(9999, 12, 31, tzinfo=dt.UTC)


class TaskState(models.TextChoices):
    """Where a task stands."""

    OPEN = "open", "待办"
    DONE = "done", "已办结"
    CANCELLED = "cancelled", "已撤回"


class TaskGrade(models.TextChoices):
    """How pressing a task is by its subject (级别); empty for tasks without a level."""

    RED = "red", "红"
    ORANGE = "orange", "橙"
    YELLOW = "yellow", "黄"


class Task(models.Model):
    """Something handed to a post in an area, to be done by a day, with a proof when it is done."""

    kind = models.CharField("种类", max_length=40)
    subject_type = models.CharField("对象类别", max_length=20)
    subject_no = models.CharField("对象编号", max_length=40, help_text="对外编号，如线索编号")
    about = models.CharField("事由", max_length=120, blank=True)
    household_no = models.CharField("户编号", max_length=24, blank=True)
    village_code = models.CharField("村代码", max_length=12, blank=True)
    owner_area = models.CharField("承办区划", max_length=12)
    owner_post = models.CharField("承办岗位", max_length=20)
    owner_department = models.CharField(
        "承办部门", max_length=40, blank=True, default="", help_text="岗位是行业部门时才有"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="承办人", null=True, related_name="+",
        help_text="空为岗位上的人都可办",
    )  # fmt: skip
    grade = models.CharField("级别", max_length=6, choices=TaskGrade, blank=True)
    opened_at = models.DateTimeField("交办时刻")
    due_at = models.DateTimeField("期限", help_text="9999-12-31 为期限未定")
    state = models.CharField("状态", max_length=10, choices=TaskState, default=TaskState.OPEN)
    proof = models.CharField("办结凭据", max_length=200, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="办结人", null=True, related_name="+"
    )
    closed_at = models.DateTimeField("办结时刻", null=True)

    class Meta:
        verbose_name = "交办任务"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_no"], condition=Q(state="open"), name="task_one_open",
                violation_error_message="同一件事不能交办两次",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="task_closed_when",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["owner_area", "owner_post", "state", "due_at", "id"], name="task_inbox"),
            models.Index(fields=["village_code", "state", "due_at"], name="task_village"),
        ]

    class Privacy:
        personal = {"about", "proof", "owner", "closed_by"}
        plain = {
            "id", "kind", "subject_type", "subject_no", "household_no", "village_code", "owner_area", "owner_post",
            "owner_department", "grade", "opened_at", "due_at", "state", "closed_at",
        }  # fmt: skip


class StandIn(models.Model):
    """Whose tasks by name somebody sees and does for a time beside their own (代办), from a day to a day (exclusive).

    Written by a hand-over only; it ends by itself.
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="代办人", related_name="+")
    stands_for = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="替谁", related_name="+")
    ground = models.CharField("依据", max_length=24, help_text="交接单编号")
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", help_text="不含当天")

    class Meta:
        verbose_name = "代办"
        constraints = [
            models.CheckConstraint(condition=Q(valid_from__lt=models.F("valid_to")), name="stand_in_dates"),
        ]
        indexes = [models.Index(fields=["account", "valid_to"], name="stand_in_account")]

    class Privacy:
        personal = {"account", "stands_for"}
        plain = {"id", "ground", "valid_from", "valid_to"}


class Message(models.Model):
    """Something a post must know and need not do (通知), until somebody of the post has read it."""

    owner_area = models.CharField("给哪个区划", max_length=12)
    owner_post = models.CharField("给哪个岗位", max_length=20)
    subject_type = models.CharField("对象类别", max_length=20)
    subject_no = models.CharField("对象编号", max_length=40)
    household_no = models.CharField("户编号", max_length=24, blank=True)
    says = models.CharField("内容", max_length=400)
    posted_at = models.DateTimeField("发出时刻")
    ended_at = models.DateTimeField("看过时刻", null=True, help_text="看过，或后来的通知代替了它")
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="看过的人", null=True, related_name="+"
    )

    class Meta:
        verbose_name = "通知"
        indexes = [models.Index(fields=["owner_area", "owner_post", "ended_at"], name="message_unread")]

    class Privacy:
        personal = {"says", "ended_by"}
        plain = {
            "id", "owner_area", "owner_post", "subject_type", "subject_no", "household_no", "posted_at", "ended_at",
        }  # fmt: skip
