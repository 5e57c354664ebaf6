"""What was recorded of a household in a round: each look, the problems it found, photos of empty houses."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from huaiyuan.county.rounds.models.rounds import Line
from huaiyuan.county.rounds.types import Result, Way


def _account(label: str, *, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, null=null, related_name="+")


class Tick(models.Model):
    """One look at a household (排查记录); sent twice it is one, and the last one can be taken back."""

    client_uuid = models.UUIDField("手机编号", unique=True, help_text="手机上生成，重传不会记两次")
    line = models.ForeignKey(Line, models.PROTECT, verbose_name="排查户", related_name="ticks")
    base_version = models.IntegerField("填写时的版本")
    result = models.CharField("结果", max_length=8, choices=Result)
    way = models.CharField("方式", max_length=6, choices=Way)
    by_sheet = models.BooleanField("照纸质勾选表补录", default=False)
    looked_on = models.DateField("排查日期")
    looks_good = models.CharField("五项里好的", max_length=60, blank=True, help_text="代码，用英文分号隔开")
    looks_bad = models.CharField("五项里有事的", max_length=60, blank=True, help_text="代码，用英文分号隔开")
    changes = models.CharField("变化", max_length=80, blank=True, help_text="代码，用英文分号隔开")
    reason = models.CharField("空挂原因", max_length=60, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    recorded_by = _account("排查人")
    recorded_at = models.DateTimeField("收到时刻")
    undone_by = _account("撤销人", null=True)
    undone_at = models.DateTimeField("撤销时刻", null=True)

    class Meta:
        verbose_name = "排查记录"
        indexes = [models.Index(fields=["recorded_by", "recorded_at"], name="tick_last_of")]

    class Privacy:
        personal = {
            "result", "looks_good", "looks_bad", "changes", "reason", "note", "recorded_by", "undone_by",
        }  # fmt: skip
        plain = {
            "id", "client_uuid", "line", "base_version", "way", "by_sheet", "looked_on", "recorded_at", "undone_at",
        }  # fmt: skip


class RoundProblem(models.Model):
    """A risk that a look found (排查发现的问题), and the household's lead that carries it.

    Without a look and a lead: found in a round that was on paper, before this system.
    """

    line = models.ForeignKey(Line, models.PROTECT, verbose_name="排查户", related_name="problems")
    tick = models.ForeignKey(Tick, models.PROTECT, verbose_name="排查记录", null=True, related_name="problems")
    risk_type = models.CharField("风险类型", max_length=20)
    found_on = models.DateField("发现日期")
    lead_no = models.CharField("线索编号", max_length=16, blank=True)
    hit_id = models.BigIntegerField("命中序号", null=True)
    withdrawn_at = models.DateTimeField("撤销时刻", null=True)

    class Meta:
        verbose_name = "排查发现的问题"

    class Privacy:
        personal = {"risk_type"}
        plain = {"id", "line", "tick", "found_on", "lead_no", "hit_id", "withdrawn_at"}


class TickPhoto(models.Model):
    """A photo that shows that nobody lives there (空挂照片), sealed, without position or device data."""

    tick = models.OneToOneField(Tick, models.PROTECT, verbose_name="排查记录", related_name="photo")
    file_name = models.CharField("存放", max_length=80, help_text="media 下的相对路径")
    size = models.IntegerField("大小", help_text="封存前字节数")

    class Meta:
        verbose_name = "空挂照片"

    class Privacy:
        personal = {"file_name"}
        plain = {"id", "tick", "size"}
