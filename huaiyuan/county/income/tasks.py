"""The kinds of tasks that income statements give rise to, and whose they are."""

from __future__ import annotations

from huaiyuan.base.access.permissions import Role
from huaiyuan.county.worklist import kinds
from huaiyuan.county.worklist.kinds import Kind

SUBJECT = "income.statement"
AGAIN, SIGN = "measure_again", "sign_income"

KINDS = (
    Kind(AGAIN, "重新测算收入：{about}", Role.VILLAGE, "提交新的测算", SUBJECT, limit="income.again_days"),
    Kind(SIGN, "收入测算补签字：{about}", Role.VILLAGE, "户主签字", SUBJECT, limit="lead.sign_days"),
)


def register() -> None:
    """Register them; called once when the app is ready."""
    kinds.register(*KINDS)
