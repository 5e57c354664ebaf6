"""Visits of helpers, what was seen, and what had to be settled."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from huaiyuan.county.duty.models.pairing import Helper, account
from huaiyuan.county.duty.types import Look, ProblemKind, ProblemState, Way


class HomeVisit(models.Model):
    """A helper's visit (走访): five looks that are good unless said otherwise, and at most one sentence."""

    client_uuid = models.UUIDField("手机编号", unique=True, help_text="手机上生成，重传不会记两次")
    household_no = models.CharField("户编号", max_length=24)
    village_code = models.CharField("村代码", max_length=12, help_text="走访时所在的村")
    helper = models.ForeignKey(Helper, models.PROTECT, verbose_name="帮扶责任人", related_name="visits")
    visited_on = models.DateField("走访日期")
    way = models.CharField("走访方式", max_length=6, choices=Way)
    note = models.CharField("一句话", max_length=120, blank=True)
    looks_bad = models.IntegerField("不好的几项", default=0)
    photos_due = models.IntegerField("照片张数", default=0, help_text="手机上拍了几张；传齐以前和收到的不等")
    base_version = models.IntegerField("填写时的版本", help_text="填写前这一户的走访次数")
    recorded_by = account("记录人", null=True)
    recorded_at = models.DateTimeField("收到时刻")

    class Meta:
        verbose_name = "走访"
        indexes = [
            models.Index(fields=["household_no", "-visited_on"], name="home_visit_household"),
            models.Index(fields=["village_code", "-visited_on"], name="home_visit_village"),
            models.Index(fields=["helper", "visited_on"], name="home_visit_helper"),
        ]

    class Privacy:
        personal = {"helper", "note", "recorded_by"}
        plain = {
            "id", "client_uuid", "household_no", "village_code", "visited_on", "way", "looks_bad", "photos_due",
            "base_version", "recorded_at",
        }  # fmt: skip


class VisitLook(models.Model):
    """One of the five looks that was not good (五看中不好的), and what is the matter."""

    visit = models.ForeignKey(HomeVisit, models.PROTECT, verbose_name="走访", related_name="looks")
    look = models.CharField("看什么", max_length=6, choices=Look)
    says = models.CharField("怎么不好", max_length=120, blank=True)

    class Meta:
        verbose_name = "五看"
        constraints = [models.UniqueConstraint(fields=["visit", "look"], name="visit_look_once")]

    class Privacy:
        personal = {"says"}
        plain = {"id", "visit", "look"}


class HomeVisitPhoto(models.Model):
    """A photo of a visit (走访照片), sealed, without position or device data."""

    client_uuid = models.UUIDField("手机编号", unique=True)
    visit = models.ForeignKey(HomeVisit, models.PROTECT, verbose_name="走访", related_name="photos")
    file_name = models.CharField("存放", max_length=80, help_text="media 下的相对路径")
    width = models.IntegerField("宽", help_text="像素")
    height = models.IntegerField("高", help_text="像素")
    size = models.IntegerField("大小", help_text="封存前字节数")
    added_by = account("上传人")
    added_at = models.DateTimeField("上传时刻")

    class Meta:
        verbose_name = "走访照片"

    class Privacy:
        personal = {"file_name", "added_by"}
        plain = {"id", "client_uuid", "visit", "width", "height", "size", "added_at"}


class Problem(models.Model):
    """Something that a family needs settled (要解决的事): an owner, a deadline, and a look back at the next visit."""

    problem_no = models.CharField("事项编号", max_length=16, unique=True, help_text="如 SX2026-000001")
    visit = models.ForeignKey(HomeVisit, models.PROTECT, verbose_name="走访", related_name="problems")
    household_no = models.CharField("户编号", max_length=24)
    village_code = models.CharField("村代码", max_length=12)
    helper = models.ForeignKey(Helper, models.PROTECT, verbose_name="帮扶责任人", related_name="problems")
    kind = models.CharField("种类", max_length=8, choices=ProblemKind)
    says = models.CharField("什么事", max_length=120, blank=True)
    owner_area = models.CharField("承办区划", max_length=12)
    owner_post = models.CharField("承办岗位", max_length=20)
    owner_department = models.CharField("承办部门", max_length=40, blank=True, default="")
    state = models.CharField("状态", max_length=8, choices=ProblemState, default=ProblemState.OPEN)
    raised_at = models.DateTimeField("提出时刻")
    due_at = models.DateTimeField("期限", help_text="9999-12-31 为期限未定")
    answer = models.CharField("怎么办的", max_length=200, blank=True, default="")
    answered_by = account("办结人", null=True)
    answered_at = models.DateTimeField("办结时刻", null=True)
    closed_at = models.DateTimeField("了结时刻", null=True)
    times = models.IntegerField("办了几回", default=0, help_text="回访说没办好会再办")
    version = models.IntegerField("版本", default=1)

    class Meta:
        verbose_name = "要解决的事"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="problem_closed_when",
            )
        ]
        indexes = [
            models.Index(fields=["household_no", "state"], name="problem_household"),
            models.Index(fields=["village_code", "state", "due_at"], name="problem_village"),
            models.Index(fields=["owner_department", "state", "due_at"], name="problem_department"),
        ]

    class Privacy:
        personal = {"helper", "says", "answer", "answered_by"}
        plain = {
            "id", "problem_no", "visit", "household_no", "village_code", "kind", "owner_area", "owner_post",
            "owner_department", "state", "raised_at", "due_at", "answered_at", "closed_at", "times", "version",
        }  # fmt: skip


class ProblemCheck(models.Model):
    """What a later visit found of a problem (回访): settled or not."""

    visit = models.ForeignKey(HomeVisit, models.PROTECT, verbose_name="走访", related_name="checks")
    problem = models.ForeignKey(Problem, models.PROTECT, verbose_name="要解决的事", related_name="checks")
    settled = models.BooleanField("办了")

    class Meta:
        verbose_name = "回访"
        constraints = [models.UniqueConstraint(fields=["visit", "problem"], name="problem_check_once")]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "visit", "problem", "settled"}
