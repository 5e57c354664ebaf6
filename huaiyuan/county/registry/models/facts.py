"""What a household and a person currently are, as dated facts."""

from __future__ import annotations

from django.db import models

from huaiyuan.county.registry.bitemporal import FACT_FIELDS, Fact, one_open, span
from huaiyuan.county.registry.models.households import Household, Person
from huaiyuan.county.registry.types import Archive, Category, EntryKind, RiskState


class ArchiveType(Fact):
    """Whether a household is 脱贫户 or 一般农户 (户类型)."""

    household = models.ForeignKey(Household, models.PROTECT, verbose_name="农户")
    archive_type = models.CharField("户类型", max_length=4, choices=Archive)

    class Meta:
        verbose_name = "户类型"
        constraints = [one_open("household", name="archive_type_one_open"), span("archive_type_span")]

    class Privacy:
        personal: set[str] = set()
        plain = FACT_FIELDS | {"household", "archive_type"}


class MonitoringFact(Fact):
    """A stretch of a monitoring cycle (监测状态): category and risk state, decided by the county.

    A cycle is `[approved_on, cleared_on)` 未消除 and then 已消除 without end; a household identified again has a next cycle.
    """

    household = models.ForeignKey(Household, models.PROTECT, verbose_name="农户")
    cycle = models.IntegerField("周期", help_text="第几次识别")
    category = models.CharField("监测对象类别", max_length=10, choices=Category)
    risk_state = models.CharField("风险状态", max_length=4, choices=RiskState)
    approved_on = models.DateField("识别日期", help_text="县级审定日")
    cleared_on = models.DateField("消除日期", null=True, blank=True, help_text="县级审定日")
    entry_kind = models.CharField("识别方式", max_length=4, choices=EntryKind)
    risks = models.TextField("风险类型", blank=True, help_text="用英文分号隔开")

    class Meta:
        verbose_name = "监测状态"
        constraints = [one_open("household", name="monitoring_one_open"), span("monitoring_span")]

    class Privacy:
        personal = {"category", "risks"}
        plain = FACT_FIELDS | {"household", "cycle", "risk_state", "approved_on", "cleared_on", "entry_kind"}


class HealthFact(Fact):
    """A person's coded state of health (健康状况); no fact means 不明, not 健康."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name="人员")
    health = models.CharField("健康状况", max_length=40, help_text="可并列，用英文分号隔开")

    class Meta:
        verbose_name = "健康状况"
        constraints = [one_open("person", name="health_one_open"), span("health_span")]

    class Privacy:
        personal = {"person", "health"}
        plain = FACT_FIELDS


class LabourFact(Fact):
    """A person's ability to work (劳动技能); no fact means 不明."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name="人员")
    labour = models.CharField("劳动技能", max_length=12)

    class Meta:
        verbose_name = "劳动技能"
        constraints = [one_open("person", name="labour_one_open"), span("labour_span")]

    class Privacy:
        personal = {"person", "labour"}
        plain = FACT_FIELDS
