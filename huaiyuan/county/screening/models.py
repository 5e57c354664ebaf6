"""Rule versions in force and the runs made with them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from huaiyuan.core.kernel.clock import OPEN_END


class RuleState(models.TextChoices):
    """How a rule version came into force."""

    SHIPPED = "shipped", "随系统附带，县里可改"
    APPROVED = "approved", "县里已定"


class RuleVersion(models.Model):
    """The text of a rule in force for a span of time; the text itself never changes, a change is a new version."""

    rule = models.CharField("规则号", max_length=6)
    version = models.IntegerField("版本")
    title = models.CharField("名称", max_length=80)
    department = models.CharField("数据部门", max_length=20)
    risk_type = models.CharField("风险类型", max_length=20)
    text = models.TextField("规则正文", help_text="YAML，含口径、条件、证据句、依据和小表")
    text_hash = models.CharField("正文指纹", max_length=16)
    valid_from = models.DateField("施行日期")
    valid_to = models.DateField("停用日期", default=OPEN_END)
    state = models.CharField("状态", max_length=10, choices=RuleState, default=RuleState.SHIPPED)
    published_by = models.CharField("启用人", max_length=60, blank=True)
    approved_by = models.CharField("审定人", max_length=60, blank=True, help_text="与启用人不是同一人")
    published_at = models.DateTimeField("启用时间")

    class Meta:
        verbose_name = "规则版本"
        constraints = [
            models.UniqueConstraint(fields=["rule", "version"], name="rule_version_once"),
            models.UniqueConstraint(fields=["rule"], condition=Q(valid_to=OPEN_END), name="rule_one_open"),
            models.CheckConstraint(condition=Q(valid_from__lt=F("valid_to")), name="rule_span"),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "rule", "version", "title", "department", "risk_type", "text", "text_hash", "valid_from", "valid_to",
            "state", "published_by", "approved_by", "published_at",
        }  # fmt: skip


class Run(models.Model):
    """A screening that is whole: its hits are in the data directory, and its leads are opened."""

    run_id = models.CharField(
        "筛查号", max_length=40, unique=True, help_text="截至日和全部输入的指纹，同样的输入是同一次筛查"
    )
    as_of = models.DateField("截至日")
    snapshot = models.CharField("快照", max_length=64)
    batches = models.TextField("用到的批次", blank=True, help_text="批次号，用英文分号隔开")
    hits = models.IntegerField("疑点数")
    unknown = models.IntegerField("不明数")
    opened = models.IntegerField("新开线索")
    merged = models.IntegerField("并入在办线索")
    suppressed = models.IntegerField("刚核过不再推")
    finished_at = models.DateTimeField("完成时间")
    by_username = models.CharField("谁发起", max_length=150, blank=True)

    class Meta:
        verbose_name = "筛查"
        indexes = [models.Index(fields=["-finished_at"], name="run_finished")]

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "run_id", "as_of", "snapshot", "batches", "hits", "unknown", "opened", "merged", "suppressed",
            "finished_at", "by_username",
        }  # fmt: skip


class RuleResult(models.Model):
    """What one rule found in one run: how many 是, how many 不明, or why it was off."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="results", verbose_name="筛查")
    rule = models.CharField("规则号", max_length=6)
    version = models.IntegerField("版本")
    hits = models.IntegerField("疑点数", help_text="答案为是的人数")
    unknown = models.IntegerField("不明数")
    off_because = models.CharField("停用原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "规则结果"
        constraints = [models.UniqueConstraint(fields=["run", "rule"], name="rule_result_once")]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "run", "rule", "version", "hits", "unknown", "off_because"}
