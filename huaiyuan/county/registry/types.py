"""Code lists of the registry. Values are the national system's own words (全国防返贫监测信息系统码表, domain §3.2)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from huaiyuan.core.policy import kinship, subject


class Sex(models.TextChoices):
    """性别."""

    MALE = "男", "男"
    FEMALE = "女", "女"


class IdKind(models.TextChoices):
    """证件类型."""

    ID_CARD = "居民身份证", "居民身份证"
    DISABILITY_CARD = "残疾人证", "残疾人证"
    NONE = "无", "无"


class CloseReason(models.TextChoices):
    """Why a household left the registry (销户原因)."""

    DIED_OUT = "整户死亡", "整户死亡"
    MOVED_AWAY = "整户迁出", "整户迁出"
    REGROUPED = "分户合户", "分户合户"
    DUPLICATE = "重复", "重复"
    MISTAKE = "登记错误", "登记错误"


class AliasKind(models.TextChoices):
    """What an old number named."""

    HOUSEHOLD = "户", "户"
    PERSON = "人", "人"


class LeaveReason(models.TextChoices):
    """Why a person left a household (减少原因)."""

    DIED = "死亡", "死亡"
    MARRIED_OUT = "婚嫁迁出", "婚嫁迁出"
    MOVED_AWAY = "迁出", "迁出"
    SPLIT = "分户", "分户"
    UNITED = "合户", "合户"
    HOUSEHOLD_CLOSED = "整户销户", "整户销户"
    MISTAKE = "登记错误", "登记错误"


class Archive(models.TextChoices):
    """户类型."""

    LIFTED = "脱贫户", "脱贫户"
    ORDINARY = "一般农户", "一般农户"


class Category(models.TextChoices):
    """监测对象类别."""

    UNSTABLE = "脱贫不稳定户", "脱贫不稳定户"
    MARGINAL = "边缘易致贫户", "边缘易致贫户"
    HARDSHIP = "突发严重困难户", "突发严重困难户"


class RiskState(models.TextChoices):
    """风险是否消除; 已清退 is a cycle found to have been a mistake."""

    OPEN = "未消除", "未消除"
    CLEARED = "已消除", "已消除"
    STRUCK_OFF = "已清退", "已清退"


class EntryKind(models.TextChoices):
    """Whether a household is identified for the first time or again."""

    FIRST = "首次", "首次"
    AGAIN = "再识别", "再识别"


class SourceKind(models.TextChoices):
    """Where a fact comes from (来源)."""

    LOADED = "loaded", "底册装入"
    APPROVED = "approved", "县级审定"
    VISITED = "visited", "入户核实"
    REPORTED = "reported", "村级登记"
    DEPARTMENT = "department", "部门数据"
    CORRECTED = "corrected", "更正"


class Correctable(models.TextChoices):
    """A registered fact about a member that may be put right where it was written wrongly (改登记)."""

    RELATION = "relation", "与户主关系"
    HEALTH = "health", "健康状况"
    LABOUR = "labour", "劳动技能"


HEALTH = (
    "健康", "长期慢性病", "患有大病", "残疾", "长期慢性病;残疾", "患有大病;残疾", "长期慢性病;患有大病", "长期慢性病;患有大病;残疾",
)  # fmt: skip
# What each may be put to; a head is made by 更换户主 only.
CORRECT_TO: dict[Correctable, tuple[str, ...]] = {
    Correctable.RELATION: tuple(name for name in kinship.RELATIONS if name != kinship.HEAD),
    Correctable.HEALTH: HEALTH,
    Correctable.LABOUR: subject.LABOUR,
}


@dataclass(frozen=True)
class Basis:
    """What a change rests on (依据): where it comes from, and the document, batch or visit that shows it."""

    kind: SourceKind
    ref: str = ""
