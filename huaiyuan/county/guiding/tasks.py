"""The kinds of tasks that questions and faults give rise to, and whose they are."""

from __future__ import annotations

from huaiyuan.base.access.permissions import Role
from huaiyuan.county.worklist import kinds
from huaiyuan.county.worklist.kinds import Kind

QUESTION, FAULT = "question", "fault"
ANSWER, MEND, CHECK = "guiding_answer", "guiding_mend", "guiding_check"
# An answer is read by whoever asked, at whatever level.
READ = {role: f"guiding_read_{role.value}" for role in (Role.VILLAGE, Role.TOWNSHIP, Role.HELPER)}

KINDS = (
    Kind(ANSWER, "答复基层的问题：{about}", Role.COUNTY_CENTER, "答复", QUESTION, limit="guiding.answer_days"),
    Kind(MEND, "整改督导发现的问题：{about}", Role.VILLAGE, "怎么整改的、照片", FAULT, limit="guiding.mend_days"),
    *(
        Kind(kind, "看答复：{about}", role, "看过答复", QUESTION, limit="guiding.read_days")
        for role, kind in READ.items()
    ),
    Kind(CHECK, "核督导问题的整改：{about}", Role.COUNTY_CENTER, "销号或退回", FAULT, limit="guiding.check_days"),
)


def register() -> None:
    """Register them; called once when the app is ready."""
    kinds.register(*KINDS)
