"""Households, persons, who lives with whom, and where."""

from __future__ import annotations

from django.db import models

from huaiyuan.county.registry.bitemporal import FACT_FIELDS, Fact, one_open, span
from huaiyuan.county.registry.types import AliasKind, CloseReason, IdKind, LeaveReason, Sex


class Household(models.Model):
    """A household (农户): registered residence and common life. Its number never changes, wherever it moves."""

    id = models.BigIntegerField("序号", primary_key=True, help_text="预留号段内的编号")
    household_no = models.CharField("户编号", max_length=24, unique=True, help_text="初次登记的村代码加顺序号")
    registered_on = models.DateField("登记日期")
    closed_on = models.DateField("销户日期", null=True, blank=True)
    close_reason = models.CharField("销户原因", max_length=10, choices=CloseReason, blank=True)
    closed_ref = models.CharField("销户凭据", max_length=120, blank=True, default="", help_text="哪次登记销的")
    rural = models.BooleanField("农村户", default=True)
    source_ref = models.CharField("来源凭据", max_length=120, blank=True)
    version = models.IntegerField("版本", default=1)

    class Meta:
        verbose_name = "农户"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True, close_reason="")
                | (models.Q(closed_on__isnull=False) & ~models.Q(close_reason="")),
                name="household_closed_with_reason",
                violation_error_message="销户要写日期和原因",
            )
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "household_no", "registered_on", "closed_on", "close_reason", "closed_ref", "rural", "source_ref", "version",
        }  # fmt: skip


class Person(models.Model):
    """A person (人员) of the registry. Numbers that identify stand sealed; keyed indexes beside them allow exact search."""

    id = models.BigIntegerField("序号", primary_key=True, help_text="预留号段内的编号，也是封存值的一部分")
    person_id = models.CharField("人员编号", max_length=12, unique=True)
    name = models.CharField("姓名", max_length=60, db_index=True)
    initials = models.CharField("姓名首字母", max_length=60, default="", help_text="拼音首字母，按姓氏读音，只供找人")
    sex = models.CharField("性别", max_length=1, choices=Sex)
    birth_on = models.DateField("出生日期")
    died_on = models.DateField("死亡日期", null=True, blank=True)
    id_kind = models.CharField("证件类型", max_length=6, choices=IdKind)
    id_sealed = models.BinaryField("证件号码（封存）", null=True)
    id_index = models.CharField("证件号码索引", max_length=32, null=True, db_index=True)
    id_lake = models.CharField("比对键", max_length=32, null=True, help_text="湖键 HMAC 前 16 字节的十六进制")
    id_tail = models.IntegerField("证件尾号索引", null=True, db_index=True, help_text="截到 14 位")
    phone_sealed = models.BinaryField("电话（封存）", null=True)
    phone_tail = models.IntegerField("电话尾号索引", null=True, db_index=True, help_text="截到 14 位")
    card_sealed = models.BinaryField("银行卡号（封存）", null=True)
    version = models.IntegerField("版本", default=1)

    class Meta:
        verbose_name = "人员"
        indexes = [models.Index(fields=["initials", "name", "person_id"], name="person_initials")]

    class Privacy:
        personal = {
            "name", "initials", "sex", "birth_on", "died_on", "id_sealed", "id_index", "id_lake", "id_tail", "phone_sealed",
            "phone_tail", "card_sealed",
        }  # fmt: skip
        plain = {"id", "person_id", "id_kind", "version"}


class Membership(Fact):
    """Who belongs to which household, and how related to its head (成员关系)."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name="人员")
    household = models.ForeignKey(Household, models.PROTECT, verbose_name="农户")
    relation = models.CharField("与户主关系", max_length=10)
    is_head = models.BooleanField("户主", default=False)
    leave_reason = models.CharField("减少原因", max_length=10, choices=LeaveReason, blank=True)

    class Meta:
        verbose_name = "成员关系"
        constraints = [one_open("person", name="membership_one_open"), span("membership_span")]

    class Privacy:
        personal = {"person", "relation", "leave_reason"}
        plain = FACT_FIELDS | {"household", "is_head"}


class Residence(Fact):
    """Where a household lives (居住地): village, group (村民组/自然村, null = 未分组) and order on the walking round."""

    household = models.ForeignKey(Household, models.PROTECT, verbose_name="农户")
    village_code = models.CharField("村代码", max_length=12)
    group_name = models.CharField("村民组", max_length=40, null=True, blank=True, help_text="空为未分组")
    walk_order = models.IntegerField("走访次序", null=True, blank=True)

    class Meta:
        verbose_name = "居住地"
        constraints = [one_open("household", name="residence_one_open"), span("residence_span")]
        indexes = [
            models.Index(fields=["village_code", "group_name", "walk_order"], name="residence_round"),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = FACT_FIELDS | {"household", "village_code", "group_name", "walk_order"}


class Alias(models.Model):
    """A number that lives on in another (旧编号): of a merged household, or of a person entered twice."""

    kind = models.CharField("种类", max_length=2, choices=AliasKind)
    old_no = models.CharField("旧编号", max_length=24)
    new_no = models.CharField("现编号", max_length=24)
    source_ref = models.CharField("凭据", max_length=120, help_text="哪次登记并的")
    recorded_at = models.DateTimeField("记录时刻")
    withdrawn_at = models.DateTimeField("撤销时刻", null=True)

    class Meta:
        verbose_name = "旧编号"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "old_no"], condition=models.Q(withdrawn_at__isnull=True), name="alias_one_a_number",
                violation_error_message="一个旧编号只能并到一处",
            )
        ]  # fmt: skip

    class Privacy:
        personal = {"old_no", "new_no"}
        plain = {"id", "kind", "source_ref", "recorded_at", "withdrawn_at"}
