"""The kinds of tasks that the rhythm and consultations give rise to, and whose they are."""

from __future__ import annotations

from huaiyuan.base.access.permissions import Role
from huaiyuan.county.oversight.types import Level
from huaiyuan.county.worklist import kinds
from huaiyuan.county.worklist.kinds import Kind

ITEM, DECISION = "rhythm.item", "decision"
REPORT = {level: f"rhythm_{level.value}" for level in Level}
CARRY_OUT = {level: f"decision_{level.value}" for level in (Level.TOWNSHIP, Level.DEPARTMENT, Level.COUNTY)}
CHECK = "decision_check"

KINDS = (
    Kind(REPORT[Level.VILLAGE], "月度节奏：{about}", Role.VILLAGE, "已报", ITEM),
    Kind(REPORT[Level.TOWNSHIP], "月度节奏：{about}", Role.TOWNSHIP, "已报", ITEM),
    Kind(REPORT[Level.DEPARTMENT], "月度节奏：{about}", Role.DEPARTMENT, "已报", ITEM),
    Kind(REPORT[Level.COUNTY], "月度节奏：{about}", Role.COUNTY_CENTER, "已报", ITEM),
    Kind(CARRY_OUT[Level.TOWNSHIP], "办会商议定事项：{about}", Role.TOWNSHIP, "办理情况和佐证", DECISION),
    Kind(CARRY_OUT[Level.DEPARTMENT], "办会商议定事项：{about}", Role.DEPARTMENT, "办理情况和佐证", DECISION),
    Kind(CARRY_OUT[Level.COUNTY], "办会商议定事项：{about}", Role.COUNTY_CENTER, "办理情况和佐证", DECISION),
    Kind(CHECK, "核对答复：{about}", Role.COUNTY_CENTER, "办结或退回", DECISION, limit="oversight.check_days"),
)


def register() -> None:
    """Register them; called once when the app is ready."""
    kinds.register(*KINDS)
