"""The audit log (审计记录) and the chain over it. No foreign keys: deleting a live row never breaks history."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models

from huaiyuan.base.audit.errors import APPEND_ONLY
from huaiyuan.core.kernel.errors import DomainError


class Result(models.TextChoices):
    """How the act ended."""

    DONE = "done", "办成"
    REFUSED = "refused", "没给办"


class AppendOnly(models.QuerySet[Any]):
    """Rows that can only be added."""

    def update(self, **kwargs: Any) -> NoReturn:  # noqa: ARG002 - refused whatever it is
        """Refused."""
        raise DomainError(APPEND_ONLY)

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002 - refused whatever it is
        """Refused."""
        raise DomainError(APPEND_ONLY)

    def delete(self) -> NoReturn:
        """Refused."""
        raise DomainError(APPEND_ONLY)


class Event(models.Model):
    """Who did what, when, from where, about whom, with what result (审计记录)."""

    at = models.DateTimeField("时刻", db_index=True, help_text="真实时刻，UTC")
    action = models.CharField("动作", max_length=80, help_text="带点的英文名，对应一句中文")
    by_username = models.CharField("账号", max_length=150, blank=True, help_text="空为系统")
    by_display = models.CharField("姓名或岗位", max_length=120, blank=True)
    ip = models.CharField("来源地址", max_length=45, blank=True)
    device = models.CharField("设备", max_length=200, blank=True)
    subject = models.CharField("对象", max_length=200, blank=True, help_text="种类:编号")
    household_no = models.CharField("户编号", max_length=24, blank=True)
    village_code = models.CharField("村代码", max_length=12, blank=True)
    result = models.CharField("结果", max_length=8, choices=Result, default=Result.DONE)
    reason = models.CharField("理由", max_length=500, blank=True)
    writes = models.BooleanField("改了数据", default=False)
    facts = models.TextField("事实", blank=True, help_text="名=值，用英文分号隔开；不含个人信息的值")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "审计记录"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(writes=True), name="audit_event_writes"),
            models.Index(fields=["by_username", "-id"], name="audit_event_by"),
            models.Index(fields=["action", "-id"], name="audit_event_action"),
            models.Index(fields=["household_no", "-id"], name="audit_event_household"),
        ]

    class Privacy:
        personal = {"by_display", "ip", "device", "reason"}
        plain = {
            "id", "at", "action", "by_username", "subject", "household_no", "village_code", "result", "writes", "facts",
        }  # fmt: skip

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; a row that exists is never saved again."""
        if not self._state.adding:
            raise DomainError(APPEND_ONLY)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002 - refused whatever it is
        """Refused."""
        raise DomainError(APPEND_ONLY)


class ChainLink(models.Model):
    """One event in the hash chain (审计链): its digest covers the event and everything chained before it."""

    position = models.BigIntegerField("次序", primary_key=True, help_text="从 1 起，不断号")
    event_id = models.BigIntegerField("审计记录序号", unique=True)
    digest = models.CharField("摘要", max_length=64, help_text="SM3")
    sealed_at = models.DateTimeField("封存时刻")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "审计链"

    class Privacy:
        personal: set[str] = set()
        plain = {"position", "event_id", "digest", "sealed_at"}
