"""Jobs (后台作业): one row per attempt, so that what ran, for whom and how it ended can be read later."""

from __future__ import annotations

from django.db import models


class State(models.TextChoices):
    """Where a job stands."""

    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "没办成"
    CANCELLED = "cancelled", "已取消"
    LOST = "lost", "中断"


class Job(models.Model):
    """One attempt at a long piece of work (后台作业); at most one of a kind and key runs at a time."""

    kind = models.CharField("种类", max_length=40)
    key = models.CharField("对象", max_length=120, blank=True, help_text="同种类同对象只能有一个在跑")
    state = models.CharField("状态", max_length=10, choices=State, default=State.RUNNING)
    by_username = models.CharField("账号", max_length=150, blank=True)
    host = models.CharField("主机", max_length=255, help_text="在哪台机器上跑")
    pid = models.IntegerField("进程号")
    process_started = models.CharField("进程启动标记", max_length=40, blank=True, help_text="防进程号重用")
    heartbeat_at = models.DateTimeField("心跳时刻")
    stage = models.CharField("阶段", max_length=80, blank=True)
    stage_started_at = models.DateTimeField("阶段开始时刻")
    done = models.BigIntegerField("已处理", default=0)
    total = models.BigIntegerField("总数", default=0, help_text="0 为不知道")
    cancel_requested = models.BooleanField("要求取消", default=False)
    started_at = models.DateTimeField("开始时刻")
    finished_at = models.DateTimeField("结束时刻", null=True, blank=True)
    error = models.CharField("没办成的原因", max_length=500, blank=True)
    result = models.CharField("结果", max_length=500, blank=True)

    class Meta:
        verbose_name = "后台作业"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=models.Q(state="running"),
                name="job_one_running",
                violation_error_message="同一件事已经在跑",
            )
        ]
        indexes = [models.Index(fields=["kind", "key", "-id"], name="job_kind_key")]

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id", "kind", "key", "state", "by_username", "host", "pid", "process_started", "heartbeat_at", "stage",
            "stage_started_at", "done", "total", "cancel_requested", "started_at", "finished_at", "error", "result",
        }  # fmt: skip
