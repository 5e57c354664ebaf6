"""摸排巡查: each works looked at in turn, along its route; what is wrong becomes an order the same moment."""

from __future__ import annotations

from django.db import models

from huaiyuan.county.guarantees.water import repairs
from huaiyuan.county.guarantees.water.repairs import REPAIRS, Trouble, WaterRepair
from huaiyuan.county.guarantees.water.works import DEPARTMENT, OF_WORKS, WaterWorks
from huaiyuan.county.ledger import actions
from huaiyuan.county.ledger.columns import Coded, Day, Link, Text
from huaiyuan.county.ledger.declaration import Act, Due, Ledger, Move, Opening, Pages, Photos, today
from huaiyuan.county.ledger.models import Entry
from huaiyuan.county.ledger.types import About, Badge, Who


class WaterPatrol(Entry):
    """A look at one works (摸排巡查)."""

    about = About.VILLAGE

    class States(models.TextChoices):
        """待巡查, 一切正常, 有隐患."""

        PLANNED = "planned", "待巡查"
        FINE = "fine", "一切正常"
        HAZARD = "hazard", "有隐患"

    works = Link("供水工程", WaterWorks, required=True, related_name="patrols")
    route = Text("巡查路线", most=12, asked=False, filled=False)
    looked_on = Day("巡查日期", asked=False, filled=False)
    found = Coded("发现什么", Trouble, asked=False)
    note = Text("说明", most=40, asked=False, listed=False)

    class Meta:
        verbose_name = "摸排巡查"
        indexes = [models.Index(fields=["works", "looked_on"], name="water_patrol_works")]


def report(row: WaterPatrol, act: Act) -> None:
    """What a patrol finds is reported with it."""
    actions.open_entry(
        REPAIRS, actions.Place(), {"trouble": row.found, "note": row.note, "came": WaterRepair.Came.PATROL},
        by=act.by, links={"works": row.works}, at=act.at, trusted=True,
    )  # fmt: skip


S = WaterPatrol.States
WHO = (*repairs.VILLAGE, Who.UNIT, Who.TOWNSHIP)
PATROLS = Ledger(
    code="water-patrols", title="摸排巡查", model=WaterPatrol, department=DEPARTMENT, prefix="SX",
    says="每处工程按路线定期看一遍，有隐患当场报修", basis="M049",
    # A patrol is of the route of its works.
    opening=Opening(S.PLANNED, by=WHO, home="works", title="安排巡查", sets={"route": lambda row, _act: row.works.route}),
    named=lambda row: f"{row.works.name}巡查", reads=OF_WORKS, over=(S.FINE, S.HAZARD),
    moves=(
        Move("fine", "一切正常", (S.PLANNED,), S.FINE, WHO, sets={"looked_on": today}, together=True, primary=True, says="记下了，一切正常"),
        Move("hazard", "有隐患，报修", (S.PLANNED,), S.HAZARD, WHO, needs=("found",), may=("note", "seen"),
             sets={"looked_on": today}, after=report, says="已报修"),
    ),
    dues=(Due(S.PLANNED, Who.KEEPER, "摸排供水工程：{about}", "一切正常，或报修", limit="water.patrol_days"),),
    photos=(Photos("seen", "现场照片"),),
    pages=Pages(badges={S.FINE: Badge.DONE, S.HAZARD: Badge.DOUBT, S.PLANNED: Badge.WAITING}),
    mechanisms=("M049",),
)  # fmt: skip
