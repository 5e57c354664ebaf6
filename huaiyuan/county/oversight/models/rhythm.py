"""The monthly rhythm: periodic actions with their dates, what is due from whom in a month, and what was reported."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.core.policy.rhythm import Cycle, WhenOff
from huaiyuan.county.oversight.types import ActionState, ItemState, Level

CYCLES = [(Cycle.MONTH.value, "每月"), (Cycle.QUARTER.value, "每季")]
OFF_DAYS = [
    (WhenOff.LATER.value, "顺延到上班那天"),
    (WhenOff.EARLIER.value, "提前到上班那天"),
    (WhenOff.KEEP.value, "不变"),
]


class PeriodicAction(models.Model):
    """A periodic action (周期动作) of “5+2” as it is in force for a span of time.

    Due by `due_day` of the month `months_after` the span's last, or `after_push_days` after the last 交办 of the month.
    """

    code = models.CharField("代码", max_length=20)
    title = models.CharField("名称", max_length=40)
    cycle = models.CharField("周期", max_length=10, choices=CYCLES)
    levels = models.CharField("责任层级", max_length=60, help_text="用英文分号隔开")
    due_day = models.IntegerField("截止日", null=True, help_text="几日")
    months_after = models.IntegerField("期后第几个月", default=0)
    after_push_days = models.IntegerField("交办后几日", null=True, help_text="自然日")
    when_off = models.CharField("碰到放假", max_length=10, choices=OFF_DAYS)
    product = models.CharField("产出物", max_length=60)
    source = models.CharField("依据", max_length=200)
    doc_no = models.CharField("文号", max_length=120, blank=True)
    state = models.CharField("状态", max_length=10, choices=ActionState, default=ActionState.SHIPPED)
    valid_from = models.DateField("生效日期")
    valid_to = models.DateField("失效日期", default=OPEN_END)

    class Meta:
        verbose_name = "周期动作"
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="action_code_from"),
            models.UniqueConstraint(fields=["code"], condition=Q(valid_to=OPEN_END), name="action_one_open"),
            models.CheckConstraint(condition=Q(valid_from__lt=F("valid_to")), name="action_span"),
            models.CheckConstraint(
                condition=Q(due_day__isnull=True, after_push_days__isnull=False)
                | Q(due_day__isnull=False, after_push_days__isnull=True),
                name="action_one_way_due",
            ),
            models.CheckConstraint(condition=Q(state="shipped") | ~Q(doc_no=""), name="action_confirmed_by"),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "code", "title", "cycle", "levels", "due_day", "months_after", "after_push_days", "when_off", "product",
            "source", "doc_no", "state", "valid_from", "valid_to",
        }  # fmt: skip


class RhythmItem(models.Model):
    """What one unit owes in one month or quarter (周期事项), and whether it has reported."""

    number = models.CharField("事项编号", max_length=40, unique=True, help_text="动作.期.单位")
    action = models.CharField("动作代码", max_length=20)
    title = models.CharField("动作", max_length=40)
    product = models.CharField("产出物", max_length=60)
    period = models.CharField("期", max_length=7, help_text="年-月，或 年-Q季")
    period_from = models.DateField("期起")
    period_to = models.DateField("期止", help_text="含当天")
    level = models.CharField("责任层级", max_length=12, choices=Level)
    unit_code = models.CharField("单位代码", max_length=40, help_text="区划代码，部门为部门名")
    unit_name = models.CharField("单位", max_length=60)
    area_code = models.CharField("区划代码", max_length=12, help_text="部门为县")
    due_on = models.DateField("截止日期")
    due_certain = models.BooleanField("截止日期已定", default=True, help_text="否：那年的放假安排还没录入")
    state = models.CharField("状态", max_length=6, choices=ItemState, default=ItemState.OPEN)
    note = models.CharField("一句话说明", max_length=100, blank=True)
    as_of = models.DateField("数据截至", null=True)
    submitted_on = models.DateField("报送日期", null=True)
    submitted_at = models.DateTimeField("报送时刻", null=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="报送人", null=True, related_name="+"
    )
    reminders = models.IntegerField("催报次数", default=0)
    reminded_by = models.CharField("最近催报人", max_length=60, blank=True)
    reminded_at = models.DateTimeField("最近催报时刻", null=True)

    class Meta:
        verbose_name = "周期事项"
        constraints = [
            models.UniqueConstraint(fields=["action", "period", "level", "unit_code"], name="item_once"),
            models.CheckConstraint(
                condition=Q(state="open", submitted_on__isnull=True) | Q(state="done", submitted_on__isnull=False),
                name="item_reported_when",
            ),
        ]
        indexes = [models.Index(fields=["period_to", "area_code"], name="item_period")]

    class Privacy:
        personal = {"note", "submitted_by", "reminded_by"}
        plain = {
            "id", "number", "action", "title", "product", "period", "period_from", "period_to", "level", "unit_code",
            "unit_name", "area_code", "due_on", "due_certain", "state", "as_of", "submitted_on", "submitted_at",
            "reminders", "reminded_at",
        }  # fmt: skip

    @property
    def is_late(self) -> bool:
        """Reported after its day (迟报)."""
        return self.submitted_on is not None and self.submitted_on > self.due_on


class ItemLine(models.Model):
    """A number of a report as it was on the day (周期事项数). `code` says where its records are: a figure, or a list."""

    item = models.ForeignKey(RhythmItem, models.PROTECT, verbose_name="周期事项", related_name="lines")
    place = models.IntegerField("次序")
    code = models.CharField("指标", max_length=60, blank=True)
    label = models.CharField("名称", max_length=60)
    number = models.IntegerField("数")
    unit = models.CharField("单位", max_length=10)

    class Meta:
        verbose_name = "周期事项数"
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["item", "place"], name="line_place")]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "item", "place", "code", "label", "number", "unit"}
