"""Accounts (账号), posts (岗位), postings (任职), grants and phones: who may act, as what, where, and from what."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

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
    epoch = models.IntegerField("登录批次", default=0, db_default=0, help_text="加一即退出这个账号的所有登录")

    objects: ClassVar[BaseUserManager] = BaseUserManager()
    USERNAME_FIELD = "username"

    class Meta:
        verbose_name = verbose_name_plural = "账号"

    class Privacy:
        personal = {"username", "display_name", "password"}
        plain = {"id", "is_active", "demo_login", "last_login", "epoch"}

    def __str__(self) -> str:
        return self.display_name

    def get_session_auth_hash(self) -> str:
        """What every session of the account is tied to: it ends with a new password and with the next epoch."""
        return salted_hmac("huaiyuan.access.session", f"{self.password}|{self.epoch}", algorithm="sha256").hexdigest()


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
    unit_no = models.CharField(
        "单位编号", max_length=24, blank=True, default="", help_text="学校、维修站等基层单位才有"
    )
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
        plain = {"id", "post", "area_code", "area_name", "department", "unit_no", "valid_from", "valid_to"}

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


class HouseholdGrant(models.Model):
    """One household that an account reaches beside its areas (户的授权), from a day (inclusive) to a day (exclusive).

    Written by pairing only, together with the pairing it rests on.
    """

    account = models.ForeignKey(Account, models.PROTECT, verbose_name="账号", related_name="grants")
    household_no = models.CharField("户编号", max_length=24, db_index=True)
    ground = models.CharField("依据", max_length=24, help_text="结对编号")
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", default=OPEN_END, help_text="不含当天")

    class Meta:
        verbose_name = verbose_name_plural = "户的授权"
        constraints = [
            models.CheckConstraint(condition=models.Q(valid_from__lt=models.F("valid_to")), name="access_grant_dates"),
            models.UniqueConstraint(
                fields=["account", "household_no"],
                condition=models.Q(valid_to=OPEN_END),
                name="access_grant_one_open",
            ),
        ]

    class Privacy:
        personal = {"account"}
        plain = {"id", "household_no", "ground", "valid_from", "valid_to"}

    def __str__(self) -> str:
        return f"{self.account} {self.household_no}"


class EnrolmentCode(models.Model):
    """A one-time code (开通码) that the township gives a person, good for enrolling one phone; only its hash is kept."""

    account = models.ForeignKey(Account, models.PROTECT, verbose_name="账号", related_name="enrolment_codes")
    code_hash = models.CharField("开通码（只存散列）", max_length=128)
    issued_by = models.ForeignKey(Account, models.PROTECT, verbose_name="发码人", related_name="+")
    issued_at = models.DateTimeField("发码时刻")
    expires_at = models.DateTimeField("失效时刻")
    ended_at = models.DateTimeField("用掉或作废时刻", null=True)
    tries = models.IntegerField("试错次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "开通码"
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(ended_at__isnull=True), name="access_one_enrolment_code"
            )
        ]

    class Privacy:
        personal = {"account", "code_hash", "issued_by"}
        plain = {"id", "issued_at", "expires_at", "ended_at", "tries"}

    def __str__(self) -> str:
        return f"{self.account} {self.issued_at:%Y-%m-%d %H:%M}"


class EnrolledDevice(models.Model):
    """A phone that somebody enrolled (开通的手机): what it keeps is told by a hash, and the PIN is this phone's alone.

    Several people may enrol one phone; each has a row and a PIN of their own on it.
    """

    device_no = models.UUIDField("手机编号", unique=True)
    account = models.ForeignKey(Account, models.PROTECT, verbose_name="账号", related_name="devices")
    token_hash = models.CharField("手机凭据（只存散列）", max_length=64, db_index=True)
    pin = models.CharField("数字口令（只存散列）", max_length=128)
    label = models.CharField("手机说明", max_length=60, blank=True, help_text="开通时浏览器报的型号")
    enrolled_at = models.DateTimeField("开通时刻")
    used_at = models.DateTimeField("最近使用", null=True)
    tries = models.IntegerField("连续试错次数", default=0, help_text="到数即停，由乡镇重设")
    ended_at = models.DateTimeField("停用时刻", null=True)
    ended_by = models.ForeignKey(Account, models.PROTECT, verbose_name="停用人", null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "开通的手机"
        constraints = [
            models.UniqueConstraint(
                fields=["token_hash", "account"], condition=models.Q(ended_at__isnull=True), name="access_device_once"
            )
        ]

    class Privacy:
        personal = {"account", "token_hash", "pin", "label", "ended_by"}
        plain = {"id", "device_no", "enrolled_at", "used_at", "tries", "ended_at"}

    def __str__(self) -> str:
        return f"{self.account} {self.label}"
