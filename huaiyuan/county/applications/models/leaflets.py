"""The register of leaflets (明白纸): which went to which households, when, by whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from huaiyuan.county.applications.types import Leaflet, Reach


class Distribution(models.Model):
    """One round of handing out (发放登记) in a village; what was wrong is taken back, never deleted."""

    number = models.CharField("发放编号", max_length=16, unique=True, help_text="如 MB2026-000001")
    client_uuid = models.UUIDField("手机编号", unique=True, help_text="手机上生成，重传不会登记两次")
    leaflet = models.CharField("明白纸", max_length=10, choices=Leaflet)
    village_code = models.CharField("村代码", max_length=12)
    reach = models.CharField("发给谁", max_length=10, choices=Reach)
    group_name = models.CharField("村民组", max_length=40, blank=True, default="")
    households = models.IntegerField("户数")
    given_on = models.DateField("发放日期")
    counts_until = models.DateField("算到哪天", help_text="不含当天；过后要再发一遍才算发到")
    given_by = models.CharField("发放人", max_length=60)
    note = models.CharField("说明", max_length=200, blank=True, default="")
    proof = models.CharField("照片存放", max_length=80, blank=True, default="", help_text="media 下的相对路径")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="登记人", related_name="+")
    recorded_at = models.DateTimeField("登记时刻")
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="撤销人", null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField("撤销时刻", null=True)
    withdrawn_why = models.CharField("撤销原因", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "发放登记"
        indexes = [models.Index(fields=["village_code", "leaflet", "given_on"], name="distribution_village")]

    class Privacy:
        personal = {"given_by", "note", "proof", "recorded_by", "withdrawn_by", "withdrawn_why"}
        plain = {
            "id", "number", "client_uuid", "leaflet", "village_code", "reach", "group_name", "households", "given_on",
            "counts_until", "recorded_at", "withdrawn_at",
        }  # fmt: skip


class Given(models.Model):
    """A household that a distribution reached (发到的户)."""

    distribution = models.ForeignKey(Distribution, models.PROTECT, verbose_name="发放登记", related_name="given")
    household_no = models.CharField("户编号", max_length=24, db_index=True)

    class Meta:
        verbose_name = "发到的户"
        constraints = [models.UniqueConstraint(fields=["distribution", "household_no"], name="given_once")]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "distribution", "household_no"}
