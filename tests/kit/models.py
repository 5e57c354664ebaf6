"""水井 (about villages, rows may be added by workbook) and 助学 (about people, with a personal column)."""

from __future__ import annotations

from decimal import Decimal

from django.db import models

from huaiyuan.core.kernel.errors import DomainError, declare
from huaiyuan.county.ledger.columns import Amount, Coded, Count, Day, Measure, Note, Text
from huaiyuan.county.ledger.declaration import Act, Due, Ledger, Move, Opening, Pages, Told, View
from huaiyuan.county.ledger.models import Entry
from huaiyuan.county.ledger.types import About, Who

DRY = declare("KIT_DRY", "没有水的井不能报正常水质。请先改出水量。")


class Quality(models.TextChoices):
    """水质."""

    GOOD = "good", "合格"
    BAD = "bad", "不合格"
    UNTESTED = "untested", "没检测"


class Well(Entry):
    """A village's well (水井)."""

    about = About.VILLAGE

    class States(models.TextChoices):
        USED = "used", "在用"
        BROKEN = "broken", "坏了"
        CLOSED = "closed", "封了"

    name = Text("井名", required=True)
    depth = Count("井深", unit="米", lo=1, hi=500)
    flow = Measure("出水量", unit="吨/日", places=1)
    quality = Coded("水质", Quality)
    dug_on = Day("打井日期")
    cost = Amount("造价")
    remark = Note("备注")
    visits = Count("报修次数", unit="次", filled=False, asked=False)

    class Meta:
        verbose_name = "水井"
        constraints = [models.UniqueConstraint(fields=["village_code", "name"], name="kit_well_once")]


class Grant(Entry):
    """A pupil's grant (助学)."""

    about = About.PERSON

    class States(models.TextChoices):
        ASKED = "asked", "已申请"
        GRANTED = "granted", "已同意"
        REFUSED = "refused", "不同意"

    term = Text("学期", required=True, most=12)
    amount = Amount("金额", required=True)
    guardian = Text("监护人", personal=True)

    class Meta:
        verbose_name = "助学"
        constraints = [models.UniqueConstraint(fields=["person_no", "term"], name="kit_grant_once")]


def _no_good_water_from_a_dry_well(row: Well, act: Act) -> None:
    flow = act.values.get("flow", row.flow)
    if act.values.get("quality", row.quality) == Quality.GOOD and flow == Decimal(0):
        raise DomainError(DRY)


WELLS = Ledger(
    code="wells", title="水井", model=Well, department="水利局", prefix="JI", says="每口井一条。", basis="试验用。",
    opening=Opening(Well.States.USED, by=(Who.VILLAGE, Who.DEPARTMENT)), amend=(Who.VILLAGE, Who.DEPARTMENT),
    fills=(Who.VILLAGE, Who.DEPARTMENT), adds=True, named=lambda row: row.name,
    moves=(
        Move("report", "报坏了", (Well.States.USED,), Well.States.BROKEN, (Who.VILLAGE,), reason=True),
        Move("mend", "修好了", (Well.States.BROKEN,), Well.States.USED, (Who.DEPARTMENT,), needs=("flow",), together=True),
        Move("close", "封井", (Well.States.USED, Well.States.BROKEN), Well.States.CLOSED, (Who.DEPARTMENT,), reason=True, together=True),
    ),
    dues=(Due(Well.States.BROKEN, Who.DEPARTMENT, "修{about}", "修好后出水量已登记"),),
    pages=Pages(views=(View("bad", "水质不合格", models.Q(quality=Quality.BAD)),)),
    over=(Well.States.CLOSED,), checks=(_no_good_water_from_a_dry_well,), unit="口",
)  # fmt: skip

GRANTS = Ledger(
    code="grants", title="助学", model=Grant, department="教体局", prefix="ZX", says="每人每学期一条。", basis="试验用。",
    opening=Opening(Grant.States.ASKED, by=(Who.TOWNSHIP, Who.DEPARTMENT)), amend=(Who.TOWNSHIP, Who.DEPARTMENT),
    fills=(Who.TOWNSHIP, Who.DEPARTMENT), adds=True, named=lambda row: row.term,
    moves=(
        Move("grant", "同意", (Grant.States.ASKED,), Grant.States.GRANTED, (Who.DEPARTMENT,), primary=True, together=True),
        Move("refuse", "不同意", (Grant.States.ASKED,), Grant.States.REFUSED, (Who.DEPARTMENT,), reason=True),
    ),
    dues=(Due(Grant.States.ASKED, Who.DEPARTMENT, "审{about}的助学", "审核结果"),),
    told=Told("助学", "amount"), over=(Grant.States.GRANTED, Grant.States.REFUSED),
)  # fmt: skip
