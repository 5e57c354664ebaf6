"""Notices (核对提示): what a screening found that is no family's risk but somebody has to look at."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from huaiyuan.county.notices.types import NoticeKind, NoticeState

GRADES = (("红", "红"), ("橙", "橙"), ("黄", "黄"))


class Notice(models.Model):
    """One hit of a rule about a village, or of a review; never a lead (data contracts, section 6)."""

    bundle = models.CharField("提示编号", max_length=40, help_text="一起核对的几条用同一个编号")
    kind = models.CharField("类别", max_length=10, choices=NoticeKind)
    rule = models.CharField("规则号", max_length=6)
    rule_version = models.CharField("规则版本", max_length=10)
    title = models.CharField("规则名称", max_length=80)
    department = models.CharField("数据部门", max_length=20)
    grade = models.CharField("级别", max_length=4, choices=GRADES)
    village_code = models.CharField("村代码", max_length=12, help_text="找不到所在村的写县代码")
    household_no = models.CharField("户编号", max_length=24, blank=True)
    person_id = models.CharField("人编号", max_length=12, blank=True)
    says = models.TextField("依据")
    fingerprint = models.CharField("情况指纹", max_length=16)
    run_id = models.CharField("筛查号", max_length=40)
    last_run_id = models.CharField("最近一次筛查", max_length=40)
    opened_on = models.DateField("提示日期")
    state = models.CharField("状态", max_length=10, choices=NoticeState, default=NoticeState.OPEN)
    answer = models.CharField("核对结果", max_length=200, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="核对人", null=True, related_name="+"
    )
    answered_at = models.DateTimeField("核对时刻", null=True)
    quiet_until = models.DateField("不再提示到", null=True)

    class Meta:
        verbose_name = "核对提示"
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "village_code", "household_no", "person_id"], condition=Q(state="open"),
                name="notice_one_open", violation_error_message="同一件事不能提示两次",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["village_code", "state", "id"], name="notice_village"),
            models.Index(fields=["bundle", "state"], name="notice_bundle"),
        ]

    class Privacy:
        personal = {"person_id", "says", "answer", "answered_by"}
        plain = {
            "id", "bundle", "kind", "rule", "rule_version", "title", "department", "grade", "village_code",
            "household_no", "fingerprint", "run_id", "last_run_id", "opened_on", "state", "answered_at", "quiet_until",
        }  # fmt: skip
