"""Batches (批次): one file of one department for one period. The rows lie in the lake; here stands what they count."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class BatchState(models.TextChoices):
    """Where a batch stands."""

    CHECKED = "checked", "已核对，待并入"
    MERGED = "merged", "已并入"
    REPLACED = "replaced", "已被更正"
    CANCELLED = "cancelled", "已取消"
    WITHDRAWN = "withdrawn", "已撤回"


LIVE = (BatchState.CHECKED, BatchState.MERGED)
# What may be withdrawn; a cancelled batch has no rows any more.
WITHDRAWABLE = (BatchState.CHECKED, BatchState.MERGED, BatchState.REPLACED)


class Batch(models.Model):
    """What one department sent for one period (批次); its content never changes.

    Equal content for the same source and period can stand only once, whoever races: the index decides.
    """

    batch_id = models.CharField("批次号", max_length=80, unique=True, help_text="数据源-报送期-序号")
    source = models.CharField("数据源", max_length=40)
    period = models.CharField("报送期", max_length=7, help_text="年-月")
    sequence = models.IntegerField("序号", help_text="同一数据源同一报送期的第几份")
    state = models.CharField("状态", max_length=10, choices=BatchState, default=BatchState.CHECKED)
    rows = models.IntegerField("行数")
    accepted = models.IntegerField("可用行数")
    rejected = models.IntegerField("退回行数")
    warned = models.IntegerField("有提醒的行数")
    content_hash = models.CharField("内容摘要", max_length=64, help_text="带密钥，与行序、表名、格式无关")
    file_hash = models.CharField("文件摘要", max_length=64, help_text="带密钥，原文件逐字节")
    file_name = models.CharField("文件名", max_length=200)
    replaces = models.ForeignKey(
        "self", verbose_name="更正了", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )
    same_as = models.CharField("与哪一批完全相同", max_length=80, blank=True, help_text="另一报送期的批次号")
    received_by = models.CharField("接收人账号", max_length=150)
    received_at = models.DateTimeField("接收时刻")
    merged_by = models.CharField("并入人账号", max_length=150, blank=True)
    merged_at = models.DateTimeField("并入时刻", null=True, blank=True)
    withdrawn_because = models.CharField("取消或撤回的原因", max_length=200, blank=True)
    withdrawn_from = models.CharField("撤回前的状态", max_length=10, choices=BatchState, blank=True)
    withdrawn_by = models.CharField("撤回人账号", max_length=150, blank=True)
    withdrawn_at = models.DateTimeField("撤回时刻", null=True, blank=True)
    brought_back = models.ForeignKey(
        "self", verbose_name="撤回后改用", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="这一份更正过的上一份，撤回后重新算数",
    )  # fmt: skip
    exact = models.IntegerField("直接对上", null=True, blank=True, help_text="比对后才有，下同")
    normalised = models.IntegerField("号码整理后对上", null=True, blank=True)
    probable = models.IntegerField("按姓名生日村对上", null=True, blank=True)
    ambiguous = models.IntegerField("存疑", null=True, blank=True)
    unmatched = models.IntegerField("查无此人", null=True, blank=True)

    class Meta:
        verbose_name = "批次"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "period", "content_hash"],
                condition=Q(state__in=["checked", "merged"]),
                name="batch_content_once",
                violation_error_message="同样的内容已经收过",
            ),
            models.UniqueConstraint(
                fields=["source", "period"],
                condition=Q(state="merged"),
                name="batch_one_merged",
                violation_error_message="这一期已经并入了另一份",
            ),
            models.UniqueConstraint(fields=["source", "period", "sequence"], name="batch_sequence"),
            models.CheckConstraint(
                condition=Q(rows=models.F("accepted") + models.F("rejected")), name="batch_rows_add_up"
            ),
        ]
        indexes = [models.Index(fields=["source", "content_hash"], name="batch_source_content")]

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "batch_id", "source", "period", "sequence", "state", "rows", "accepted", "rejected", "warned",
            "content_hash", "file_hash", "file_name", "replaces", "same_as", "received_by", "received_at", "merged_by",
            "merged_at", "withdrawn_because", "withdrawn_from", "withdrawn_by", "withdrawn_at", "brought_back", "exact",
            "normalised", "probable", "ambiguous", "unmatched",
        }  # fmt: skip


class ZeroReport(models.Model):
    """A department had nothing for a source of events in a period (零报告), said by somebody on a day; revocable.

    A file merged later for the period takes its place. It gives the rules nothing: silence of a month stays silence.
    """

    source = models.CharField("数据源", max_length=40)
    period = models.CharField("报送期", max_length=7, help_text="年-月")
    reported_by = models.CharField("报告人账号", max_length=150)
    reported_at = models.DateTimeField("报告时刻")
    note = models.CharField("说明", max_length=200, blank=True)
    ended_at = models.DateTimeField("作废时刻", null=True, blank=True)
    ended_by = models.CharField("作废人账号", max_length=150, blank=True)
    ended_because = models.CharField("作废原因", max_length=200, blank=True, help_text="收回的原因，或后来收到的批次")

    class Meta:
        verbose_name = "零报告"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "period"], condition=Q(ended_at__isnull=True), name="zero_report_one",
                violation_error_message="这一期已经零报告",
            )
        ]  # fmt: skip

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "source", "period", "reported_by", "reported_at", "note", "ended_at", "ended_by", "ended_because",
        }  # fmt: skip


# The rest of the app's tables, a file per aggregate.
from huaiyuan.county.intake.columns.models import (  # noqa: E402
    HeaderMapping,
    MappedColumn,
    SheetChoice,
    WaitingColumn,
    WaitingFile,
    WaitingSheet,
)
from huaiyuan.county.intake.confirming.models import Confirmation, ConfirmedNumber  # noqa: E402

__all__ = [
    "LIVE", "Batch", "BatchState", "Confirmation", "ConfirmedNumber", "HeaderMapping", "MappedColumn", "SheetChoice", "WaitingColumn", "WaitingFile",
    "WaitingSheet",
]  # fmt: skip
