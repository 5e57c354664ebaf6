"""Models of the five bottom lines, gathered from the slices."""

from __future__ import annotations

from huaiyuan.county.guarantees.entitlements.models import Gap

__all__ = ["Gap"]
