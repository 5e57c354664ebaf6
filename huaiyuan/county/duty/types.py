"""Code lists of duty: whose helper, in which part, what was looked at, what became of a problem."""

from __future__ import annotations

from django.db import models


class Level(models.TextChoices):
    """The level of a helper's unit (单位层级), the highest first; there is none of the village."""

    CENTRAL = "central", "中央"
    PROVINCE = "province", "省"
    CITY = "city", "市"
    COUNTY = "county", "县"
    TOWNSHIP = "township", "乡"


class Rank(models.TextChoices):
    """A helper's rank (职级), which sets how many households they may help."""

    DIVISION = "division", "处级"
    SECTION = "section", "科级"
    ORDINARY = "ordinary", "其他"


class Part(models.TextChoices):
    """A helper's part with a household (主责、协助); every household has exactly one principal."""

    PRINCIPAL = "principal", "主责"
    ASSISTANT = "assistant", "协助"


class EndReason(models.TextChoices):
    """Why a pairing ended (结对终止原因)."""

    MOVED = "moved", "帮扶责任人调离"
    RETIRED = "retired", "帮扶责任人退休"
    LOAD = "load", "调整帮扶户数"
    AVOIDED = "avoided", "亲属回避"
    CLOSED = "closed", "户已销户"
    AWAY = "away", "请假外出，代管期满"
    OTHER = "other", "其他"


class HandoverKind(models.TextChoices):
    """For good, or for a time (交接种类)."""

    MOVE = "move", "换人"
    AWAY = "away", "请假外出"


class Held(models.TextChoices):
    """What a line of a hand-over sheet hands over."""

    POST = "post", "岗位"
    HOUSEHOLD = "household", "户"
    TASKS = "tasks", "点名的待办"


class Way(models.TextChoices):
    """How a visit was made (走访方式)."""

    HOME = "home", "入户"
    PHONE = "phone", "电话"


class Look(models.TextChoices):
    """What is looked at on every visit (五看)."""

    FOOD = "food", "吃穿"
    SCHOOL = "school", "上学"
    HEALTH = "health", "看病"
    HOUSE = "house", "住房"
    WATER = "water", "饮水"


class ProblemKind(models.TextChoices):
    """What has to be settled (要解决的事)."""

    REPAIR = "repair", "报修"
    PAPERS = "papers", "办证"
    HEALTH = "health", "看病"
    SCHOOL = "school", "上学"
    WORK = "work", "找活"
    OTHER = "other", "其他"


class ProblemState(models.TextChoices):
    """Where a problem stands."""

    OPEN = "open", "在办"
    DONE = "done", "已办，待回访"
    CLOSED = "closed", "已了结"


class Due(models.TextChoices):
    """How a household stands with its visits (走访情况)."""

    OVERDUE = "overdue", "已超期"
    DUE = "due", "本期未走访"
    DONE = "done", "本期已走访"


class Mark(models.TextChoices):
    """Something about a visit that the township may want to ask about (走访提示); it judges nobody."""

    MANY = "many", "一天走访户数多"
    SAME = "same", "文字与别户相同"
    NO_PHOTO = "no_photo", "没有照片"
    LATE = "late", "隔了多天才上传"
