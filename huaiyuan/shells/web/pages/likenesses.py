"""重复的人: pairs of the registry that may be one person, side by side, for a person to decide."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.jobs import tasks
from huaiyuan.base.pages import scopes, toast
from huaiyuan.base.pages.forms import Reason
from huaiyuan.base.pages.listing import Choice, Column, Listing, Sort, View
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.base.pages.templatetags import huaiyuan as parts
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.upkeep import actions, queries
from huaiyuan.county.upkeep.actions.duplicates import FIND
from huaiyuan.county.upkeep.types import Ground, Judged

DECIDERS = {Role.COUNTY_CENTER, Role.TOWNSHIP}
COLOURS = {"pending": "amber", "same": "blue", "different": "plain"}
COMPARED = (
    ("姓名", "name"), ("性别", "sex"), ("出生日期", "birth_on"), ("证件号码", "id_shown"), ("电话", "phone_shown"),
    ("户编号", "household_no"), ("与户主关系", "relation"), ("在这一户从", "since"), ("村", "village_name"), ("村民组", "group_name"),
    ("健康", "health"),
)  # fmt: skip


def _url(row: Any) -> str:
    return reverse("likeness", args=[row.number])


PAIRS = Listing(
    name="likenesses",
    columns=(
        Column("who", "谁", lambda r: r.who or r.number, under=lambda r: r.number, link=_url, row_head=True, card="o0"),
        Column("judged", "认定", lambda r: parts.badge(COLOURS[r.judged], r.get_judged_display()), card="o1",
               export=lambda r: r.get_judged_display()),
        Column("ground", "为什么像", lambda r: r.get_ground_display()),
        Column("where", "在哪", lambda r: "同村" if r.first_village == r.second_village else "同乡镇不同村"
               if r.first_village[:9] == r.second_village[:9] else "不同乡镇", card="start"),
        Column("people", "人员编号", lambda r: f"{r.first_no}、{r.second_no}", card="end"),
    ),
    filters=(Choice("judged", "认定", lambda _: Judged.choices, field="judged"),),
    sorts=(Sort("number", "先找到的在前", ("number",)), Sort("-number", "后找到的在前", ("-number",))),
    views=(
        View("likely", "多半是一个人", narrow=lambda rows, _: rows.filter(ground__in=[Ground.NUMBER, Ground.UNNUMBERED])),
        View("shared", "两人共用一个号码", narrow=lambda rows, _: rows.filter(ground=Ground.NUMBER_SHARED)),
        View("differ", "号码不同，多半是两个人", narrow=lambda rows, _: rows.filter(ground=Ground.NUMBERS_DIFFER)),
    ),
    unit="对",
    empty="没有像是一个人的两条",
)  # fmt: skip


@page("likenesses", path="chongfu/", title="重复的人", may=P.HOUSEHOLD_CONFIRM, scope=scopes.ROWS, methods={"GET", "POST"},
      posts=DECIDERS, nav=("", "重复的人", "copy-check", 23))  # fmt: skip
def likenesses(request: PageRequest) -> HttpResponse:
    """The pairs within the account's rows; looking anew runs in the background."""
    if request.method == "POST":
        tasks.enqueue(FIND, by=request.user.get_username())
        toast.leave(request, "已开始查找，一会儿刷新看")
        return redirect("likenesses")
    rows = PAIRS.narrow(request, queries.likenesses(request.user))
    found = PAIRS.part(request, rows)
    named = registry.named({no for row in found.rows for no in (row.first_no, row.second_no)}, request.user)
    for row in found.rows:
        both = [named[no].name for no in (row.first_no, row.second_no) if no in named]
        row.who = "、".join(dict.fromkeys(both))
    table = PAIRS.show(request, found.rows, total=rows.count(), after=found.after, before=found.before)
    return render(request, "web/likenesses.html", {"table": table})


def _some_pair(account: Any) -> dict[str, str] | None:
    number = queries.likenesses(account).order_by("number").values_list("number", flat=True).first()
    return {"number": number} if number else None


@page("likeness", path="chongfu/<str:number>/", title="是不是同一人", may=P.HOUSEHOLD_CONFIRM, scope=queries.find_likeness,
      methods={"GET", "POST"}, posts=DECIDERS, sample=_some_pair)  # fmt: skip
def likeness(request: PageRequest, pair: queries.Alike) -> HttpResponse:
    """Two entries side by side, differences marked; same, different, or taken back."""
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            says = _decide(request, pair.number, form.cleaned_data["reason"])
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            toast.leave(request, says)
            return redirect("likeness", number=pair.number)
    people = registry.entries_of([pair.first_no, pair.second_no], request.user)
    places = queries.place_names([pair.first_village, pair.second_village])
    both = [people.get(pair.first_no), people.get(pair.second_no)]
    lines = [(label, *(_shown(one, name, places) for one in both)) for label, name in COMPARED]
    context = {
        "pair": pair, "form": form, "both": both, "lines": [(label, a, b, a != b) for label, a, b in lines],
        "colour": COLOURS[pair.judged], "kept": request.POST.get("kept", ""),
    }  # fmt: skip
    return render(
        request, "web/likeness.html", context, status=422 if form.errors and request.method == "POST" else 200
    )


def _shown(entry: registry.Entry | None, name: str, places: dict[str, str]) -> Any:
    if entry is None:
        return "不在任何一户"
    if name == "village_name":
        return places.get(entry.village_code, "")
    value = getattr(entry, name)
    return f"{value:%Y-%m-%d}" if isinstance(value, dt.date) else value


def _decide(request: PageRequest, number: str, reason: str) -> str:
    act = request.POST.get("act", "")
    if act == "same":
        actions.judge_same(number, kept=request.POST.get("kept", ""), reason=reason, by=request.user)
        return f"{number} 已合并成一个人，错了可以撤销"
    if act == "back":
        actions.take_back(number, reason=reason, by=request.user)
        return f"{number} 已撤销认定，恢复到认定以前"
    actions.judge_different(number, reason=reason, by=request.user)
    return f"{number} 已记住是两个人，以后不再问"
