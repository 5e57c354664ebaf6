"""Code lists of plans and measures: where each stands, what a plan was drafted from, who owns a measure."""

from __future__ import annotations

from django.db import models


class State(models.TextChoices):
    """Where a plan stands (计划状态)."""

    DRAFT = "draft", "草稿"
    REVIEW = "review", "待乡镇审核"
    RETURNED = "returned", "退回"
    SET = "set", "已定"
    RUNNING = "running", "执行中"
    DONE = "done", "已完成"
    STOPPED = "stopped", "终止"


LIVE = (State.DRAFT, State.REVIEW, State.RETURNED, State.SET, State.RUNNING)
"""A household has one plan in one of these."""
OPEN_TO_WRITING = (State.DRAFT, State.RETURNED)
APPROVED = (State.SET, State.RUNNING, State.DONE)


class MeasureState(models.TextChoices):
    """Where a measure stands (措施状态)."""

    PLANNED = "planned", "待落实"
    DONE = "done", "已落实"
    DROPPED = "dropped", "不办了"


class DraftedFrom(models.TextChoices):
    """What a plan was drafted from (起草依据)."""

    FACTS = "facts", "按风险、劳动能力和已享受的起草"
    EARLIER = "earlier", "接上一份计划起草"
    LOADED = "loaded", "底册装入"


class Owner(models.TextChoices):
    """Who carries a measure out (承办)."""

    VILLAGE = "village", "村"
    TOWNSHIP = "township", "乡镇"
    HELPER = "helper", "帮扶责任人"
    DEPARTMENT = "department", "行业部门"
