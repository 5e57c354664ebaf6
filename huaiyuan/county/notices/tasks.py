"""The kinds of tasks that notices give rise to, and whose they are.

What a department owes stands with the county centre, which presses for it, as with 督促部门落实政策.
"""

from __future__ import annotations

from huaiyuan.base.access.permissions import Role
from huaiyuan.county.notices.types import NoticeKind
from huaiyuan.county.worklist import kinds
from huaiyuan.county.worklist.kinds import Kind

SUBJECT = "notice"
VILLAGE, DEPARTMENT, REVIEW = "notice_village", "notice_department", "notice_review"

KINDS = (
    Kind(VILLAGE, "核对村里的情况：{about}", Role.VILLAGE, "核对结果", SUBJECT, limit="notice.village_days"),
    Kind(
        DEPARTMENT, "督促部门解决：{about}", Role.COUNTY_CENTER, "部门办理的结果", SUBJECT, limit="notice.village_days"
    ),
    Kind(REVIEW, "复核：{about}", Role.TOWNSHIP, "复核结果", SUBJECT, limit="notice.review_days"),
)
# Who is asked by each kind of notice, and how much of the village's code is the area of that post.
ASKED: dict[str, tuple[tuple[str, int], ...]] = {
    NoticeKind.VILLAGE: ((VILLAGE, 12), (DEPARTMENT, 6)),
    NoticeKind.REVIEW: ((REVIEW, 9),),
}


def register() -> None:
    """Register them; called once when the app is ready."""
    kinds.register(*KINDS)
