"""Masking by kind of field, for pages: what stands in place of what an account may not see in clear."""

from __future__ import annotations

import datetime as dt
from typing import Any

from huaiyuan.base.access.permissions import Field
from huaiyuan.base.vault import mask


def masked(field: Field, value: Any) -> str:
    """The masked form. An already masked text (it carries a star) stays as it is."""
    text = str(value)
    if "*" in text:
        return text
    if field is Field.BIRTH:
        return f"{value.year} 年" if isinstance(value, dt.date) else f"{text[:4]} 年"
    if field in {Field.HEALTH, Field.AMOUNT}:
        return "已遮蔽"
    return {Field.NAME: mask.name, Field.ID_NUMBER: mask.id_number, Field.PHONE: mask.phone, Field.CARD: mask.card}[
        field
    ](text)
