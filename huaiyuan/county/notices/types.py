"""Code lists of notices."""

from __future__ import annotations

from django.db import models


class NoticeKind(models.TextChoices):
    """What a notice asks for (提示类别)."""

    VILLAGE = "village", "村里的情况"
    REVIEW = "review", "复核"


class NoticeState(models.TextChoices):
    """Where a notice stands."""

    OPEN = "open", "待核对"
    ANSWERED = "answered", "已核对"
    GONE = "gone", "已消除"
