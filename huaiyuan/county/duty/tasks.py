"""The kinds of tasks that visits and hand-overs give rise to, and whose they are."""

from __future__ import annotations

from huaiyuan.base.access.permissions import Role
from huaiyuan.county.worklist import kinds
from huaiyuan.county.worklist.kinds import Kind

PROBLEM, HANDOVER = "problem", "handover"
BY_VILLAGE, BY_TOWNSHIP, BY_DEPARTMENT = "solve_village", "solve_township", "solve_department"
REVISIT, ACCEPT_GIVING, ACCEPT_TAKING = "revisit", "accept_giving", "accept_taking"
SOLVE = {Role.VILLAGE: BY_VILLAGE, Role.TOWNSHIP: BY_TOWNSHIP, Role.DEPARTMENT: BY_DEPARTMENT}
LIMIT = "duty.problem_days"

KINDS = (
    *(Kind(SOLVE[post], "办走访交办的事：{about}", post, "怎么办的", PROBLEM, limit=LIMIT) for post in SOLVE),
    Kind(REVISIT, "您反映的{about}已办好，请下次回访看一眼", Role.HELPER, "回访说办了", PROBLEM, limit="duty.revisit_days"),
    Kind(ACCEPT_GIVING, "点认交接单（交出）：{about}", Role.HELPER, "点认", HANDOVER, limit="duty.handover_days"),
    Kind(ACCEPT_TAKING, "点认交接单（接手）：{about}", Role.HELPER, "点认", HANDOVER, limit="duty.handover_days"),
)  # fmt: skip


def register() -> None:
    """Register them; called once when the app is ready."""
    kinds.register(*KINDS)
