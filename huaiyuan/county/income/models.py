"""A family's income as it was measured: the statement, its amounts, the photos that prove them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from huaiyuan.county.income.types import Origin, PhotoKind, Purpose, Signed, State


def _account(label: str, *, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, null=null, related_name="+")


class IncomeStatement(models.Model):
    """What a household had in twelve months (收入测算), as measured once; measured again it is a new version."""

    number = models.CharField("测算编号", max_length=16, unique=True, help_text="如 SR2026-000001")
    client_uuid = models.UUIDField("手机编号", unique=True, help_text="手机上生成，重传不会记两次")
    household_no = models.CharField("户编号", max_length=24)
    village_code = models.CharField("村代码", max_length=12)
    purpose = models.CharField("用途", max_length=16, choices=Purpose)
    first_on = models.DateField("核算期起")
    last_on = models.DateField("核算期止")
    version = models.IntegerField("版本", default=1, help_text="同一户同一用途同一核算期的第几次测算")
    superseded_at = models.DateTimeField("被新版本取代的时刻", null=True)
    size = models.IntegerField("家庭人口数")
    none_of = models.CharField("没有的类", max_length=120, blank=True, help_text="户里说没有的收支类，用英文分号隔开")
    net_fen = models.BigIntegerField("家庭纯收入", null=True, help_text="分，空为不明")
    reference_fen = models.BigIntegerField("监测参考收入", null=True, help_text="分，纯收入加理赔减合规自付，空为不明")
    missing = models.TextField("缺什么", blank=True, help_text="缺的数的名字，用英文分号隔开")
    measured_on = models.DateField("测算日期")
    measured_by = _account("测算人")
    companion = models.CharField("同行人", max_length=60, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    recorded_at = models.DateTimeField("收到时刻")
    signed = models.CharField("户主签字", max_length=6, choices=Signed)
    signed_on = models.DateField("签字日期", null=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.MEASURED)
    decided_by = _account("复核人", null=True)
    decided_at = models.DateTimeField("复核时刻", null=True)
    decided_why = models.CharField("退回原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "收入测算"
        constraints = [
            models.UniqueConstraint(
                fields=["household_no", "purpose", "first_on"], condition=Q(superseded_at=None), name="income_one_current",
                violation_error_message="这一户这一期已有收入测算",
            ),
            models.UniqueConstraint(
                fields=["household_no", "purpose", "first_on", "version"], name="income_one_version"
            ),
            models.CheckConstraint(condition=Q(size__gte=1), name="income_somebody_lives_there"),
            models.CheckConstraint(
                condition=Q(signed="due", signed_on__isnull=True) | Q(signed="done", signed_on__isnull=False),
                name="income_signed_when",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("measured_by")), name="income_four_eyes"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["village_code", "purpose", "first_on"], name="income_village"),
        ]

    class Privacy:
        personal = {
            "size", "none_of", "net_fen", "reference_fen", "missing", "measured_by", "companion", "note", "decided_by",
            "decided_why",
        }  # fmt: skip
        plain = {
            "id", "number", "client_uuid", "household_no", "village_code", "purpose", "first_on", "last_on", "version",
            "superseded_at", "measured_on", "recorded_at", "signed", "signed_on", "state", "decided_at",
        }  # fmt: skip


class IncomeEntry(models.Model):
    """One amount of a statement (收入明细); without an amount it was asked for and not known."""

    statement = models.ForeignKey(IncomeStatement, models.PROTECT, verbose_name="收入测算", related_name="entries")
    code = models.CharField("科目", max_length=4, help_text="收入科目编号，如 a1")
    fen = models.BigIntegerField("金额", null=True, help_text="分，空为不明")
    origin = models.CharField("来源", max_length=10, choices=Origin)
    origin_ref = models.CharField("来源说明", max_length=200, blank=True, help_text="如部门、批次、月数")

    class Meta:
        verbose_name = "收入明细"
        constraints = [
            models.UniqueConstraint(fields=["statement", "code"], name="income_entry_one_an_item"),
            models.CheckConstraint(condition=Q(fen__isnull=True) | Q(fen__gte=0), name="income_entry_not_negative"),
        ]

    class Privacy:
        personal = {"code", "fen", "origin_ref"}
        plain = {"id", "statement", "origin"}


class IncomePhoto(models.Model):
    """A photo to a statement (收入凭证): a voucher of an outlay, or the signed sheet; sealed, without position."""

    client_uuid = models.UUIDField("手机编号", unique=True)
    statement = models.ForeignKey(IncomeStatement, models.PROTECT, verbose_name="收入测算", related_name="photos")
    kind = models.CharField("照片内容", max_length=8, choices=PhotoKind)
    file_name = models.CharField("存放", max_length=80, help_text="media 下的相对路径")
    size = models.IntegerField("大小", help_text="封存前字节数")
    added_by = _account("上传人")
    added_at = models.DateTimeField("上传时刻")

    class Meta:
        verbose_name = "收入凭证"

    class Privacy:
        personal = {"file_name", "added_by"}
        plain = {"id", "client_uuid", "statement", "kind", "size", "added_at"}
