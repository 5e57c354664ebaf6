"""Helper units, helpers, dated pairings and hand-overs."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.county.duty.types import EndReason, Level, Part, Rank


def account(label: str, *, null: bool = False) -> models.ForeignKey:
    """A person's account that an act is signed with."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, null=null, related_name="+")


class HelperUnit(models.Model):
    """A unit that sends helpers (帮扶单位)."""

    unit_no = models.CharField("单位编号", max_length=12, unique=True)
    name = models.CharField("单位名称", max_length=60)
    level = models.CharField("单位层级", max_length=10, choices=Level)
    area_code = models.CharField("所在区划", max_length=12, help_text="乡镇单位 9 位，其余 6 位")

    class Meta:
        verbose_name = "帮扶单位"

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "unit_no", "name", "level", "area_code"}


class Helper(models.Model):
    """Somebody who helps households (帮扶责任人). Their own account is what signs; the phone stays sealed."""

    id = models.BigIntegerField("序号", primary_key=True, help_text="预留号段内的编号，也是封存值的一部分")
    helper_no = models.CharField("责任人编号", max_length=12, unique=True)
    name = models.CharField("姓名", max_length=60, db_index=True)
    sex = models.CharField("性别", max_length=1, blank=True)
    politics = models.CharField("政治面貌", max_length=12, blank=True)
    unit = models.ForeignKey(HelperUnit, models.PROTECT, verbose_name="帮扶单位", related_name="helpers")
    rank = models.CharField("职级", max_length=10, choices=Rank, default=Rank.ORDINARY)
    public_servant = models.BooleanField("国家公职人员", default=True)
    phone_sealed = models.BinaryField("电话（封存）", null=True)
    id_index = models.CharField("证件号码索引", max_length=32, null=True, unique=True, help_text="一人只登记一次")
    person_id = models.CharField("底册人员编号", max_length=12, blank=True, default="", help_text="本人在底册里才有")
    account = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="账号", related_name="+")
    left_on = models.DateField("离任日期", null=True)

    class Meta:
        verbose_name = "帮扶责任人"

    class Privacy:
        personal = {"name", "sex", "politics", "phone_sealed", "id_index", "person_id", "account"}
        plain = {"id", "helper_no", "unit", "rank", "public_servant", "left_on"}


class Pairing(models.Model):
    """Who helps which household in which part, from a day (inclusive) to a day (exclusive) (结对)."""

    pairing_no = models.CharField("结对编号", max_length=16, unique=True)
    household_no = models.CharField("户编号", max_length=24)
    helper = models.ForeignKey(Helper, models.PROTECT, verbose_name="帮扶责任人", related_name="pairings")
    part = models.CharField("分工", max_length=10, choices=Part, default=Part.PRINCIPAL)
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", default=OPEN_END, help_text="不含当天")
    end_reason = models.CharField("终止原因", max_length=10, choices=EndReason, blank=True, default="")
    paired_by = account("结对人", null=True)
    paired_at = models.DateTimeField("结对时刻")

    class Meta:
        verbose_name = "结对"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__lt=F("valid_to")), name="pairing_dates",
                violation_error_message="止日必须晚于起日",
            ),
            models.UniqueConstraint(
                fields=["household_no"], condition=Q(valid_to=OPEN_END, part="principal"), name="pairing_one_principal",
                violation_error_message="一户只能有一名主责的帮扶责任人",
            ),
            models.UniqueConstraint(
                fields=["household_no", "helper"], condition=Q(valid_to=OPEN_END), name="pairing_once",
                violation_error_message="同一人不能给同一户结对两次",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["household_no", "valid_from"], name="pairing_household"),
            models.Index(fields=["helper", "valid_to"], name="pairing_helper"),
        ]

    class Privacy:
        personal = {"helper", "paired_by"}
        plain = {
            "id", "pairing_no", "household_no", "part", "valid_from", "valid_to", "end_reason", "paired_at",
        }  # fmt: skip
