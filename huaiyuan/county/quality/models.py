"""Points of doubt about the registry's own data, and the runs that found them; never leads, never figures of risk."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from huaiyuan.county.quality.types import How, PointState, Subject


class QualityRun(models.Model):
    """One check of the whole registry by the quality rules in force (数据质量核查)."""

    run_id = models.CharField(
        "核查号", max_length=40, unique=True, help_text="截至日和全部输入的指纹，同样的输入是同一次核查"
    )
    as_of = models.DateField("截至日")
    snapshot = models.CharField("快照", max_length=64)
    found = models.IntegerField("疑点数")
    unknown = models.IntegerField("不明数")
    opened = models.IntegerField("新增")
    mended = models.IntegerField("已改")
    finished_at = models.DateTimeField("完成时间")
    by_username = models.CharField("谁发起", max_length=150, blank=True)

    class Meta:
        verbose_name = "数据质量核查"
        indexes = [models.Index(fields=["-finished_at"], name="quality_run_finished")]

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "run_id", "as_of", "snapshot", "found", "unknown", "opened", "mended", "finished_at", "by_username",
        }  # fmt: skip


class QualityResult(models.Model):
    """What one quality rule found in one check, or why it was off; what should be and how it is put right."""

    run = models.ForeignKey(QualityRun, models.PROTECT, related_name="results", verbose_name="数据质量核查")
    rule = models.CharField("规则号", max_length=6)
    version = models.IntegerField("版本")
    title = models.CharField("规则名称", max_length=80)
    department = models.CharField("数据部门", max_length=20)
    expects = models.CharField("应当是", max_length=200)
    how = models.CharField("谁来改", max_length=4, choices=How)
    field = models.CharField("改哪一项", max_length=12, blank=True)
    mend_says = models.CharField("怎么改", max_length=200)
    hits = models.IntegerField("疑点数")
    unknown = models.IntegerField("不明数")
    off_because = models.CharField("停用原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "质量核查结果"
        constraints = [models.UniqueConstraint(fields=["run", "rule"], name="quality_result_once")]

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "run", "rule", "version", "title", "department", "expects", "how", "field", "mend_says", "hits",
            "unknown", "off_because",
        }  # fmt: skip


class Point(models.Model):
    """One thing that one rule finds wrong about one person, household or village; one row for good, whatever its state.

    `judged_print`: the facts that were looked at and found right; the same facts are not asked again.
    """

    number = models.CharField("疑点编号", max_length=40, unique=True, help_text="规则号加人、户或村的编号")
    rule = models.CharField("规则号", max_length=6)
    rule_version = models.CharField("规则版本", max_length=10)
    subject_type = models.CharField("对象类别", max_length=10, choices=Subject)
    person_id = models.CharField("人编号", max_length=12, blank=True)
    household_no = models.CharField("户编号", max_length=24, blank=True)
    village_code = models.CharField("村代码", max_length=12, help_text="找不到所在村的写县代码")
    how = models.CharField("谁来改", max_length=4, choices=How)
    says = models.TextField("哪里不对")
    fingerprint = models.CharField("情况指纹", max_length=16)
    state = models.CharField("状态", max_length=10, choices=PointState, default=PointState.OPEN)
    bundle = models.CharField("任务编号", max_length=24, blank=True, help_text="村代码加月份；没有交办的空着")
    times = models.IntegerField("第几次发现", default=1)
    found_on = models.DateField("发现日期")
    run_id = models.CharField("核查号", max_length=40)
    reason = models.CharField("说明", max_length=200, blank=True, help_text="核过无误的理由，或改成了什么")
    judged_print = models.CharField("核过的情况指纹", max_length=16, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="谁核的", null=True, related_name="+"
    )
    settled_at = models.DateTimeField("核改时刻", null=True)

    class Meta:
        verbose_name = "质量疑点"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=PointState.JUDGED) | ~Q(reason=""), name="point_judged_why",
                violation_error_message="核过无误要写理由",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["village_code", "state", "id"], name="point_village"),
            models.Index(fields=["rule", "state", "id"], name="point_rule"),
            models.Index(fields=["bundle", "state"], name="point_bundle"),
        ]

    class Privacy:
        personal = {"number", "person_id", "says", "reason", "settled_by"}
        plain = {
            "id", "rule", "rule_version", "subject_type", "household_no", "village_code", "how", "fingerprint", "state",
            "bundle", "times", "found_on", "run_id", "judged_print", "settled_at",
        }  # fmt: skip
