"""What every row of a ledger has, whatever it is about, and the ledgers' common history, photos and saved views."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from huaiyuan.county.ledger import columns
from huaiyuan.county.ledger.types import About


class SortedByColumns:
    """Which fields are personal, read from the columns themselves."""

    def __get__(self, _instance: object, owner: type[models.Model]) -> Any:
        personal = {c.name for c in columns.columns_of(owner) if c.personal} | {"opened_by", "changed_by"}
        plain = {field.name for field in owner._meta.concrete_fields} - personal
        return type("Privacy", (), {"personal": personal, "plain": plain})


def account(label: str) -> models.ForeignKey:
    """A person's account that an act is signed with; none for what was brought in."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, null=True, related_name="+")


class Entry(models.Model):
    """A row of a ledger: its number, where it stands, whose it is, and its version.

    A subclass adds `columns` and says what it is about; states are its own `States`.
    """

    about = About.COUNTY
    States: type[models.TextChoices]

    number = models.CharField("编号", max_length=24, unique=True)
    client_uuid = models.UUIDField("表单编号", unique=True, null=True)
    state = models.CharField("状态", max_length=24)
    state_since = models.DateField("到这一状态的日子")
    version = models.IntegerField("版次", default=1)
    village_code = models.CharField("村代码", max_length=12, blank=True, default="", db_index=True)
    unit_no = models.CharField("单位编号", max_length=24, blank=True, default="", db_index=True)
    household_no = models.CharField("户编号", max_length=24, blank=True, default="", db_index=True)
    person_no = models.CharField("人编号", max_length=24, blank=True, default="", db_index=True)
    opened_on = models.DateField("建账日期")
    opened_by = account("建账人")
    changed_at = models.DateTimeField("最近改动时刻")
    changed_by = account("最近改动的人")

    Privacy = SortedByColumns()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number

    def get_state_display(self) -> str:
        """The state in words."""
        return str(self.States(self.state).label)


class EntryChange(models.Model):
    """One act on a row (台账经过): opened, amended, filled from a workbook, or moved; who, when and why."""

    ledger = models.CharField("台账", max_length=40)
    number = models.CharField("编号", max_length=24)
    version = models.IntegerField("改后版次")
    did = models.CharField("做了什么", max_length=24, help_text="opened、amended、filled 或台账自己的一步")
    state = models.CharField("改后状态", max_length=24)
    on = models.DateField("哪一天")
    reason = models.CharField("原因", max_length=200, blank=True, default="")
    batch = models.CharField("回填批次", max_length=80, blank=True, default="")
    at = models.DateTimeField("时刻")
    by = account("谁")

    class Meta:
        verbose_name = "台账经过"
        constraints = [
            models.UniqueConstraint(
                fields=["ledger", "number", "version"],
                name="ledger_change_once",
                violation_error_message="这一版已经有了",
            )
        ]
        indexes = [models.Index(fields=["batch"], name="ledger_change_batch", condition=~Q(batch=""))]

    class Privacy:
        personal = {"reason", "by"}
        plain = {"id", "ledger", "number", "version", "did", "state", "on", "batch", "at"}


class ChangedCell(models.Model):
    """One cell that an act changed (改动的格): what it was and what it became, as the column writes it."""

    change = models.ForeignKey(EntryChange, models.CASCADE, verbose_name="台账经过", related_name="cells")
    column = models.CharField("列", max_length=40)
    was = models.CharField("原来", max_length=400, blank=True)
    now = models.CharField("现在", max_length=400, blank=True)

    class Meta:
        verbose_name = "改动的格"
        constraints = [
            models.UniqueConstraint(
                fields=["change", "column"], name="ledger_cell_once", violation_error_message="这一格已经记了"
            )
        ]

    class Privacy:
        personal = {"was", "now"}
        plain = {"id", "change", "column"}


class EntryPhoto(models.Model):
    """A photo of a row (台账照片), before or after; sealed, with its position taken off."""

    photo_no = models.UUIDField("照片编号", unique=True)
    ledger = models.CharField("台账", max_length=40)
    number = models.CharField("编号", max_length=24)
    slot = models.CharField("哪一类照片", max_length=24)
    file_name = models.CharField("封存文件", max_length=60)
    taken_in = models.DateTimeField("上传时刻")
    by = account("上传人")

    class Meta:
        verbose_name = "台账照片"
        indexes = [models.Index(fields=["ledger", "number"], name="ledger_photo_entry")]

    class Privacy:
        personal = {"file_name", "by"}
        plain = {"id", "photo_no", "ledger", "number", "slot", "taken_in"}


