"""交办、批示、请假 of the demo's November: lists half settled, a line returned, a leader's word with and without an answer."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from huaiyuan.synth.history import on_day

if TYPE_CHECKING:
    from huaiyuan.base.access.models import Account

COUNTY, TOWN, VILLAGE = "411330", "411330101", "411330101200"
ISSUED_ON, ANSWERED_ON, SETTLED_ON = dt.date(2026, 11, 13), dt.date(2026, 11, 17), dt.date(2026, 11, 19)
DUE_ON, LATER_ON = dt.date(2026, 11, 20), dt.date(2026, 11, 27)
HEATING = (
    "取暖安全看一遍",
    "各村挨户看一遍煤炉、电褥子、燃气，独居老人先看，有隐患的当场改，改不了的列出来报县里。",
)
ANSWERS = (
    "看了两遍，换了三户的老煤炉，都装了报警器", "独居老人都看过，两户电线老化已换", "都看过，没有隐患",
    "查出四户烟道堵，当天疏通", "都看过，一户搬去儿子家过冬",
)  # fmt: skip
RETURNED = "只写了“已看”，没说看了几户、改了几户，请补清楚"
DEPARTMENT_LIST = (
    "核一遍漏享补助",
    "与底册核一遍本部门的补助名单，漏了的列单，当月补上。",
    ("医保局", "民政局", "残联"),
)
TOWN_LIST = ("雨雪天路看一遍", "看一遍到户的路，结冰打滑的撒盐铺草，老人出门有人接。")
ASKED = "这些户为什么还没消除，逐户说清差哪一条"
ANSWERED = "已逐户核过，多数差安全住房鉴定和收入证明，住建、人社两家本月内补齐"
WAITING = "红的线索到户没有，明天给我一个数"
AWAY = (dt.date(2026, 11, 20), dt.date(2026, 11, 30))


def order() -> None:
    """Everything through the app's own actions; the same for the same seed."""
    from huaiyuan.base.access import queries as access

    county = access.acting()
    _county_list(county)
    _department_list(county)
    _town_list()
    _instruct(county)
    _away()


def _people(area: str, role: str) -> list[Account]:
    from huaiyuan.base.access import queries as access
    from huaiyuan.base.access.permissions import Role

    return access.people_of(area, Role(role))


def _county_list(county: Account) -> None:
    """To every township: most settled, one returned, the last ones late or not yet taken on."""
    from huaiyuan.base import reference
    from huaiyuan.county.orders import actions

    towns = [place.code for place in reference.places(level="township")]
    with on_day(ISSUED_ON):
        made = actions.issue(
            title=HEATING[0], says=HEATING[1], to=[f"township/{code}" for code in towns], due_on=DUE_ON, by=county
        )
    lines = list(made.lines.order_by("number"))
    fed_back = lines[: len(lines) * 2 // 3]
    with on_day(ANSWERED_ON):
        for place, line in enumerate(fed_back):
            staff = _people(line.owner_area, "township")
            if staff:
                actions.answer(line.number, says=ANSWERS[place % len(ANSWERS)], by=staff[0])
    with on_day(SETTLED_ON):
        actions.close_many([line.number for line in fed_back[:-3]], by=county)
        if fed_back:
            actions.return_(fed_back[-1].number, reason=RETURNED, by=county)
        for line in lines[len(fed_back) : len(fed_back) + 2]:
            staff = _people(line.owner_area, "township")
            if staff:
                actions.accept(line.number, by=staff[0])


def _department_list(county: Account) -> None:
    from huaiyuan.base.access import queries as access
    from huaiyuan.county.orders import actions

    title, says, wanted = DEPARTMENT_LIST
    posted = set(access.posted_departments())
    with on_day(ANSWERED_ON):
        to = [f"department/{name}" for name in wanted if name in posted]
        if to:
            actions.issue(title=title, says=says, to=to, due_on=LATER_ON, by=county)


def _town_list() -> None:
    """A township to its own villages; two have fed back, nobody has settled them yet."""
    from huaiyuan.base import reference
    from huaiyuan.county.orders import actions

    town = _people(TOWN, "township")
    villages = [place.code for place in reference.places(level="village", within=TOWN)]
    if not town or not villages:
        return
    with on_day(SETTLED_ON):
        made = actions.issue(
            title=TOWN_LIST[0],
            says=TOWN_LIST[1],
            to=[f"village/{code}" for code in villages],
            due_on=LATER_ON,
            by=town[0],
        )
        for line in made.lines.order_by("-number")[:2]:
            actions.answer(line.number, says="路都看过，三处铺了草", by=_people(line.owner_area, "village")[0])


def _instruct(county: Account) -> None:
    """One with an answer, one that a township has, and one that the county centre has still to give out."""
    from huaiyuan.county.orders import actions
    from huaiyuan.county.orders.actions import Subject
    from huaiyuan.county.orders.types import About

    [leader, *_] = _people(COUNTY, "leader")
    figure = Subject(About.FIGURE, "F021", "风险未消除的监测对象", "/zhibiao/F021/")
    with on_day(ISSUED_ON):
        asked = actions.instruct(ASKED, on=figure, by=leader).lines.get().number
        actions.route(asked, to=f"county_center/{COUNTY}", by=county)
    with on_day(SETTLED_ON):
        actions.answer(asked, says=ANSWERED, by=county)
    leads = Subject(About.LIST, "leads", "线索，月河镇", f"/xiansuo/?zhen={TOWN}")
    with on_day(AWAY[0]):
        actions.instruct(WAITING, on=leads, to=f"township/{TOWN}", by=leader)
        actions.instruct(
            "预警准不准，拿数说话，哪条规则白跑腿就停",
            on=Subject(About.LIST, "precision", "预警成效", "/chengxiao/"),
            by=leader,
        )


def _away() -> None:
    """One of a village's people is away for ten days; the other stands in and has said so."""
    from huaiyuan.county.duty import actions, queries
    from huaiyuan.county.duty.types import EndReason, HandoverKind

    staff, town = _people(VILLAGE, "village"), _people(TOWN, "township")
    if len(staff) < 2 or not town:
        return
    taker, giver = staff[:2]
    with on_day(AWAY[0]):
        held = queries.holdings(giver, town[0]).posts
        plan = queries.Plan(
            {taker.username: taker}, {one.post.posting_id: taker.username for one in held}, named=taker.username
        )
        made = actions.arrange(
            giver, plan, kind=HandoverKind.AWAY, why=EndReason.OTHER, note="参加村干部培训", until=AWAY[1], by=town[0]
        )
        actions.accept_handover(made.handovers[0], by=taker)
