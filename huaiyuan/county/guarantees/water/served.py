"""供水范围: the villages, and the groups in them, that each works serves."""

from __future__ import annotations

from django.db import models

from huaiyuan.county.guarantees.water.works import DEPARTMENT, OF_WORKS, WaterWorks
from huaiyuan.county.ledger.columns import Coded, Count, Link, Text
from huaiyuan.county.ledger.declaration import Ledger, Move, Opening, Pages
from huaiyuan.county.ledger.models import Entry
from huaiyuan.county.ledger.types import About, Badge, Who


class WaterServed(Entry):
    """A village, or one group of it, that a works serves (供水范围)."""

    about = About.VILLAGE

    class States(models.TextChoices):
        """在供, 不再供."""

        ON = "on", "在供"
        OFF = "off", "不再供"

    class Way(models.TextChoices):
        """How water comes to the families."""

        INDOORS = "indoors", "自来水入户"
        POINT = "point", "集中取水点"

    works = Link("供水工程", WaterWorks, required=True, related_name="served")
    group_name = Text("村民组", most=40, note="不写就是全村", filled=False)
    households = Count("户数", unit="户")
    people = Count("人数", unit="人")
    way = Coded("怎么用上水", Way)

    class Meta:
        verbose_name = "供水范围"
        constraints = [
            models.UniqueConstraint(
                fields=["works", "village_code", "group_name"], name="water_served_once",
                violation_error_message="这处工程供这个村（组）已经登记了",
            )
        ]  # fmt: skip


S = WaterServed.States
SERVED = Ledger(
    code="water-served", title="供水范围", model=WaterServed, department=DEPARTMENT, prefix="SF",
    says="每处工程供哪个村、哪个组，多少户、多少人", basis="M050",
    opening=Opening(S.ON, by=(Who.DEPARTMENT,)), amend=(Who.DEPARTMENT,), fills=(Who.DEPARTMENT,),
    named=lambda row: f"{row.works.name}供{row.group_name or '全村'}", over=(S.OFF,), reads=OF_WORKS,
    moves=(
        Move("end", "不再供", (S.ON,), S.OFF, (Who.DEPARTMENT,), reason=True),
        Move("again", "恢复供水", (S.OFF,), S.ON, (Who.DEPARTMENT,), reason=True),
    ),
    pages=Pages(badges={S.ON: Badge.DONE}), mechanisms=("M050",),
)  # fmt: skip
