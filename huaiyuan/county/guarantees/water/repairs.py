"""隐患与报修: from the word that water is gone to 有水了 and 清零, every step with its time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import models
from django.db.models import Q

from huaiyuan.base import reference
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.guarantees.water import beside, errors, raising
from huaiyuan.county.guarantees.water.works import DEPARTMENT, OF_WORKS, WaterWorks
from huaiyuan.county.ledger import actions
from huaiyuan.county.ledger.columns import Amount, Coded, Count, Day, Link, Text
from huaiyuan.county.ledger.declaration import Act, Due, Ledger, Move, Opening, Pages, Photos, View, today
from huaiyuan.county.ledger.models import Entry
from huaiyuan.county.ledger.types import About, Badge, Who


class Trouble(models.TextChoices):
    """What is wrong, in a family's words; 隐患 is what a patrol sees before anybody is without water."""

    NONE = "none", "没水"
    LOW = "low", "水小"
    MUDDY = "muddy", "水浑"
    BURST = "burst", "管破"
    HAZARD = "hazard", "有隐患"
    FAILED = "failed", "水质不合格"


class WaterRepair(Entry):
    """A hazard or an outage of a works, and its way to being mended (隐患与报修)."""

    about = About.VILLAGE

    class States(models.TextChoices):
        """Where it stands."""

        REPORTED = "reported", "报修，待管水员看"
        CALLED = "called", "待维修站派工"
        SENT = "sent", "已派工"
        ON_SITE = "on_site", "在修"
        REPAIRED = "repaired", "修好，待验收"
        FIXED = "fixed", "自己修好，待验收"
        WATER = "water", "有水了，待清零"
        CLEARED = "cleared", "清零"
        DROPPED = "dropped", "不成立"

    class Came(models.TextChoices):
        """How it came to be known."""

        CODE = "code", "扫码报修"
        CALL = "call", "人报的"
        PATROL = "patrol", "摸排发现"
        TEST = "test", "水质检测"

    works = Link("供水工程", WaterWorks, required=True, related_name="repairs")
    trouble = Coded("什么情况", Trouble, required=True)
    note = Text("说明", most=40, listed=False)
    households = Count("影响户数", unit="户", note="不写按工程的供水户数")
    came = Coded("怎么知道的", Came, asked=False, filled=False, listed=False)
    used = Text("用了什么", most=40, asked=False, listed=False, note="如换了一个闸阀")
    worker = Text("维修员", most=20, asked=False)
    parts = Text("配件", asked=False, listed=False)
    amount = Amount("维修金额", asked=False)
    due_on = Day("清零期限", ahead=True, asked=False, filled=False)
    stopped_on = Day("算不正常运转的日子", ahead=True, asked=False, filled=False, listed=False)
    haul_on = Day("要送水的日子", ahead=True, asked=False, filled=False, listed=False)
    restored_on = Day("有水的日子", asked=False, filled=False)
    cleared_on = Day("清零的日子", asked=False, filled=False, listed=False)

    class Meta:
        verbose_name = "隐患与报修"
        indexes = [models.Index(fields=["state", "due_on"], name="water_repair_due")]


def _limit(name: str, *troubles: Trouble) -> Callable[[WaterRepair, Act], dt.date | None]:
    """The day of a limit as it is in force when an order comes, for some troubles or for all."""

    def day(row: WaterRepair, act: Act) -> dt.date | None:
        if (troubles and row.trouble not in troubles) or reference.parameter(name, act.on) is None:
            return None
        return reference.deadline(name, act.at).astimezone(clock.SHANGHAI).date()

    return day


# What else is done when water is back; each says whether the order may be cleared at once as far as it goes.
WhenBack = Callable[["WaterRepair", Act], bool]
WHEN_BACK: dict[str, WhenBack] = {}


def settled(row: WaterRepair, act: Act) -> None:
    """Water is back: no more is hauled, the expense is written, and what nobody must approve is cleared at once."""
    if all([do(row, act) for do in WHEN_BACK.values()]):
        clear(row.number, act)


def clear(number: str, act: Act) -> None:
    """清零 of an order whose water is back and whose money is settled."""
    actions.move(REPAIRS, number, "clear", by=act.by, at=act.at, trusted=True)


def paid_stays(row: WaterRepair, act: Act) -> None:
    """What the fund has paid is not written anew behind its back. Raises WATER_PAID."""
    if row.state in (S.WATER, S.CLEARED) and act.values.get("amount", row.amount) != row.amount:
        raise DomainError(errors.PAID)


