"""交办: what an office or a leader wants done, one line for everyone who is to do it, and what became of each line."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from huaiyuan.base.access.permissions import ROLES, Role
from huaiyuan.county.orders.types import About, Did, LineState, Nature


def account(label: str, *, null: bool = False) -> models.ForeignKey:
    """A person's account that an act is signed with."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, null=null, related_name="+")


class Order(models.Model):
    """One 交办: a list that the county or a township issues, or one line that a leader wrote (批示)."""

    number = models.CharField("清单编号", max_length=16, unique=True, help_text="如 JB2026-0007")
    nature = models.CharField("种类", max_length=12, choices=Nature, default=Nature.LIST)
    title = models.CharField("标题", max_length=80, help_text="批示为批的那句话的开头")
    says = models.CharField("要办什么", max_length=400, help_text="批示为批的那句话")
    issued_post = models.CharField("交办岗位", max_length=20, choices=[(r.value, ROLES[r].title) for r in Role])
    issued_area = models.CharField("交办区划", max_length=12)
    issued_by = account("交办人")
    issued_at = models.DateTimeField("交办时刻")
    due_at = models.DateTimeField("期限")
    about_kind = models.CharField("批在什么上", max_length=12, choices=About, blank=True, default=About.NOTHING)
    about_key = models.CharField(
        "批在哪一个上", max_length=40, blank=True, default="", help_text="指标号、户编号或页面名"
    )
    about_words = models.CharField("批在什么上（当时的字）", max_length=120, blank=True, default="")
    about_url = models.CharField("那一页", max_length=300, blank=True, default="")

    class Meta:
        verbose_name = "交办清单"
        indexes = [models.Index(fields=["nature", "issued_at"], name="order_nature")]

    class Privacy:
        personal = {"title", "says", "issued_by", "about_words", "about_url"}
        plain = {
            "id", "number", "nature", "issued_post", "issued_area", "issued_at", "due_at", "about_kind", "about_key",
        }  # fmt: skip


class OrderLine(models.Model):
    """What one owner has to do of an order (交办事项): accepted, fed back, returned, settled."""

    number = models.CharField("事项编号", max_length=24, unique=True, help_text="清单编号-序号")
    order = models.ForeignKey(Order, models.PROTECT, verbose_name="交办清单", related_name="lines")
    household_no = models.CharField("户编号", max_length=24, blank=True, default="")
    village_code = models.CharField("村代码", max_length=12, blank=True, default="")
    owner_area = models.CharField("承办区划", max_length=12)
    owner_post = models.CharField("承办岗位", max_length=20)
    owner_department = models.CharField("承办部门", max_length=40, blank=True, default="")
    unit_name = models.CharField("承办单位", max_length=60, help_text="交办时的叫法")
    state = models.CharField("状态", max_length=10, choices=LineState, default=LineState.SENT)
    version = models.IntegerField("版本", default=1)
    due_at = models.DateTimeField("期限")
    answer = models.CharField("办理情况", max_length=200, blank=True, default="")
    answered_by = account("反馈人", null=True)
    answered_at = models.DateTimeField("反馈时刻", null=True)
    returned_why = models.CharField("退回的原因", max_length=200, blank=True, default="")
    returns = models.IntegerField("退回次数", default=0)
    settled_by = account("销号人", null=True)
    settled_at = models.DateTimeField("销号时刻", null=True)

    class Meta:
        verbose_name = "交办事项"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["closed", "cancelled"], settled_at__isnull=False)
                | (~Q(state__in=["closed", "cancelled"]) & Q(settled_at__isnull=True)),
                name="order_line_settled_when",
            ),
            models.UniqueConstraint(
                fields=["order", "owner_post", "owner_area", "owner_department", "household_no"], name="order_line_once",
                violation_error_message="同一件事不能交给同一家两次",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["owner_area", "owner_post", "state"], name="order_line_owner"),
            models.Index(fields=["order", "state", "due_at"], name="order_line_state"),
        ]

    class Privacy:
        personal = {"answer", "answered_by", "returned_why", "settled_by"}
        plain = {
            "id", "number", "order", "household_no", "village_code", "owner_area", "owner_post", "owner_department",
            "unit_name", "state", "version", "due_at", "answered_at", "returns", "settled_at",
        }  # fmt: skip


class OrderStep(models.Model):
    """One act on a line (交办经过): who did what when, and what was said."""

    line = models.ForeignKey(OrderLine, models.PROTECT, verbose_name="交办事项", related_name="steps")
    at = models.DateTimeField("时刻")
    did = models.CharField("做了什么", max_length=10, choices=Did)
    by = account("谁")
    says = models.CharField("说明", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "交办经过"
        indexes = [models.Index(fields=["line", "at"], name="order_step_line")]

    class Privacy:
        personal = {"by", "says"}
        plain = {"id", "line", "at", "did"}
