"""The kinds of tasks that plans give rise to, and whose they are."""

from __future__ import annotations

from huaiyuan.base.access.permissions import Role
from huaiyuan.county.plans.types import Owner
from huaiyuan.county.worklist import kinds
from huaiyuan.county.worklist.kinds import Kind

SUBJECT, HOUSEHOLD = "plan", "household.plan"
DRAFT, REVIEW, MEND = "plan_draft", "plan_review", "plan_mend"
OVERDUE_VILLAGE, OVERDUE_TOWNSHIP = "measure_village", "measure_township"
ENDING = "measure_ending"
# Whose overdue measures a task is about: what a department is to do the township sees to.
OVERDUE = {
    OVERDUE_VILLAGE: frozenset({Owner.VILLAGE, Owner.HELPER}),
    OVERDUE_TOWNSHIP: frozenset({Owner.TOWNSHIP, Owner.DEPARTMENT}),
}
# One task a plan whatever the number of its overdue measures: who opens the plan sees them all.
KINDS = (
    Kind(DRAFT, "制定一户一策：{about}", Role.VILLAGE, "提交乡镇审核", HOUSEHOLD, limit="plan.draft_days"),
    Kind(REVIEW, "审核一户一策：{about}", Role.TOWNSHIP, "审核通过或退回", SUBJECT, limit="plan.review_days"),
    Kind(MEND, "改一户一策（乡镇退回）：{about}", Role.VILLAGE, "改好再提交", SUBJECT, limit="plan.mend_days"),
    Kind(OVERDUE_VILLAGE, "帮扶措施超期没结果：{about}", Role.VILLAGE, "每条记落实或不办的原因", SUBJECT,
         limit="plan.overdue_days"),
    Kind(ENDING, "政策快到期，写怎么接：{about}", Role.VILLAGE, "续到哪天，或者靠什么接上", SUBJECT),
    Kind(OVERDUE_TOWNSHIP, "催办帮扶措施，超期没结果：{about}", Role.TOWNSHIP, "每条记落实或不办的原因", SUBJECT,
         limit="plan.overdue_days"),
)  # fmt: skip


def register() -> None:
    """Register them; called once when the app is ready."""
    kinds.register(*KINDS)
