"""送水: when a works is out too long, water is brought, and every family it serves becomes a lead, once."""

from __future__ import annotations

from django.db import models

from huaiyuan.county.guarantees.water.repairs import WHEN_BACK, WaterRepair
from huaiyuan.county.guarantees.water.works import DEPARTMENT, OF_WORKS, WaterWorks
from huaiyuan.county.ledger import actions
from huaiyuan.county.ledger.columns import Count, Link, Text
from huaiyuan.county.ledger.declaration import Act, Due, Ledger, Move, Opening, Pages
from huaiyuan.county.ledger.models import Entry
from huaiyuan.county.ledger.types import About, Badge, Who


class WaterHaul(Entry):
    """Water brought to families whose works is out (送水)."""

    about = About.VILLAGE

    class States(models.TextChoices):
        """待送水, 在送, 不用送了."""

        WAITING = "waiting", "待送水"
        GOING = "going", "在送水"
        OVER = "over", "有水了，不用送"

    works = Link("供水工程", WaterWorks, required=True, asked=False, related_name="hauls")
    repair = Link("报修单", WaterRepair, required=True, asked=False, related_name="hauls")
    households = Count("户数", unit="户", asked=False)
    how = Text("怎么送", most=40, asked=False, note="如水车每天上午一趟，到二组路口")

    class Meta:
        verbose_name = "送水"
        constraints = [
            models.UniqueConstraint(
                fields=["repair"], name="water_haul_once", violation_error_message="这次断水已经安排送水了"
            )
        ]


class WaterHauled(models.Model):
    """A household that water is brought to (送水的户), and the lead it became."""

    haul = models.ForeignKey(WaterHaul, models.PROTECT, verbose_name="送水", related_name="families")
    household_no = models.CharField("户编号", max_length=24, db_index=True)
    village_code = models.CharField("村代码", max_length=12)
    lead_no = models.CharField("线索编号", max_length=16, blank=True, default="")

    class Meta:
        verbose_name = "送水的户"
        constraints = [models.UniqueConstraint(fields=["haul", "household_no"], name="water_hauled_once")]

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "haul", "household_no", "village_code", "lead_no"}


def over(repair: WaterRepair, act: Act) -> bool:
    """Water is back: what was being brought is brought no more."""
    going = WaterHaul.objects.filter(repair=repair).exclude(state=WaterHaul.States.OVER)
    for number in going.values_list("number", flat=True):
        actions.move(HAULS, number, "over", by=act.by, at=act.at, trusted=True)
    return True


WHEN_BACK["hauls"] = over


S = WaterHaul.States
HAULS = Ledger(
    code="water-hauls", title="送水", model=WaterHaul, department=DEPARTMENT, prefix="SS",
    says="断水超过几天的，安排送水；供水的户同时成为饮水线索", basis="M053",
    opening=Opening(S.WAITING, home="works"), named=lambda row: f"{row.works.name}送水", reads=OF_WORKS, over=(S.OVER,),
    moves=(
        Move("go", "已安排送水", (S.WAITING,), S.GOING, (Who.TOWNSHIP, Who.KEEPER, Who.UNIT), needs=("how",), primary=True),
        Move("over", "有水了，不用送", (S.WAITING, S.GOING), S.OVER, ()),
    ),
    dues=(Due(S.WAITING, Who.TOWNSHIP, "安排送水：{about}", "写明怎么送", limit="water.deliver_hours"),),
    pages=Pages(badges={S.WAITING: Badge.LATE, S.GOING: Badge.WAITING, S.OVER: Badge.DONE}), mechanisms=("M053",),
)  # fmt: skip
