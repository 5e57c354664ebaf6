"""Dated areas, county facts, policy parameters in force and the working calendar."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from huaiyuan.base.reference.types import AreaLevel
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.clock import OPEN_END


class Area(models.Model):
    """An area (区划) as it stood in a span of time; a renamed or re-coded area is a new row.

    Codes: county 6, township 9, village 12 digits; the township of a village is the first nine digits.
    """

    code = models.CharField("区划代码", max_length=12)
    name = models.CharField("全称", max_length=60)
    short_name = models.CharField("简称", max_length=40)
    level = models.CharField("层级", max_length=10, choices=AreaLevel)
    kind = models.CharField("类型", max_length=10, help_text="县、镇、乡、行政村、社区、开发区")
    parent_code = models.CharField("上级代码", max_length=12, blank=True)
    lifted_village = models.BooleanField("脱贫村", default=False)
    aliases = models.TextField("别名", blank=True, help_text="部门表里的其他写法，用英文分号隔开")
    sort = models.IntegerField("排序")
    valid_from = models.DateField("生效日期")
    valid_to = models.DateField("失效日期", default=OPEN_END)

    class Meta:
        verbose_name = "区划"
        ordering = ["sort"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="area_code_from"),
            models.UniqueConstraint(fields=["code"], condition=Q(valid_to=OPEN_END), name="area_one_open"),
            models.CheckConstraint(condition=Q(valid_from__lt=F("valid_to")), name="area_span"),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "code", "name", "short_name", "level", "kind", "parent_code", "lifted_village", "aliases",
            "sort", "valid_from", "valid_to",
        }  # fmt: skip


class CountyFact(models.Model):
    """A fact about the county that no record adds up to (县档案常量), with its year and source."""

    code = models.CharField("代码", max_length=40, help_text="如 area_km2、population_total")
    value_text = models.CharField("原文", max_length=80)
    number = models.DecimalField("数值", max_digits=18, decimal_places=4, null=True)
    unit = models.CharField("单位", max_length=20, blank=True)
    year = models.IntegerField("年份")
    source = models.CharField("来源", max_length=200)
    valid_from = models.DateField("生效日期")
    valid_to = models.DateField("失效日期", default=OPEN_END)

    class Meta:
        verbose_name = "县情常量"
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="county_fact_code_from"),
            models.UniqueConstraint(fields=["code"], condition=Q(valid_to=OPEN_END), name="county_fact_one_open"),
            models.CheckConstraint(condition=Q(valid_from__lt=F("valid_to")), name="county_fact_span"),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "code", "value_text", "number", "unit", "year", "source", "valid_from", "valid_to"}


class ParameterState(models.TextChoices):
    """Where a parameter's value stands."""

    SHIPPED = "shipped", "随系统附带，县里可改"
    APPROVED = "approved", "县里已定"


class ParameterValue(models.Model):
    """A policy number in force for a span of time (政策参数), with unit and source.

    Number and text exclude each other; a row with neither says that the value is not settled, and what needs it is off.
    A row is never changed: what another one takes the place of is `superseded` and stays, so that it can be told (and
    restored) what was known at any instant.
    """

    name = models.CharField("参数", max_length=80)
    title = models.CharField("名称", max_length=80)
    number = models.DecimalField("数值", max_digits=18, decimal_places=4, null=True)
    text = models.CharField("文字值", max_length=80, blank=True)
    unit = models.CharField("单位", max_length=20)
    valid_from = models.DateField("生效日期")
    valid_to = models.DateField("失效日期", default=OPEN_END)
    doc_no = models.CharField("文号", max_length=120, blank=True)
    source = models.CharField("依据", max_length=200)
    state = models.CharField("状态", max_length=10, choices=ParameterState, default=ParameterState.SHIPPED)
    recorded_at = models.DateTimeField("录入时刻", default=clock.now)
    superseded_at = models.DateTimeField("被取代时刻", null=True)

    class Meta:
        verbose_name = "政策参数"
        constraints = [
            models.UniqueConstraint(
                fields=["name", "valid_from"], condition=Q(superseded_at__isnull=True), name="parameter_name_from"
            ),
            models.UniqueConstraint(
                fields=["name"], condition=Q(valid_to=OPEN_END, superseded_at__isnull=True), name="parameter_one_open"
            ),
            models.CheckConstraint(condition=Q(valid_from__lt=F("valid_to")), name="parameter_span"),
            models.CheckConstraint(condition=Q(number__isnull=True) | Q(text=""), name="parameter_number_or_text"),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "name", "title", "number", "text", "unit", "valid_from", "valid_to", "doc_no", "source", "state",
            "recorded_at", "superseded_at",
        }  # fmt: skip


class CalendarYear(models.Model):
    """A year whose public holidays and make-up days have been entered; other years are unknown, not ordinary."""

    year = models.IntegerField("年份", unique=True)
    source = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = "工作日历年份"

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "year", "source"}


class WorkdayException(models.Model):
    """A day that differs from the week's pattern: a holiday on a weekday, or a make-up day (调休) at a weekend."""

    day = models.DateField("日期", unique=True)
    works = models.BooleanField("上班", help_text="是：周末调休上班；否：放假")
    note = models.CharField("说明", max_length=40, blank=True)

    class Meta:
        verbose_name = "工作日历"

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "day", "works", "note"}
