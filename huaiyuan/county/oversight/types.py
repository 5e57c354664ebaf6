"""Code lists of oversight: who is responsible, where an item or a decision stands."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from huaiyuan.base.access.permissions import Role


class Level(models.TextChoices):
    """At which level a unit is responsible (责任层级)."""

    DEPARTMENT = "department", "行业部门"
    VILLAGE = "village", "村（社区）"
    TOWNSHIP = "township", "乡镇"
    COUNTY = "county", "县专班"


ROLES = {
    Level.DEPARTMENT: Role.DEPARTMENT,
    Level.VILLAGE: Role.VILLAGE,
    Level.TOWNSHIP: Role.TOWNSHIP,
    Level.COUNTY: Role.COUNTY_CENTER,
}


@dataclass(frozen=True, order=True)
class Unit:
    """A unit that answers for something: an area, or a department by its name. `area` is where its rows lie."""

    level: Level
    code: str
    name: str
    area: str


class ItemState(models.TextChoices):
    """Whether a unit has reported (周期事项状态)."""

    OPEN = "open", "未报"
    DONE = "done", "已报"


class ActionState(models.TextChoices):
    """Whether the county stands behind a periodic action."""

    SHIPPED = "shipped", "待县里确认"
    CONFIRMED = "confirmed", "县里已定"


class DecisionState(models.TextChoices):
    """Where a decided point stands (议定事项状态)."""

    OPEN = "open", "承办中"
    ANSWERED = "answered", "已答复，待核"
    CLOSED = "closed", "已办结"
    CANCELLED = "cancelled", "已撤销"
