"""Changes of families as they were filed, decided and taken back."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from huaiyuan.county.upkeep.types import Ground, Judged, Kind, Part, State, Whole, Why


def _account(label: str, *, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, null=null, related_name="+")


class Change(models.Model):
    """A change of a family (变更登记): what was filed, by whom, what became of it."""

    number = models.CharField("变更编号", max_length=16, unique=True, help_text="如 BG2026-000001")
    client_uuid = models.UUIDField("手机编号", unique=True, help_text="手机上生成，重传不会登记两次")
    kind = models.CharField("种类", max_length=10, choices=Kind)
    state = models.CharField("状态", max_length=8, choices=State)
    household_no = models.CharField("户编号", max_length=24, db_index=True)
    village_code = models.CharField("村代码", max_length=12)
    owner_area = models.CharField("由哪里定", max_length=12, help_text="确认的乡镇或县的区划代码")
    other_no = models.CharField(
        "另一户", max_length=24, blank=True, default="", help_text="合户并入的、迁入前的、分户新立的户"
    )
    whole = models.CharField("迁出去向", max_length=8, choices=Whole, blank=True, default="")
    to_village = models.CharField("迁往的村", max_length=12, blank=True, default="")
    why = models.CharField("原因", max_length=10, choices=Why, blank=True, default="")
    keep_monitored = models.BooleanField("分出的户继续监测", default=False)
    happened_on = models.DateField("发生日期")
    note = models.CharField("说明", max_length=200, blank=True)
    filed_by = _account("登记人")
    filed_at = models.DateTimeField("登记时刻")
    decided_by = _account("确认人", null=True)
    decided_at = models.DateTimeField("确认时刻", null=True)
    decided_why = models.CharField("不同意的原因", max_length=200, blank=True)
    undone_by = _account("撤销人", null=True)
    undone_at = models.DateTimeField("撤销时刻", null=True)
    undone_why = models.CharField("撤销原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "变更登记"
        indexes = [
            models.Index(fields=["village_code", "-number"], name="change_village"),
            models.Index(fields=["other_no"], name="change_other"),
        ]

    class Privacy:
        personal = {"note", "filed_by", "decided_by", "decided_why", "undone_by", "undone_why"}
        plain = {
            "id", "number", "client_uuid", "kind", "state", "household_no", "village_code", "owner_area", "other_no",
            "whole", "to_village", "why", "keep_monitored", "happened_on", "filed_at", "decided_at", "undone_at",
        }  # fmt: skip


class ChangePerson(models.Model):
    """Somebody in a change (变更人员): a member, or a newcomer whose number stays sealed."""

    id = models.BigIntegerField("序号", primary_key=True, help_text="预留号段内的编号，也是封存值的一部分")
    change = models.ForeignKey(Change, models.PROTECT, verbose_name="变更登记", related_name="people")
    person_id = models.CharField("人员编号", max_length=12, blank=True, help_text="新来的人生效后才有")
    part = models.CharField("做什么", max_length=6, choices=Part)
    relation = models.CharField("与户主关系", max_length=10, blank=True)
    name = models.CharField("姓名", max_length=60, blank=True)
    sex = models.CharField("性别", max_length=1, blank=True)
    birth_on = models.DateField("出生日期", null=True)
    id_sealed = models.BinaryField("证件号码（封存）", null=True)

    class Meta:
        verbose_name = "变更人员"

    class Privacy:
        personal = {"person_id", "relation", "name", "sex", "birth_on", "id_sealed"}
        plain = {"id", "change", "part"}


class Likeness(models.Model):
    """Two entries of the registry that may be one person (疑似重复), and what somebody decided of them."""

    number = models.CharField("疑似编号", max_length=12, unique=True, help_text="如 CF000001")
    first_no = models.CharField("甲", max_length=12, help_text="人员编号较小的一个")
    second_no = models.CharField("乙", max_length=12)
    first_village = models.CharField("甲的村", max_length=12)
    second_village = models.CharField("乙的村", max_length=12)
    ground = models.CharField("依据", max_length=16, choices=Ground)
    judged = models.CharField("认定", max_length=10, choices=Judged, default=Judged.PENDING)
    kept_no = models.CharField("留下的人员编号", max_length=12, blank=True, default="")
    found_at = models.DateTimeField("发现时刻")
    judged_by = _account("认定人", null=True)
    judged_at = models.DateTimeField("认定时刻", null=True)
    why = models.CharField("认定的理由", max_length=200, blank=True, default="")
    times = models.IntegerField("认定次数", default=0, help_text="撤销后可再认定")

    class Meta:
        verbose_name = "疑似重复"
        constraints = [models.UniqueConstraint(fields=["first_no", "second_no"], name="likeness_one_a_pair")]
        indexes = [models.Index(fields=["judged", "ground", "number"], name="likeness_list")]

    class Privacy:
        personal = {"first_no", "second_no", "kept_no", "judged_by", "why"}
        plain = {
            "id", "number", "first_village", "second_village", "ground", "judged", "found_at", "judged_at", "times",
        }  # fmt: skip
