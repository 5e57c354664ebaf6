"""The task that a filed change gives rise to: somebody above confirms it."""

from __future__ import annotations

from huaiyuan.base.access.permissions import Role
from huaiyuan.county.worklist import kinds
from huaiyuan.county.worklist.kinds import Kind

SUBJECT = "change"
BY_TOWNSHIP, BY_COUNTY = "confirm_change", "confirm_change_county"
LIMIT = "change.confirm_days"

KINDS = (
    Kind(BY_TOWNSHIP, "确认变更：{about}", Role.TOWNSHIP, "同意或不同意", SUBJECT, limit=LIMIT),
    Kind(BY_COUNTY, "确认跨乡镇的变更：{about}", Role.COUNTY_CENTER, "同意或不同意", SUBJECT, limit=LIMIT),
)


def register() -> None:
    """Register them; called once when the app is ready."""
    kinds.register(*KINDS)
