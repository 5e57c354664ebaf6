"""户饮水情况: the four indicators of a family's water as somebody saw them at a visit."""

from __future__ import annotations

from django.db import models

from huaiyuan.core.policy.water import Indicator, Level
from huaiyuan.county.guarantees.water.works import DEPARTMENT
from huaiyuan.county.ledger.columns import Coded, Day
from huaiyuan.county.ledger.declaration import Ledger, Opening, Told
from huaiyuan.county.ledger.models import Entry
from huaiyuan.county.ledger.types import About, Who


class Seen(models.TextChoices):
    """How an indicator was seen to stand."""

    GOOD = "good", Level.GOOD.value
    BASIC = "basic", Level.BASIC.value
    BAD = "bad", Level.BAD.value


class WaterHome(Entry):
    """A family's water as seen at a visit (户饮水情况); what nobody looked at is derived from its works."""

    about = About.HOUSEHOLD

    class States(models.TextChoices):
        """One state: what was seen is amended when it is seen again."""

        KEPT = "kept", "已登记"

    volume = Coded(Indicator.VOLUME.value, Seen)
    quality = Coded(Indicator.QUALITY.value, Seen, note="分散供水的看、闻、尝")
    ease = Coded(Indicator.EASE.value, Seen, note="入户，或取水来回不超过10分钟是达标，20分钟是基本达标")
    surety = Coded(Indicator.SURETY.value, Seen)
    looked_on = Day("哪天看的", required=True)

    class Meta:
        verbose_name = "户饮水情况"
        constraints = [
            models.UniqueConstraint(
                fields=["household_no"], name="water_home_once", violation_error_message="这一户已经登记了"
            )
        ]


S = WaterHome.States
HOMES = Ledger(
    code="water-homes", title="户饮水情况", model=WaterHome, department=DEPARTMENT, prefix="SH",
    says="入户看到的水量、水质、方便程度、保证率；没看的由供水工程推", basis="T/CHES 18-2018",
    opening=Opening(S.KEPT, by=(Who.VILLAGE,), title="登记一户"), amend=(Who.VILLAGE,), fills=(Who.VILLAGE,), named=lambda row: row.household_no, unit="户",
    told=Told("看饮水情况", "volume", on="looked_on"),
)  # fmt: skip
