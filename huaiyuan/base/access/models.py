"""Accounts (账号), posts (岗位) and postings (任职): who may act, as what, and where."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from huaiyuan.base.access.permissions import ROLES, Role
from huaiyuan.core.kernel.clock import OPEN_END


class Account(AbstractBaseUser):
    """One person's account. Several people may hold one post; each signs with their own name."""

    username = models.CharField("登录名", max_length=64, unique=True)
    display_name = models.CharField("姓名", max_length=60)
    is_active = models.BooleanField("启用", default=True)
    demo_login = models.BooleanField("演示可一键登录", default=False)
    password = models.CharField("口令（只存散列）", max_length=128)
    last_login = models.DateTimeField("上次登录", null=True, blank=True)

    objects: ClassVar[BaseUserManager] = BaseUserManager()
    USERNAME_FIELD = "username"

    class Meta:
        verbose_name = verbose_name_plural = "账号"

    class Privacy:
        personal = {"username", "display_name", "password"}
        plain = {"id", "is_active", "demo_login", "last_login"}

    def __str__(self) -> str:
        return self.display_name


class Post(models.Model):
    """A post: what is done there. Permissions follow from its base role, the area from the posting."""

    code = models.CharField("岗位编码", max_length=40, unique=True)
    title = models.CharField("岗位名", max_length=60)
    base_role = models.CharField("基本角色", max_length=20, choices=[(r.value, ROLES[r].title) for r in Role])
    department = models.CharField("部门", max_length=40, blank=True, default="")
    topics = models.CharField("分管事项", max_length=200, blank=True, default="", help_text="用分号隔开")

    class Meta:
        verbose_name = verbose_name_plural = "岗位"
        constraints = [
            models.CheckConstraint(condition=models.Q(base_role__in=[r.value for r in Role]), name="access_post_role"),
        ]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "code", "title", "base_role", "department", "topics"}

    def __str__(self) -> str:
        return self.title


class Posting(models.Model):
    """Who holds which post for which area, from which day (inclusive) to which (exclusive)."""

    account = models.ForeignKey(Account, models.PROTECT, verbose_name="账号", related_name="postings")
    post = models.ForeignKey(Post, models.PROTECT, verbose_name="岗位", related_name="postings")
    area_code = models.CharField("区划代码", max_length=12, db_index=True, help_text="县 6 位、乡镇 9 位、村 12 位")
    area_name = models.CharField("区划名", max_length=60, help_text="任职时的叫法，写在页面上")
    department = models.CharField("部门", max_length=40, blank=True, default="")
    valid_from = models.DateField("任职起")
    valid_to = models.DateField("任职止", default=OPEN_END, help_text="不含当天")

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_from__lt=models.F("valid_to")), name="access_posting_dates"
            ),
            models.UniqueConstraint(
                fields=["account", "post", "area_code"],
                condition=models.Q(valid_to=OPEN_END),
                name="access_posting_one_open",
            ),
        ]

    class Privacy:
        personal = {"account"}
        plain = {"id", "post", "area_code", "area_name", "department", "valid_from", "valid_to"}

    def __str__(self) -> str:
        return f"{self.account} {self.post} {self.area_name}"


class SignInFailure(models.Model):
    """A sign-in that did not succeed; counted to slow down guessing, kept no longer than that needs."""

    username = models.CharField("登录名", max_length=64)
    ip = models.CharField("来源地址", max_length=45)
    at = models.DateTimeField("时刻")

    class Meta:
        verbose_name = verbose_name_plural = "登录失败"
        indexes = [models.Index(fields=["ip", "username", "at"], name="access_signin_ip_user_at")]

    class Privacy:
        personal = {"username", "ip"}
        plain = {"id", "at"}

    def __str__(self) -> str:
        return f"{self.username} {self.at:%Y-%m-%d %H:%M}"
