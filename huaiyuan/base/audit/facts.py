"""Facts of an event as one line of text; the value of a personal field never stands in it (C35)."""

from __future__ import annotations

import re
from typing import Any

LENGTH = 2000
# Phones have 11 digits from 13 to 19; identity numbers 15 or 18, cards 16 to 19. A village code has 12 and may stand.
PERSONAL = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{14,}[\dXx])(?!\d)")
CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
FORBIDDEN = frozenset({"id_number", "id_card", "phone", "card", "bank_card", "certificate", "diagnosis", "person_name"})


def clean(text: str, length: int) -> str:
    """One line without control characters, personal numbers masked: a name cannot forge a second line."""
    return PERSONAL.sub("※", CONTROL.sub(" ", text))[:length]


def write(facts: dict[str, Any]) -> str:
    """`key=value; key=value`. Raises ValueError for a fact whose name says that it is personal."""
    personal = FORBIDDEN & facts.keys()
    if personal:
        raise ValueError(f"personal values do not belong into the audit log: {', '.join(sorted(personal))}")
    parts = (f"{key}={clean(str(value), LENGTH).replace(';', '；')}" for key, value in facts.items())
    return "; ".join(parts)[:LENGTH]


def read(text: str) -> dict[str, str]:
    """The facts of a line."""
    parts = (part.partition("=") for part in text.split("; ") if part)
    return {key: value for key, _, value in parts}
