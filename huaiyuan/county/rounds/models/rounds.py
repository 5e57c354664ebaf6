"""A round, the key groups it was opened with, and its line for every household."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from huaiyuan.county.rounds.types import NO_ORDER, Result, RoundState, State, Way


class Round(models.Model):
    """A full screening of every household (排查轮次), two a year; with an area of one township's, after a flood say (专项排查)."""

    number = models.CharField("轮次编号", max_length=12, unique=True, help_text="如 PC2026-02")
    name = models.CharField("名称", max_length=40)
    area_code = models.CharField(
        "只查的乡镇", max_length=12, blank=True, help_text="空为全县；只查一个乡镇的是专项排查"
    )
    form = models.CharField("表样", max_length=40)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("截止日期")
    with_income = models.BooleanField("同时收年度信息采集", default=False)
    seed = models.CharField("抽签种子", max_length=16, help_text="开轮时定，抽过签才公开")
    recheck_percent = models.IntegerField("抽查复核比例", help_text="百分数")
    state = models.CharField("状态", max_length=10, choices=RoundState, default=RoundState.PREPARING)
    households = models.IntegerField("开始时户数", default=0)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="开轮人", null=True, related_name="+"
    )
    opened_at = models.DateTimeField("开轮时刻")
    kept_at = models.DateTimeField("户的增减跟到", help_text="底册在这之前的变动已经跟上")

    class Meta:
        verbose_name = "排查轮次"
        constraints = [models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="round_span")]

    class Privacy:
        personal = {"opened_by"}
        plain = {
            "id", "number", "name", "area_code", "form", "starts_on", "ends_on", "with_income", "seed", "recheck_percent", "state",
            "households", "opened_at", "kept_at",
        }  # fmt: skip


class RoundGroup(models.Model):
    """A key group as it was asked for when a round was opened (本轮重点群体); off when its data were not there."""

    round = models.ForeignKey(Round, models.PROTECT, verbose_name="排查轮次", related_name="groups")
    code = models.CharField("代码", max_length=4)
    title = models.CharField("名称", max_length=40)
    version = models.IntegerField("条件版本")
    condition = models.TextField("条件")
    source = models.CharField("依据", max_length=200)
    since = models.DateField("施行日期")
    off_because = models.CharField("没用上的原因", max_length=200, blank=True)
    households = models.IntegerField("户数", default=0)
    unknown = models.IntegerField("不明户数", default=0)

    class Meta:
        verbose_name = "本轮重点群体"
        constraints = [models.UniqueConstraint(fields=["round", "code"], name="round_group_once")]

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "round", "code", "title", "version", "condition", "source", "since", "off_because", "households",
            "unknown",
        }  # fmt: skip


class Line(models.Model):
    """A household in a round (排查户): where it is on the walk, why it needs a closer look, and what was found last.

    `first_on` is the day it was first looked at and stays when a re-check asks for another look.
    """

    round = models.ForeignKey(Round, models.PROTECT, verbose_name="排查轮次", related_name="lines")
    household_no = models.CharField("户编号", max_length=24)
    village_code = models.CharField("村代码", max_length=12)
    group_name = models.CharField("村民组", max_length=40, blank=True, help_text="空为未分组")
    walk_order = models.IntegerField("走访次序", default=NO_ORDER)
    is_key = models.BooleanField("重点群体户", default=False)
    key_groups = models.CharField("重点群体", max_length=60, blank=True, help_text="代码，用英文分号隔开")
    unknown_groups = models.CharField("不明的重点群体", max_length=60, blank=True, help_text="代码，用英文分号隔开")
    income_due = models.BooleanField("要收年度收入", default=False)
    same_before = models.IntegerField("之前连着几轮无变化", default=0)
    last_result = models.CharField("上一轮结果", max_length=8, choices=Result, blank=True)
    last_on = models.DateField("上一轮排查日期", null=True)
    state = models.CharField("状态", max_length=8, choices=State, default=State.WAITING)
    result = models.CharField("结果", max_length=8, choices=Result, blank=True)
    way = models.CharField("方式", max_length=6, choices=Way, blank=True)
    reason = models.CharField("原因", max_length=60, blank=True, help_text="空挂或没查的原因")
    looked_on = models.DateField("排查日期", null=True)
    first_on = models.DateField("首次排查日期", null=True)
    again_at = models.DateTimeField("退回重查时刻", null=True)
    changed_by = models.CharField("最近经办", max_length=60, blank=True)
    changed_at = models.DateTimeField("最近经办时刻", null=True)
    version = models.IntegerField("版本", default=1)

    class Meta:
        verbose_name = "排查户"
        constraints = [
            models.UniqueConstraint(
                fields=["round", "household_no"], name="line_one_a_round",
                violation_error_message="一户一轮只有一行",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | (Q(looked_on__isnull=False) & ~Q(result="") & ~Q(way="")),
                name="line_done_how",
            ),
            models.CheckConstraint(condition=~Q(state="excused") | ~Q(reason=""), name="line_excused_why"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["round", "village_code", "walk_order", "household_no"], name="line_walk"),
            models.Index(
                fields=["round", "village_code", "group_name", "state", "result", "is_key", "way"],
                name="line_progress",
            ),
            models.Index(fields=["household_no"], name="line_household"),
        ]  # fmt: skip

    class Privacy:
        personal = {
            "key_groups",
            "unknown_groups",
            "result",
            "last_result",
            "reason",
            "changed_by",
            "income_due",
            "is_key",
        }
        plain = {
            "id", "round", "household_no", "village_code", "group_name", "walk_order", "same_before", "last_on", "state",
            "way", "looked_on", "first_on", "again_at", "changed_at", "version",
        }  # fmt: skip


class KeyReason(models.Model):
    """Why a household is in a key group (重点缘由), in one sentence."""

    round = models.ForeignKey(Round, models.PROTECT, verbose_name="排查轮次", related_name="+")
    household_no = models.CharField("户编号", max_length=24)
    code = models.CharField("重点群体代码", max_length=4)
    says = models.CharField("缘由", max_length=200)

    class Meta:
        verbose_name = "重点缘由"
        indexes = [models.Index(fields=["round", "household_no"], name="key_reason_household")]

    class Privacy:
        personal = {"code", "says"}
        plain = {"id", "round", "household_no"}
