"""拼音首字母 of people who were registered before the registry kept them."""

from __future__ import annotations

import pyarrow as pa
from django.db import connection, transaction

from huaiyuan.base import audit
from huaiyuan.core.linkage.initials import initials_many
from huaiyuan.county.registry import trail
from huaiyuan.county.registry.models import Person

PART = 20_000


def fill_initials() -> int:
    """Give everybody who has none the initials of the name, part by part; safe to repeat. Returns how many people."""
    filled, last = 0, 0
    while part := _lacking(last):
        filled += _fill(part)
        last = part[-1][0]
    if filled:
        audit.record(trail.INITIALS_FILLED, by=None, subject="persons", writes=True, people=filled)
    return filled


def _lacking(behind: int) -> list[tuple[int, str]]:
    rows = Person.objects.filter(initials="", pk__gt=behind).exclude(name="").order_by("pk")
    return list(rows.values_list("pk", "name")[:PART])


@transaction.atomic
def _fill(part: list[tuple[int, str]]) -> int:
    keys, names = zip(*part, strict=True)
    letters = initials_many(pa.array(names, pa.string())).to_pylist()
    found = [(written, key) for key, written in zip(keys, letters, strict=True) if written]
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE registry_person SET initials = %s WHERE id = %s", found)
    return len(found)
