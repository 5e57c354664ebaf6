"""What the kit's tests write into ledgers whose own checks do not take just anything: by ledger, by column."""

from __future__ import annotations

SAMPLES: dict[str, dict[str, str]] = {
    "aid": {"term": "2026年秋季学期"},
    "returns": {"found_on": "2026-11-01", "last_on": "2026-11-20"},
    "wells": {"flow": "3", "quality": "good"},
}
