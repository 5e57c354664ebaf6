"""Code lists of leads: states, grades, verdicts, ways of verifying."""

from __future__ import annotations

from django.db import models


class State(models.TextChoices):
    """Where a lead stands (线索状态)."""

    OPEN = "open", "待交办"
    SENT = "sent", "已派村"
    VISITING = "visiting", "核实中"
    CONFIRMED = "confirmed", "属实"
    CLEARED = "cleared", "核实未成立"
    WITHHELD = "withheld", "不交办"
    WITHDRAWN = "withdrawn", "已撤回"


# One lead in one of these a household: every channel lands on it.
LIVE = (State.OPEN, State.SENT, State.VISITING)
AT_VILLAGE = (State.SENT, State.VISITING)
DECIDED = (State.CONFIRMED, State.CLEARED)


class Grade(models.TextChoices):
    """How pressing (级别): 红 within hours, 橙 first, 黄 in turn."""

    RED = "red", "红"
    ORANGE = "orange", "橙"
    YELLOW = "yellow", "黄"


RANK = {Grade.RED: 1, Grade.ORANGE: 2, Grade.YELLOW: 3}


class Verdict(models.TextChoices):
    """What a verification found of one risk (结论)."""

    IDENTIFY = "identify", "属实，转识别认定"
    MONITORED = "monitored", "属实，已是监测对象（并入补措施）"
    DEPARTMENT = "department", "属实，需部门落实政策"
    COVERED = "covered", "已有保障，持续关注"
    UNFOUNDED = "unfounded", "不属实"


TRUE_VERDICTS = (Verdict.IDENTIFY, Verdict.MONITORED, Verdict.DEPARTMENT)


class Way(models.TextChoices):
    """How it was verified (核实方式)."""

    ON_SITE = "on_site", "入户"
    PHONE = "phone", "外出电话已核"


class Signature(models.TextChoices):
    """Whether the household has signed (签字)."""

    DONE = "done", "已签"
    DUE = "due", "待返乡补签"


class Match(models.TextChoices):
    """How surely the department's row is this person (比对方式)."""

    EXACT = "exact", "证件号一致"
    NORMALISED = "normalised", "规整后一致"
    PROBABLE = "probable", "疑似同一人"
    CHOSEN = "chosen", "经办人认定"


class Channel(models.TextChoices):
    """How it was found (线索渠道). Rates of rules and departments count what departments pushed, nothing else."""

    DEPARTMENT = "department", "部门筛查预警"
    APPLICATION = "application", "农户自主申报"
    HOTLINE = "hotline", "12317咨询电话"
    PETITION = "petition", "信访"
    OPINION = "opinion", "网络舆情"
    PATROL = "patrol", "干部走访排查"
    ROUND = "round", "集中排查"


class CaseState(models.TextChoices):
    """Where a department's case stands (部门落实)."""

    TO_DO = "to_do", "待落实"
    ANSWERED = "answered", "已答复，待县里看"
    CLOSED = "closed", "已落实"
    RECALLED = "recalled", "已收回"


CASE_OPEN = (CaseState.TO_DO, CaseState.ANSWERED)


class Effect(models.TextChoices):
    """What a change of a family did to a lead (随变更)."""

    STRUCK = "struck", "命中撤下"
    HIT = "hit", "命中转到另一户"
    HOUSEHOLD = "household", "线索转到另一户"
    VILLAGE = "village", "线索转到另一村"
    OPENED = "opened", "随分户另立线索"
    CLOSED = "closed", "线索随变更了结"
    PERSON = "person", "命中改到另一人员编号"
