"""What the county once said about a header (列对应), which sheets it does not want, and files that wait to be explained."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class HeaderMapping(models.Model):
    """Which column of a department's header means what (列对应), as somebody of the county or the department said it.

    One stands per source and header; saying it anew or taking it back ends the old one, nothing is overwritten.
    """

    source = models.CharField("数据源", max_length=40)
    fingerprint = models.CharField("表头指纹", max_length=32, help_text="列名的摘要，与列的次序无关")
    titles = models.TextField("表头", help_text="认的时候看到的列名")
    decided_by = models.CharField("谁认的", max_length=150)
    decided_at = models.DateTimeField("认定时刻")
    revoked_by = models.CharField("谁撤销的", max_length=150, blank=True)
    revoked_at = models.DateTimeField("撤销时刻", null=True, blank=True)

    class Meta:
        verbose_name = "列对应"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "fingerprint"], condition=Q(revoked_at__isnull=True), name="header_mapping_once",
                violation_error_message="这个表头已经认过了",
            ),
        ]  # fmt: skip

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "source", "fingerprint", "titles", "decided_by", "decided_at", "revoked_by", "revoked_at"}


class MappedColumn(models.Model):
    """One column of a header that was explained (对应的列). An empty title: the file has no such column."""

    mapping = models.ForeignKey(HeaderMapping, verbose_name="列对应", on_delete=models.CASCADE, related_name="columns")
    title = models.CharField("列名", max_length=200, blank=True)
    column = models.CharField("系统里的列", max_length=40, blank=True, help_text="空着是不用")

    class Meta:
        verbose_name = "对应的列"
        constraints = [
            models.UniqueConstraint(
                fields=["mapping", "title"], condition=~Q(title=""), name="mapped_title_once",
                violation_error_message="这一列已经认过了",
            ),
        ]  # fmt: skip

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "mapping", "title", "column"}


class SheetChoice(models.Model):
    """A sheet that is not to be read (不读的工作表), next month's of the same name included."""

    source = models.CharField("数据源", max_length=40)
    pattern = models.CharField("工作表", max_length=200, help_text="数字记作#，下月的同名表也算")
    decided_by = models.CharField("谁定的", max_length=150)
    decided_at = models.DateTimeField("定的时刻")
    revoked_by = models.CharField("谁撤销的", max_length=150, blank=True)
    revoked_at = models.DateTimeField("撤销时刻", null=True, blank=True)

    class Meta:
        verbose_name = "不读的工作表"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "pattern"], condition=Q(revoked_at__isnull=True), name="sheet_choice_once",
                violation_error_message="这张表已经定过不读",
            ),
        ]  # fmt: skip

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "source", "pattern", "decided_by", "decided_at", "revoked_by", "revoked_at"}


class WaitingFile(models.Model):
    """A file that waits, sealed, until somebody says what its columns mean (待认列的文件)."""

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", "待认列"
        EXPLAINED = "explained", "已认列"
        DROPPED = "dropped", "不收了"

    upload = models.CharField("上传编号", max_length=32, unique=True)
    file_name = models.CharField("文件名", max_length=200)
    source = models.CharField("数据源", max_length=40)
    period = models.CharField("报送期", max_length=7)
    because = models.TextField("为什么要认")
    instead_of = models.CharField("重读的是哪一批", max_length=80, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    received_by = models.CharField("交来的人", max_length=150)
    received_at = models.DateTimeField("收到时刻")

    class Meta:
        verbose_name = "待认列的文件"

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "upload", "file_name", "source", "period", "because", "instead_of", "state", "received_by", "received_at",
        }  # fmt: skip


class WaitingSheet(models.Model):
    """A sheet of a file that waits (待认的工作表), with the row that looks like its header."""

    file = models.ForeignKey(WaitingFile, verbose_name="文件", on_delete=models.CASCADE, related_name="sheets")
    name = models.CharField("工作表", max_length=200, blank=True)
    rows = models.IntegerField("行数")
    header_row = models.IntegerField("表头在第几行")
    fingerprint = models.CharField("表头指纹", max_length=32)
    known = models.BooleanField("不用问", help_text="列都认得")
    left_out = models.BooleanField("以前定过不读")

    class Meta:
        verbose_name = "待认的工作表"

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "file", "name", "rows", "header_row", "fingerprint", "known", "left_out"}


class WaitingColumn(models.Model):
    """A column of a sheet that waits (待认的列): its title, what its first cells say, and what it probably means."""

    class Reason(models.TextChoices):
        """Why the column is thought to mean what it means."""

        TOLD = "told", "上次如此"
        SAME = "same", "同名"
        SYNONYM = "synonym", "按同义词"
        OPEN = "open", "要你来定"
        NONE = "none", "非业务列"

    sheet = models.ForeignKey(WaitingSheet, verbose_name="工作表", on_delete=models.CASCADE, related_name="columns")
    place = models.IntegerField("第几列")
    title = models.CharField("文件里的列名", max_length=200)
    key = models.CharField("列名的写法", max_length=200)
    samples = models.TextField("头几行的值", blank=True, help_text="长号码已遮蔽")
    blank = models.IntegerField("空着的行")
    column = models.CharField("系统里的列", max_length=40, blank=True)
    reason = models.CharField("依据", max_length=10, choices=Reason)

    class Meta:
        verbose_name = "待认的列"

    class Privacy:
        personal = {"samples"}
        plain = {"id", "sheet", "place", "title", "key", "blank", "column", "reason"}
