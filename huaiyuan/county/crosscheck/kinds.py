"""What may differ between the national system's roster and the registry (差异种类). Knows no Django."""

from __future__ import annotations

from enum import StrEnum


class Difference(StrEnum):
    """One kind of difference; the value stands in files and addresses."""

    ONLY_THERE = "only_there"
    ONLY_HERE = "only_here"
    ONLY_HERE_HOUSEHOLD = "only_here_household"
    TWICE = "twice"
    FAMILY = "family"
    NAME = "name"
    NUMBER = "number"
    RELATION = "relation"
    HEALTH = "health"
    LABOUR = "labour"
    ARCHIVE = "archive_type"
    CATEGORY = "category"
    RISK = "risk_state"
    APPROVED = "approved_on"
    CLEARED = "cleared_on"
    MEMBERS = "members"
    VILLAGE = "village"


LABELS: dict[str, str] = {
    Difference.ONLY_THERE: "国办有，底册没有",
    Difference.ONLY_HERE: "底册有，国办没有（人）",
    Difference.ONLY_HERE_HOUSEHOLD: "底册有，国办没有（整户）",
    Difference.TWICE: "国办里登了两次",
    Difference.FAMILY: "不在同一户",
    Difference.NAME: "姓名",
    Difference.NUMBER: "证件号码",
    Difference.RELATION: "与户主关系",
    Difference.HEALTH: "健康状况",
    Difference.LABOUR: "劳动技能",
    Difference.ARCHIVE: "户类型",
    Difference.CATEGORY: "监测对象类别",
    Difference.RISK: "风险是否消除",
    Difference.APPROVED: "识别日期",
    Difference.CLEARED: "消除日期",
    Difference.MEMBERS: "人数",
    Difference.VILLAGE: "所在村",
}
