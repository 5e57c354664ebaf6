"""The rules a new installation starts with."""

from __future__ import annotations

from typing import Any

from huaiyuan.core.engine.screening.run import text_hash
from huaiyuan.core.kernel import clock
from huaiyuan.core.policy import rule as rules
from huaiyuan.core.policy.rule import Rule


def plant_rules(model: Any) -> int:
    """Add the shipped rules of which the table has no version at all; what the county has is left alone."""
    known = set(model.objects.values_list("rule", flat=True))
    shipped = [(rules.read(file, text)[0], text) for file, text in rules.shipped_texts().items()]
    rows = [model(**row(rule, text)) for rule, text in shipped if rule.id not in known]
    return len(model.objects.bulk_create(rows))


def row(rule: Rule, text: str) -> dict[str, Any]:
    """A rule as the fields of its version."""
    return {
        "rule": rule.id, "version": rule.version, "title": rule.title, "department": rule.department,
        "risk_type": rule.risk, "text": text, "text_hash": text_hash(text), "valid_from": rule.since,
        "valid_to": rule.until or clock.OPEN_END, "published_at": clock.now(),
    }  # fmt: skip
