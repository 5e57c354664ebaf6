"""Reserving row ids in blocks (预留号段): decision F1."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from huaiyuan.base.vault.models import IdBlock


def reserve(table: str, n: int) -> range:
    """Take the next `n` ids of a table for good; ids that are never used leave a gap, which harms nobody."""
    if n < 0:
        raise ValueError("a block is never negative")
    with transaction.atomic():
        IdBlock.objects.get_or_create(table=table)
        IdBlock.objects.filter(table=table).update(next_id=F("next_id") + n)
        end = IdBlock.objects.values_list("next_id", flat=True).get(table=table)
    return range(end - n, end)
