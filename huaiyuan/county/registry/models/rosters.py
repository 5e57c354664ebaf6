"""Rosters closed at the end of each year's 动态管理: a count by them moves only when the next one is closed."""

from __future__ import annotations

from django.db import models

from huaiyuan.county.registry.models.households import Household, Person
from huaiyuan.county.registry.types import Archive


class Roster(models.Model):
    """The roster of 脱贫户 of one year (年度名册)."""

    year = models.IntegerField("年度", unique=True)
    closed_on = models.DateField("关账日期")
    source_ref = models.CharField("来源凭据", max_length=120, blank=True)

    class Meta:
        verbose_name = "年度名册"

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "year", "closed_on", "source_ref"}


class RosterHousehold(models.Model):
    """A household on a roster (名册户)."""

    roster = models.ForeignKey(Roster, models.PROTECT, verbose_name="年度名册")
    household = models.ForeignKey(Household, models.PROTECT, verbose_name="农户")
    archive_type = models.CharField("户类型", max_length=4, choices=Archive)

    class Meta:
        verbose_name = "名册户"
        constraints = [models.UniqueConstraint(fields=["household", "roster"], name="roster_household_once")]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "roster", "household", "archive_type"}


class RosterPerson(models.Model):
    """A person on a roster, in the household of that day (名册人)."""

    roster = models.ForeignKey(Roster, models.PROTECT, verbose_name="年度名册")
    household = models.ForeignKey(Household, models.PROTECT, verbose_name="农户")
    person = models.ForeignKey(Person, models.PROTECT, verbose_name="人员")

    class Meta:
        verbose_name = "名册人"
        constraints = [models.UniqueConstraint(fields=["person", "roster"], name="roster_person_once")]

    class Privacy:
        personal = {"person"}
        plain = {"id", "roster", "household"}