def late() -> Q:
    """Orders that are past their limit."""
    return Q(due_on__lt=clock.today()) & ~Q(state__in=OVER)


S = WaterRepair.States
OVER = (S.CLEARED, S.DROPPED)
VILLAGE = (Who.KEEPER, Who.VILLAGE)
REPAIRS = Ledger(
    code="water-repairs", title="隐患与报修", model=WaterRepair, department=DEPARTMENT, prefix="SW",
    says="没水、水小、水浑、管破：谁报的、谁去修、花了多少、几时有水", basis="M051、M052、M053",
    opening=Opening(
        S.REPORTED, by=(*VILLAGE, Who.UNIT, Who.DEPARTMENT, Who.TOWNSHIP), home="works", photos="before", title="报修",
        sets={
            "came": lambda row, _act: row.came or WaterRepair.Came.CALL,
            # Where nobody counted it is the whole works.
            "households": lambda row, _act: row.works.households if row.households is None else row.households,
            "due_on": _limit("water.clear_days"), "stopped_on": _limit("water.outage_hours", Trouble.NONE),
            "haul_on": _limit("water.haul_days", Trouble.NONE),
        },
    ),
    amend=(Who.KEEPER, Who.UNIT), named=lambda row: f"{row.works.name}{Trouble(row.trouble).label}", reads=OF_WORKS, checks=(paid_stays,),
    over=OVER,
    moves=(
        Move("fix", "自己修好", (S.REPORTED,), S.FIXED, VILLAGE, needs=("used",), may=("after",), primary=True,
             says="记下了，等村里点“有水了”"),
        Move("call", "报维修站", (S.REPORTED,), S.CALLED, (*VILLAGE, Who.DEPARTMENT), says="已报维修站"),
        Move("drop", "没有这回事", (S.REPORTED, S.CALLED), S.DROPPED, (*VILLAGE, Who.UNIT), reason=True),
        Move("assign", "派工", (S.CALLED,), S.SENT, (Who.UNIT,), needs=("worker",), primary=True),
        Move("arrive", "到场拍照", (S.SENT,), S.ON_SITE, (Who.UNIT,), needs=("before",), primary=True),
        Move("repair", "修好", (S.ON_SITE,), S.REPAIRED, (Who.UNIT,), needs=("amount", "after"), may=("parts",),
             primary=True, says="修好了，等村里点“有水了”"),
        Move("water", "有水了", (S.REPAIRED,), S.WATER, VILLAGE, sets={"restored_on": today}, other_than="repair", primary=True,
             after=settled, says="有水了，记下了"),
        Move("confirm", "有水了", (S.FIXED,), S.WATER, VILLAGE, sets={"restored_on": today}, other_than="fix", primary=True,
             after=settled, says="有水了，记下了"),
        Move("redo", "退回重修", (S.REPAIRED, S.FIXED), S.CALLED, VILLAGE, reason=True),
        Move("clear", "清零", (S.WATER,), S.CLEARED, (), sets={"cleared_on": today}),
    ),
    dues=(
        Due(S.REPORTED, Who.KEEPER, "看供水报修：{about}", "自己修好或报维修站", limit="water.look_hours"),
        Due(S.CALLED, Who.UNIT, "派人修：{about}", "派工", limit="water.assign_hours"),
        Due(S.SENT, Who.UNIT, "去修：{about}", "到场拍照", limit="water.mend_days"),
        Due(S.ON_SITE, Who.UNIT, "修好：{about}", "拍照、填金额", limit="water.mend_days"),
        Due(S.REPAIRED, Who.KEEPER, "看有水了没有：{about}", "点有水了或退回重修", limit="water.accept_days"),
        Due(S.FIXED, Who.VILLAGE, "看有水了没有：{about}", "点有水了或退回重修", limit="water.accept_days"),
    ),
    photos=(Photos("before", "修前照片"), Photos("after", "修后照片")),
    pages=Pages(
        views=(
            View("late", "超期", late),
            View("dry", "断水", Q(trouble=Trouble.NONE, restored_on__isnull=True) & ~Q(state__in=OVER)),
            View("own", "自己修的", ~Q(used="")),
        ),
        badges={S.CLEARED: Badge.DONE, S.WATER: Badge.DONE, S.REPORTED: Badge.WAITING, S.CALLED: Badge.WAITING},
        beside=beside.of_repair, overview=("water", "饮水总览"),
    ),
    raises=(raising.OUTAGES, raising.LATE), mechanisms=("M047", "M051", "M052", "M053"),
)  # fmt: skip
