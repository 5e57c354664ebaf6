"""Code lists of self-applications and leaflets."""

from __future__ import annotations

from django.db import models

from huaiyuan.county.leads.types import Channel

# By these a family's word reaches the county; the first from the public page, the others entered by staff.
CHANNELS = (Channel.APPLICATION, Channel.HOTLINE, Channel.PETITION, Channel.OPINION)


class State(models.TextChoices):
    """Where an application stands (申报状态)."""

    PENDING = "pending", "待受理"
    ACCEPTED = "accepted", "已受理"
    UNFOUNDED = "unfounded", "不属实"
    ABSENT = "absent", "查无此人"


ENDED = (State.UNFOUNDED, State.ABSENT)


class ForWhom(models.TextChoices):
    """For whom it was filed (替谁申报)."""

    OWN = "own", "自己家"
    OTHER = "other", "替别人家"


class Entry(models.TextChoices):
    """How it came in (登记方式)."""

    PHONE = "public", "扫码自己填"
    DESK = "desk", "工作人员登记"


class Leaflet(models.TextChoices):
    """Which leaflet (明白纸)."""

    APPLYING = "applying", "申报政策明白纸"
    HELPING = "helping", "帮扶政策明白纸"


class Reach(models.TextChoices):
    """To whom a distribution went (发给谁)."""

    GROUP = "group", "整组都发了"
    VILLAGE = "village", "全村都发了"
    LISTED = "listed", "名单上的户"
    MONITORED = "monitored", "全村监测对象"
