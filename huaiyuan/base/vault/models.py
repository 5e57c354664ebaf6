"""Which row ids are taken: ids are part of what is sealed, so they must be known before the row is written."""

from __future__ import annotations

from django.db import models


class IdBlock(models.Model):
    """How far the ids of a table are reserved (号段)."""

    table = models.CharField("表", max_length=80, unique=True)
    next_id = models.BigIntegerField("下一个编号", default=1)

    class Meta:
        verbose_name = "号段"

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "table", "next_id"}
