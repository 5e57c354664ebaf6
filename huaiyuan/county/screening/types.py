"""Code lists of screening: states of rule versions and of the changes proposed to them."""

from __future__ import annotations

from django.db import models


class RuleState(models.TextChoices):
    """How a rule version came into force."""

    SHIPPED = "shipped", "随系统附带，县里可改"
    APPROVED = "approved", "县里已定"


class ChangeState(models.TextChoices):
    """Where a proposed change of a rule stands."""

    DRAFT = "draft", "待试算"
    TRIED = "tried", "待另一人发布"
    PUBLISHED = "published", "已发布"
    DROPPED = "dropped", "已撤下"
    ROLLED_BACK = "rolled_back", "已回退"
