"""Code lists of guiding: where a question and a fault stand, whom a draw is made from, what a look at a household found."""

from __future__ import annotations

from django.db import models


class QuestionState(models.TextChoices):
    """Where a question stands (问题状态)."""

    ASKED = "asked", "等答复"
    ANSWERED = "answered", "已答复"
    WITHDRAWN = "withdrawn", "已撤回"


class FaultState(models.TextChoices):
    """Where a fault stands (督导问题状态)."""

    OPEN = "open", "待整改"
    MENDED = "mended", "已整改，待核"
    CLOSED = "closed", "已销号"
    CANCELLED = "cancelled", "已撤销"


UNSETTLED = (FaultState.OPEN, FaultState.MENDED)
"""A fault that somebody still has to do something about."""


class Pool(models.TextChoices):
    """Among whom households are drawn (抽查范围)."""

    AT_RISK = "at_risk", "风险未消除的监测对象"
    FOLLOWED = "followed", "脱贫户和监测对象"


class Found(models.TextChoices):
    """What a look at a drawn household found (抽查结果)."""

    WAITING = "waiting", "还没看"
    AGREES = "agrees", "和记录一致"
    DIFFERS = "differs", "和记录不一致"
    AWAY = "away", "没见到人"


class PhotoKind(models.TextChoices):
    """What a photo shows."""

    FAULT = "fault", "问题照片"
    MENDED = "mended", "整改照片"
