"""Rule versions in force, the runs made with them, and the changes proposed to them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.county.screening.types import ChangeState, RuleState


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
    superseded_at = models.DateTimeField("被取代时刻", null=True, help_text="还没施行或当天就被回退的版本")

    class Meta:
        verbose_name = "规则版本"
        constraints = [
            models.UniqueConstraint(fields=["rule", "version"], name="rule_version_once"),
            models.UniqueConstraint(
                fields=["rule"], condition=Q(valid_to=OPEN_END, superseded_at__isnull=True), name="rule_one_open"
            ),
            models.CheckConstraint(condition=Q(valid_from__lt=F("valid_to")), name="rule_span"),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "rule", "version", "title", "department", "risk_type", "text", "text_hash", "valid_from", "valid_to",
            "state", "published_by", "approved_by", "published_at", "superseded_at",
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


class Trial(models.Model):
    """A try (试算) that is whole: its results lie in `tries/<trial_id>`; the same inputs are the same trial."""

    trial_id = models.CharField("试算号", max_length=40, unique=True, help_text="截至日和全部输入的指纹")
    rule = models.CharField("规则号", max_length=6)
    as_of = models.DateField("截至日")
    rules = models.CharField("受影响的规则", max_length=400, help_text="规则号，用英文分号隔开")
    before_hits = models.IntegerField("现行疑点数")
    after_hits = models.IntegerField("改后疑点数")
    before_leads = models.IntegerField("现行新开线索")
    after_leads = models.IntegerField("改后新开线索")
    made_at = models.DateTimeField("完成时间")
    by_username = models.CharField("谁发起", max_length=150, blank=True)

    class Meta:
        verbose_name = "试算"

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "trial_id", "rule", "as_of", "rules", "before_hits", "after_hits", "before_leads", "after_leads",
            "made_at", "by_username",
        }  # fmt: skip


def _account(label: str, *, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, null=null, related_name="+")


class RuleChange(models.Model):
    """A proposed change (规则改动) of a rule's parameters or text: tried by one person, published by another.

    One without a rule changes a parameter that no rule needs; there is nothing to try then, and another person publishes it
    all the same. A roll-back is a change too: `restores` names the one that it takes back.
    """

    change_no = models.CharField("改动编号", max_length=16, unique=True, help_text="如 GZ2026-0001")
    rule = models.CharField("规则号", max_length=6, blank=True, help_text="改没有规则用的参数时空着")
    state = models.CharField("状态", max_length=12, choices=ChangeState, default=ChangeState.DRAFT)
    since = models.DateField("施行日期")
    text = models.TextField("规则正文", blank=True, help_text="改正文时的YAML，只改参数时空着")
    was_text = models.TextField("原规则正文", blank=True)
    reason = models.CharField("为什么改", max_length=300)
    source = models.CharField("依据", max_length=200)
    doc_no = models.CharField("文号", max_length=120, blank=True)
    restores = models.ForeignKey(
        "self", models.PROTECT, verbose_name="回退哪一次", null=True, related_name="restored_by"
    )
    proposed_by = _account("提出人")
    proposed_at = models.DateTimeField("提出时刻")
    trial = models.ForeignKey(Trial, models.PROTECT, verbose_name="试算", null=True, related_name="+")
    tried_print = models.CharField("试算时的内容指纹", max_length=16, blank=True)
    base_print = models.CharField("试算时的现行指纹", max_length=16, blank=True)
    decided_by = _account("经办人", null=True)
    decided_at = models.DateTimeField("经办时刻", null=True)
    decided_why = models.CharField("退回或撤下的原因", max_length=300, blank=True)
    published_by = _account("发布人", null=True)
    published_at = models.DateTimeField("发布时刻", null=True)
    version = models.IntegerField("版本", default=1)

    class Meta:
        verbose_name = "规则改动"
        constraints = [
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | ~Q(published_by=F("proposed_by")), name="change_four_eyes"
            ),
            models.UniqueConstraint(
                fields=["restores"], condition=Q(state__in=("draft", "tried", "published")), name="change_restored_once"
            ),
        ]
        indexes = [models.Index(fields=["rule", "-proposed_at"], name="change_rule")]

    class Privacy:
        personal = {"proposed_by", "decided_by", "published_by"}
        plain = {
            "id", "change_no", "rule", "state", "since", "text", "was_text", "reason", "source", "doc_no",
            "restores", "proposed_at", "trial", "tried_print", "base_print", "decided_at", "decided_why",
            "published_at", "version",
        }  # fmt: skip


class ChangedValue(models.Model):
    """A parameter's new value in a change, beside what was in force; neither number nor text: not settled."""

    change = models.ForeignKey(RuleChange, models.PROTECT, verbose_name="规则改动", related_name="values")
    name = models.CharField("参数", max_length=80)
    number = models.DecimalField("新数值", max_digits=18, decimal_places=4, null=True)
    text = models.CharField("新文字值", max_length=80, blank=True)
    was_number = models.DecimalField("原数值", max_digits=18, decimal_places=4, null=True)
    was_text = models.CharField("原文字值", max_length=80, blank=True)

    class Meta:
        verbose_name = "改动的参数"
        constraints = [
            models.UniqueConstraint(fields=["change", "name"], name="changed_value_once"),
            models.CheckConstraint(condition=Q(number__isnull=True) | Q(text=""), name="changed_number_or_text"),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "change", "name", "number", "text", "was_number", "was_text"}
