"""The kinds of tasks that 交办 gives rise to: carrying a line out, settling it, saying whose it is."""

from __future__ import annotations

from huaiyuan.base.access.permissions import Role
from huaiyuan.county.worklist import kinds
from huaiyuan.county.worklist.kinds import Kind

LINE = "order_line"
DAYS, CHECK_DAYS, ROUTE_DAYS = "order.days", "order.check_days", "order.route_days"
CARRY = {role: f"order_carry_{role}" for role in (Role.VILLAGE, Role.TOWNSHIP, Role.DEPARTMENT, Role.COUNTY_CENTER)}
CHECK = {role: f"order_check_{role}" for role in (Role.TOWNSHIP, Role.COUNTY_CENTER, Role.LEADER)}
ROUTE = {role: f"order_route_{role}" for role in (Role.TOWNSHIP, Role.COUNTY_CENTER)}
_CHECKS = {Role.LEADER: "批示有回音：{about}"}

KINDS = (
    *(Kind(code, "交办：{about}", post, "反馈办理情况", LINE, limit=DAYS) for post, code in CARRY.items()),
    *(Kind(code, _CHECKS.get(post, "看反馈、销号：{about}"), post, "销号或退回重办", LINE, limit=CHECK_DAYS)
      for post, code in CHECK.items()),
    *(Kind(code, "定由谁办：{about}", post, "分办", LINE, limit=ROUTE_DAYS) for post, code in ROUTE.items()),
)  # fmt: skip
ALL = tuple(kind.code for kind in KINDS)


def register() -> None:
    """Register them; called once when the app is ready."""
    kinds.register(*KINDS)
