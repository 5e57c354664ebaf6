"""The kind of task that points give rise to: one for a village and month, however many points it lists."""

from huaiyuan.base.access.permissions import Role
from huaiyuan.county.worklist import kinds
from huaiyuan.county.worklist.kinds import Kind

# Also the name of the task's page.
SUBJECT = "quality.task"
VILLAGE = "quality_village"
KIND = Kind(VILLAGE, "核改底册疑点：{about}", Role.VILLAGE, "每条都改好或核过", SUBJECT, limit="quality.task_days")


def register() -> None:
    """Register it; called once when the app is ready."""
    kinds.register(KIND)
