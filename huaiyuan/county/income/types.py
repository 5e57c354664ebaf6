"""Code lists of income statements: what they are made for, where they stand, where an amount comes from."""

from __future__ import annotations

from django.db import models


class Purpose(models.TextChoices):
    """What a statement is made for (用途); the periods that go with it are `core.policy.income.Purpose`."""

    IDENTIFICATION = "identification", "识别"
    YEARLY = "yearly", "年度"
    EXIT = "exit", "消除"


class State(models.TextChoices):
    """Where a statement stands (状态)."""

    MEASURED = "measured", "已测算，待复核"
    CONFIRMED = "confirmed", "已复核"
    RETURNED = "returned", "退回重测"


class Signed(models.TextChoices):
    """Whether the head of the household has signed (户主签字)."""

    DONE = "done", "已签"
    DUE = "due", "待补签"


class Origin(models.TextChoices):
    """Where an amount comes from (来源)."""

    ASKED = "asked", "入户问的"
    CARRIED = "carried", "上次带出"
    DEPARTMENT = "department", "部门数据"
    LOADED = "loaded", "底册装入"


class PhotoKind(models.TextChoices):
    """What a photo shows."""

    VOUCHER = "voucher", "合规自付凭证"
    SHEET = "sheet", "签字的测算表"