class SavedView(models.Model):
    """A list as somebody likes to see it (常用视图): its filters, order and columns, as the address holds them."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="账号", related_name="+")
    ledger = models.CharField("台账", max_length=40)
    name = models.CharField("视图名", max_length=20)
    query = models.CharField("条件", max_length=600, blank=True)

    class Meta:
        verbose_name = "常用视图"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "ledger", "name"],
                name="ledger_view_once",
                violation_error_message="这个名字已经用过了",
            )
        ]

    class Privacy:
        personal = {"account", "name", "query"}
        plain = {"id", "ledger"}


class FillState(models.TextChoices):
    """Where a workbook that came back stands."""

    WAITING = "waiting", "待写入"
    MERGED = "merged", "已写入"
    CANCELLED = "cancelled", "不写了"
    UNDONE = "undone", "已撤回"


class Fill(models.Model):
    """A workbook of a ledger that came back (回填): edits, not a report; fills of one ledger never replace one another.

    Its rows, its refusals and its sealed original lie in the lake under its number.
    """

    number = models.CharField("回填批次", max_length=80, unique=True)
    ledger = models.CharField("台账", max_length=40)
    period = models.CharField("月份", max_length=7)
    sequence = models.IntegerField("序号")
    state = models.CharField("状态", max_length=10, choices=FillState, default=FillState.WAITING)
    rows = models.IntegerField("行数")
    writes = models.IntegerField("要写或写了的格")
    conflicts = models.IntegerField("冲突的格")
    refused = models.IntegerField("不写的格或行")
    added = models.IntegerField("新增的条")
    restored = models.IntegerField("撤回时还原的格", default=0)
    content_hash = models.CharField("内容摘要", max_length=64, help_text="带密钥，与行序、表名、格式无关")
    file_name = models.CharField("文件名", max_length=200)
    by = account("传回的人")
    at = models.DateTimeField("传回时刻")
    ended_by = account("写入、撤回或不写的人")
    ended_at = models.DateTimeField("写入、撤回或不写的时刻", null=True)

    class Meta:
        verbose_name = "回填"
        constraints = [
            models.UniqueConstraint(
                fields=["ledger", "by", "content_hash"], condition=Q(state__in=["waiting", "merged"]),
                name="ledger_fill_content_once", violation_error_message="同样的内容已经传过",
            ),
            models.UniqueConstraint(
                fields=["ledger", "period", "sequence"], name="ledger_fill_sequence", violation_error_message="这个序号用过了"
            ),
        ]  # fmt: skip

    class Privacy:
        personal = {"file_name", "by", "ended_by"}
        plain = {
            "id", "number", "ledger", "period", "sequence", "state", "rows", "writes", "conflicts", "refused", "added",
            "restored", "content_hash", "at", "ended_at",
        }  # fmt: skip


class FillCell(models.Model):
    """A cell of a fill that somebody is to look at (回填的格): a conflict with its choice, or one of the cells to be written."""

    fill = models.ForeignKey(Fill, models.CASCADE, verbose_name="回填", related_name="cells")
    entry = models.CharField("编号", max_length=24)
    column = models.CharField("列", max_length=40)
    sheet = models.CharField("表", max_length=80, blank=True)
    row = models.IntegerField("原表行")
    was = models.CharField("下载时", max_length=400, blank=True)
    now = models.CharField("现在", max_length=400, blank=True)
    given = models.CharField("表里", max_length=400, blank=True)
    conflict = models.BooleanField("冲突", default=False)
    changed_by = models.CharField("这期间谁改的", max_length=120, blank=True)
    changed_at = models.CharField("什么时候改的", max_length=16, blank=True)
    from_file = models.BooleanField("用表里的", default=False)

    class Meta:
        verbose_name = "回填的格"
        constraints = [
            models.UniqueConstraint(
                fields=["fill", "entry", "column"],
                name="ledger_fill_cell_once",
                violation_error_message="这一格已经有了",
            )
        ]

    class Privacy:
        personal = {"was", "now", "given", "changed_by"}
        plain = {"id", "fill", "entry", "column", "sheet", "row", "conflict", "changed_at", "from_file"}
