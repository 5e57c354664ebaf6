"""Code lists of the registry's upkeep: kinds and states of changes, what a person does in one."""

from __future__ import annotations

from django.db import models


class Kind(models.TextChoices):
    """What happened to a family (变更种类)."""

    BIRTH = "birth", "出生"
    DEATH = "death", "死亡"
    MOVE_IN = "move_in", "迁入"
    MOVE_OUT = "move_out", "迁出"
    SPLIT = "split", "分户"
    UNITE = "unite", "合户"
    NEW_HEAD = "new_head", "更换户主"


class State(models.TextChoices):
    """Where a change stands (变更状态)."""

    PENDING = "pending", "待确认"
    DONE = "done", "已生效"
    REFUSED = "refused", "不同意"
    UNDONE = "undone", "已撤销"


class Part(models.TextChoices):
    """What a person does in a change."""

    COMES = "comes", "来"
    GOES = "goes", "走"
    HEAD = "head", "新户主"
    STAYS = "stays", "留"


class Why(models.TextChoices):
    """Why somebody comes or goes (迁移原因)."""

    MARRIAGE = "marriage", "婚嫁"
    OTHER = "other", "其他"


class Whole(models.TextChoices):
    """Who moves out, and whither (迁出去向)."""

    PEOPLE = "people", "个别人迁出本县"
    AWAY = "away", "整户迁出本县"
    VILLAGE = "village", "整户迁到本县别的村"


class Ground(models.TextChoices):
    """Why two entries of the registry may be one person (相像的依据), the strongest first."""

    NUMBER = "number", "证件号码、姓名都相同"
    UNNUMBERED = "unnumbered", "姓名、出生日期相同，至少一人没有证件号码"
    NUMBER_SHARED = "number_shared", "证件号码相同，姓名不同，多半有一人的号码登记错了"
    NUMBERS_DIFFER = "numbers_differ", "姓名、出生日期相同，证件号码不同"


class Judged(models.TextChoices):
    """What was decided of two entries (认定)."""

    PENDING = "pending", "待认定"
    SAME = "same", "同一人，已合并"
    DIFFERENT = "different", "不是同一人"
