"""What the kit's tests write into ledgers whose own checks do not take just anything: by ledger, by column."""

from __future__ import annotations

SAMPLES: dict[str, dict[str, str]] = {"wells": {"flow": "3", "quality": "good"}}
