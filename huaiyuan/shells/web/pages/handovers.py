"""换人、请假: sheets of what went from one person to another, what both say to it, and what stands without anybody now."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base import reference
from huaiyuan.base.access import queries as people
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.queries import may
from huaiyuan.base.pages import scopes, toast
from huaiyuan.base.pages.listing import Column, Listing, Sort, View
from huaiyuan.base.pages.page import SIGNED_IN, PageRequest, page
from huaiyuan.base.pages.templatetags import huaiyuan as parts
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.duty import actions, queries
from huaiyuan.county.worklist import queries as worklist

ARRANGERS = {Role.COUNTY_CENTER, Role.TOWNSHIP}
POSTS = {
    Role.COUNTY_CENTER: "县监测中心",
    Role.LEADER: "县领导",
    Role.TOWNSHIP: "乡镇",
    Role.VILLAGE: "村",
    Role.HELPER: "帮扶责任人",
}


def _what(row: Any) -> str:
    told = [f"{n} {unit}" for n, unit in ((row.posts, "个岗位"), (row.households, "户"), (row.tasks, "件待办")) if n]
    return "、".join(told) or "—"


def _span(row: Any) -> str:
    return f"{row.on:%Y-%m-%d} 起" if row.kind == "move" else f"{row.on:%m-%d} 到 {row.until:%m-%d}"


def _said(row: Any) -> Any:
    lacking = [side for side, at in (("交出人", row.given_at), ("接手人", row.taken_at)) if at is None]
    return (
        parts.badge("amber", f"待{'、'.join(lacking)}点认") if lacking else parts.badge("green", "双方已点认", "check")
    )


def _standing(row: Any) -> Any:
    if row.kind == "move":
        return parts.badge("plain", "换人")
    if row.until <= clock.today():
        return parts.badge("plain", "请假，已回来")
    return parts.badge("blue", "请假中" if row.on <= clock.today() else "请假，还没开始")


SHEETS = Listing(
    name="handovers",
    columns=(
        Column("who", "谁交给谁", lambda r: f"{r.giver.display_name} → {r.taker.display_name}", under=lambda r: r.handover_no,
               row_head=True, card="o0", link=lambda r: reverse("handover", args=[r.handover_no])),
        Column("kind", "种类", _standing, card="o1", export=lambda r: r.get_kind_display()),
        Column("span", "哪天", _span, card="start"),
        Column("what", "交了什么", _what, card="full"),
        Column("said", "点认", _said, card="end", export=lambda r: "双方已点认" if r.given_at and r.taken_at else "待点认"),
        Column("by", "经办", lambda r: r.made_by.display_name, card="hide"),
    ),
    sorts=(Sort("-number", "新的在前", ("-handover_no",)),),
    views=(
        View("all", "全部"),
        View("away", "请假中", narrow=lambda rows, _: queries.away_now(rows)),
        View("open", "等点认", narrow=lambda rows, _: queries.unconfirmed(rows)),
    ),
    unit="张",
    empty="没有交接单",
)  # fmt: skip


@page("handovers", path="jiaojie/", title="换人、请假", may=P.HANDOVER_WRITE, scope=scopes.ROWS, posts=ARRANGERS,
      nav=("责任考评", "换人、请假", "users", 24))  # fmt: skip
def handovers(request: PageRequest) -> HttpResponse:
    """Sheets of the account's area, and finding whoever goes or is away."""
    wanted = request.GET.get("q", "").strip()
    found = people.people(request.reach, wanted) if wanted else []
    context = {"table": SHEETS.read(request, queries.handovers(request.user)), "q": wanted, "found": found}
    return render(request, "web/handovers.html", context)


@page("handover", path="jiaojie/<str:handover_no>/", title="交接单", may=SIGNED_IN, scope=queries.find_handover,
      methods={"GET", "POST"}, phone=True, sample=queries.some_handover)  # fmt: skip
def handover(request: PageRequest, handover_no: str) -> HttpResponse:
    """The sheet; each side says that it is so, and who is away says that they are back."""
    refused = ""
    if request.method == "POST":
        try:
            if request.POST.get("act") == "back":
                sheet = actions.come_back(handover_no, by=request.user)
                says = f"{handover_no} 已收回，{sheet.giver.display_name}自己办"
            else:
                actions.accept_handover(handover_no, by=request.user)
                says = f"{handover_no} 已点认"
        except DomainError as refusal:
            refused = str(refusal)
        else:
            toast.leave(request, says)
            return redirect("handover", handover_no=handover_no)
    context: dict[str, Any] = {
        "sheet": queries.handover_page(handover_no, request.user), "refused": refused,
        "may_household": may(request.user, P.HOUSEHOLD_READ), "arranges": may(request.user, P.HANDOVER_WRITE),
    }  # fmt: skip
    return render(request, "web/handover.html", context, status=422 if refused else 200)


UNOWNED = Listing(
    name="unowned",
    columns=(
        Column("what", "哪个岗位、哪个人", lambda r: r["what"], under=lambda r: r["why"], row_head=True, card="o0"),
        Column("tasks", "待办", lambda r: r["tasks"], unit="件", numeric=True, card="o1"),
    ),
    unit="处",
    empty="每件待办都有人办",
)  # fmt: skip


@page("unowned", path="jiaojie/queren/", title="没人管的", may=P.HANDOVER_WRITE, scope=scopes.ROWS, posts=ARRANGERS,
      nav=("责任考评", "没人管的", "circle-alert", 25))  # fmt: skip
def unowned(request: PageRequest) -> HttpResponse:
    """What stands without an owner now: tasks that nobody sees, and households without a helper."""
    found = worklist.unowned(request.reach)
    names = reference.places_by_code({one.area for one in found})
    owners = people.names_by_key({one.owner for one in found if one.owner})
    rows = [
        {
            "what": owners[one.owner] if one.owner else f"{_place(one.area, names)} {one.department or POSTS.get(one.post, '')}",
            "why": "这个人已经没有岗位，待办还点着名" if one.owner else "这个岗位现在没有人", "tasks": one.tasks,
        }
        for one in found
    ]  # fmt: skip
    pairings = queries.counts(queries.pairings(request.user, queries.Standards()))
    context = {"table": UNOWNED.show(request, rows, total=len(rows)), "lacking": pairings["lacking"],
               "tasks": sum(one.tasks for one in found)}  # fmt: skip
    return render(request, "web/unowned.html", context)


def _place(area: str, names: Any) -> str:
    return names[area].short_name if area in names else area
