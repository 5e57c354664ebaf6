"""Code lists of full screening rounds: where a household stands in one, what was found, how it was looked at."""

from __future__ import annotations

from django.db import models


class RoundState(models.TextChoices):
    """Whether the lines of a round stand already (轮次状态)."""

    PREPARING = "preparing", "正在分户"
    OPEN = "open", "已开始"


class State(models.TextChoices):
    """Where a household stands in a round (排查状态)."""

    WAITING = "waiting", "待查"
    DONE = "done", "已查"
    AGAIN = "again", "要重查"
    EXCUSED = "excused", "没查，有原因"
    GONE = "gone", "本轮中销户"


TO_LOOK = (State.WAITING, State.AGAIN)
"""What a village still has to do."""


class Result(models.TextChoices):
    """What was found (排查结果)."""

    SAME = "same", "无变化"
    CHANGED = "changed", "有变化"
    PROBLEM = "problem", "有问题"
    EMPTY = "empty", "空挂户"


class Way(models.TextChoices):
    """How it was looked at (排查方式)."""

    HOME = "home", "入户"
    PHONE = "phone", "电话／视频"


class Look(models.TextChoices):
    """The five points of a household of a key group (必看五项)."""

    INCOME = "income", "收入"
    SCHOOL = "school", "上学"
    HEALTH = "health", "看病"
    HOUSE = "house", "住房"
    WATER = "water", "饮水"


class Change(models.TextChoices):
    """What has changed since last time (变化)."""

    MEMBERS = "members", "人口"
    WORK = "work", "务工就业"
    INCOME = "income", "收入"
    HEALTH = "health", "健康"
    SCHOOL = "school", "上学"
    HOUSE = "house", "住房"
    WATER = "water", "饮水"
    AID = "aid", "享受的政策"


class EmptyReason(models.TextChoices):
    """Why a household is one on paper only (空挂原因)."""

    SETTLED = "settled", "全家在外定居，户口没迁"
    LOST = "lost", "全家在外，联系不上"
    WITH_CHILDREN = "with_children", "并到子女家住"
    RUINED = "ruined", "老房已拆，家里没人"


class ExcuseReason(models.TextChoices):
    """Why a household was not looked at in a round (没查的原因)."""

    NOBODY = "nobody", "多次上门没人，电话不通"
    REFUSED = "refused", "不愿配合，已当面说明"
    HOSPITAL = "hospital", "全家陪护住院，约好回来补"
    AWAY = "away", "在押或服役，家里没别人"
    MOVING = "moving", "已迁走，正办销户"


class Level(models.TextChoices):
    """Who closes a round, in turn (完成层级)."""

    VILLAGE = "village", "村"
    TOWNSHIP = "township", "乡镇"
    COUNTY = "county", "县"


class Verdict(models.TextChoices):
    """What a re-check found (复核结果)."""

    SAME = "same", "一致"
    DIFFERENT = "different", "不一致"


LENGTH_OF = {Level.COUNTY: 6, Level.TOWNSHIP: 9, Level.VILLAGE: 12}
# Who has no walking order stands at the end of the round through the village.
NO_ORDER = 999_999
# The risks a look may report: those of the national system, without 复核 and 数据质量, which are no family's.
RISKS = (
    "因病", "因学", "因残", "因自然灾害", "因意外事故", "因产业项目失败", "因务工就业不稳", "缺劳动力", "因安全住房", "因安全饮水",
    "因义务教育", "收入骤降", "其他",
)  # fmt: skip
