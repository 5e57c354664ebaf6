"""维修基金: what came in and what each repair cost; an order writes its expense once, above the quota the bureau approves."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q

from huaiyuan.base import reference
from huaiyuan.core.kernel import yuan
from huaiyuan.county.guarantees.water import repairs
from huaiyuan.county.guarantees.water.repairs import WaterRepair
from huaiyuan.county.guarantees.water.works import DEPARTMENT, OF_WORKS, WaterWorks
from huaiyuan.county.ledger import actions
from huaiyuan.county.ledger.columns import Amount, Coded, Day, Link, Note
from huaiyuan.county.ledger.declaration import Act, Due, Ledger, Move, Opening, Pages, View
from huaiyuan.county.ledger.models import Entry
from huaiyuan.county.ledger.types import About, Badge, Who


class WaterFund(Entry):
    """Money into or out of the repair fund (维修基金)."""

    about = About.COUNTY

    class States(models.TextChoices):
        """已记账, 待批, 不批."""

        BOOKED = "booked", "已记账"
        WAITING = "waiting", "超定额，待批"
        REFUSED = "refused", "不批"

    class Way(models.TextChoices):
        """收入, 支出."""

        IN = "in", "收入"
        OUT = "out", "支出"

    class What(models.TextChoices):
        """From where it came, or for what it went."""

        BUDGET = "budget", "财政补助"
        FEES = "fees", "水费提取"
        GIFT = "gift", "社会捐助"
        REPAIR = "repair", "维修"
        OTHER = "other", "其他"

    way = Coded("收支", Way, required=True)
    what = Coded("来源或用途", What, required=True)
    works = Link("供水工程", WaterWorks, related_name="money")
    repair = Link("报修单", WaterRepair, asked=False, related_name="money")
    amount = Amount("金额", required=True)
    booked_on = Day("日期", required=True)
    note = Note("说明", most=60)

    class Meta:
        verbose_name = "维修基金收支"
        constraints = [
            models.UniqueConstraint(
                fields=["repair"], name="water_fund_once", violation_error_message="这张报修单的支出已经记过了"
            )
        ]


def charge(repair: WaterRepair, act: Act) -> bool:
    """Write what a repair cost, once; whether nobody has to approve it."""
    if not repair.amount or WaterFund.objects.filter(repair=repair).exists():
        return True
    texts = {"way": WaterFund.Way.OUT, "what": WaterFund.What.REPAIR, "amount": str(yuan.to_yuan(repair.amount)),
             "booked_on": act.on.isoformat(), "note": repair.parts}  # fmt: skip
    row = actions.open_entry(
        FUND, actions.Place(repair.village_code), texts, by=act.by, links={"works": repair.works, "repair": repair},
        at=act.at, trusted=True,
    )  # fmt: skip
    quota = reference.parameter("water.repair_quota", act.on)
    if quota is None or yuan.to_yuan(repair.amount) <= Decimal(quota.value):
        return True
    actions.move(FUND, row.number, "hold", by=act.by, at=act.at, trusted=True)
    return False


repairs.WHEN_BACK["fund"] = charge


def approved(row: WaterFund, act: Act) -> None:
    """The order that waited for its money is cleared with it."""
    if row.repair is not None and row.repair.state == WaterRepair.States.WATER:
        repairs.clear(row.repair.number, act)


S = WaterFund.States
FUND = Ledger(
    code="water-fund", title="维修基金", model=WaterFund, department=DEPARTMENT, prefix="WJ",
    says="维修基金每一笔收支；报修单验收后自己记一笔，超定额的由水利局批", basis="M048",
    opening=Opening(S.BOOKED, by=(Who.DEPARTMENT,), home="works", title="记一笔"), reads=OF_WORKS,
    named=lambda row: f"{WaterFund.Way(row.way).label} {WaterFund.What(row.what).label}",
    moves=(
        Move("hold", "超定额，报批", (S.BOOKED,), S.WAITING, ()),
        Move("approve", "批准", (S.WAITING,), S.BOOKED, (Who.DEPARTMENT,), together=True, primary=True, after=approved),
        Move("refuse", "不批，退回维修站", (S.WAITING,), S.REFUSED, (Who.DEPARTMENT,), reason=True),
        Move("again", "改金额再报", (S.REFUSED,), S.WAITING, (Who.UNIT,), needs=("amount",), may=("note",)),
    ),
    dues=(
        Due(S.WAITING, Who.DEPARTMENT, "批维修支出：{about}", "批准或退回", limit="water.approve_days"),
        Due(S.REFUSED, Who.UNIT, "改维修支出：{about}", "改金额再报", limit="water.approve_days"),
    ),
    pages=Pages(
        views=(View("out", "支出", Q(way="out")), View("in", "收入", Q(way="in")), View("waiting", "待批", Q(state="waiting"))),
        badges={S.WAITING: Badge.WAITING, S.REFUSED: Badge.BAD}, overview=("water", "饮水总览"),
    ),
    mechanisms=("M048",),
)  # fmt: skip
