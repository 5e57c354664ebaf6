"""Closing a round level by level, and the re-check of households drawn by lot."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from huaiyuan.county.rounds.models.rounds import Line, Round
from huaiyuan.county.rounds.types import Level, Verdict


def _account(label: str, *, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, null=null, related_name="+")


class Closing(models.Model):
    """That an area has finished a round (本轮完成), until the next level opens it again with a reason."""

    round = models.ForeignKey(Round, models.PROTECT, verbose_name="排查轮次", related_name="closings")
    level = models.CharField("层级", max_length=10, choices=Level)
    area_code = models.CharField("区划代码", max_length=12)
    closed_on = models.DateField("完成日期")
    closed_by = _account("点完成的人", null=True)
    closed_at = models.DateTimeField("完成时刻")
    reopened_on = models.DateField("重开日期", null=True)
    reopened_by = _account("重开的人", null=True)
    reason = models.CharField("重开原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "本轮完成"
        constraints = [
            models.UniqueConstraint(
                fields=["round", "area_code"], condition=Q(reopened_on__isnull=True), name="closing_one_open"
            ),
            models.CheckConstraint(
                condition=Q(reopened_on__isnull=True, reason="") | (Q(reopened_on__isnull=False) & ~Q(reason="")),
                name="closing_reopened_why",
            ),
        ]

    class Privacy:
        personal = {"closed_by", "reopened_by", "reason"}
        plain = {"id", "round", "level", "area_code", "closed_on", "closed_at", "reopened_on"}


class Draw(models.Model):
    """A lot drawn in a village (抽签): from how many, how many. Anybody can draw it again from the round's seed."""

    round = models.ForeignKey(Round, models.PROTECT, verbose_name="排查轮次", related_name="draws")
    village_code = models.CharField("村代码", max_length=12)
    drawn_on = models.DateField("抽签日期")
    drawn_by = _account("抽签人", null=True)
    population = models.IntegerField("从多少户里抽")
    taken = models.IntegerField("抽中户数")

    class Meta:
        verbose_name = "抽签"
        constraints = [models.UniqueConstraint(fields=["round", "village_code"], name="draw_once")]

    class Privacy:
        personal = {"drawn_by"}
        plain = {"id", "round", "village_code", "drawn_on", "population", "taken"}


class Recheck(models.Model):
    """A household drawn to be looked at again by somebody else (抽查复核)."""

    draw = models.ForeignKey(Draw, models.PROTECT, verbose_name="抽签", related_name="rechecks")
    line = models.OneToOneField(Line, models.PROTECT, verbose_name="排查户", related_name="recheck")
    place = models.IntegerField("签号")
    verdict = models.CharField("复核结果", max_length=10, choices=Verdict, blank=True)
    found = models.CharField("看到的情况", max_length=200, blank=True)
    checked_on = models.DateField("复核日期", null=True)
    checked_by = _account("复核人", null=True)

    class Meta:
        verbose_name = "抽查复核"
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="", checked_on__isnull=True) | (~Q(verdict="") & Q(checked_on__isnull=False)),
                name="recheck_when",
            )
        ]

    class Privacy:
        personal = {"verdict", "found", "checked_by"}
        plain = {"id", "draw", "line", "place", "checked_on"}
