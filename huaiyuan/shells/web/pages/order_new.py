"""发交办清单: what, by when, and to whom: villages, townships, departments, or households picked from any list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base import reference
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.figures import compute
from huaiyuan.base.figures.catalogue import FIGURES, Record
from huaiyuan.base.pages import scopes, toast
from huaiyuan.base.pages.forms import DayField, Form
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.orders import actions, queries
from huaiyuan.county.orders.actions import Given
from huaiyuan.county.orders.actions.files import MOST as MOST_FILES
from huaiyuan.county.orders.actions.issuing import MOST
from huaiyuan.county.registry import queries as registry
from huaiyuan.shells.web.pages.figures import day_of, part_of

ISSUERS = {Role.COUNTY_CENTER, Role.TOWNSHIP}
SHOWN = 12
ALL = 1_000_000
NUMBERS = re.compile(r"[0-9A-Za-z-]{6,24}")
BOTH = frozenset({Record.HOUSEHOLD, Record.PERSON, Record.LEAD, Record.PROBLEM})


class NewOrder(Form):
    """A list as it is written; to whom it goes are ticks beside it."""

    title = forms.CharField(label="标题", max_length=80, error_messages={"required": "请写标题"})
    says = forms.CharField(
        label="要办什么", max_length=400, widget=forms.Textarea, error_messages={"required": "请写要办什么"},
        help_text="只写事，不写证件号码和电话",
    )  # fmt: skip
    due_on = DayField(label="几号前办结", required=False, help_text="按工作日历算好了，可以改")


@page("order.new", path="jiaoban/xin/", title="发交办清单", may=P.ORDER_ISSUE, scope=scopes.ROWS, methods={"GET", "POST"},
      posts=ISSUERS)  # fmt: skip
def new(request: PageRequest) -> HttpResponse:
    """Write and issue a list. Picks of another page come as a POST without an act: they open the form."""
    writes = request.method == "POST" and request.POST.get("act") == "issue"
    problem, households = "", picked(request)
    form = NewOrder(request.POST if writes else None, initial={"due_on": actions.default_day()})
    if writes and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.issue(
                title=said["title"], says=said["says"], to=_to(request), household_nos=households,
                due_on=said["due_on"], attached=given(request, "files"), by=request.user,
            )  # fmt: skip
        except DomainError as refusal:
            problem = str(refusal)
        else:
            toast.leave(
                request,
                f"{made.number} 已交办 {made.lines.count()} 条，期限 {made.due_at.astimezone(clock.SHANGHAI):%m-%d}",
            )
            return redirect(reverse("order", args=[made.number]) + "?hao=1")
    towns, departments = queries.owner_choices(request.user)
    heads = registry.heads_seen(households[:SHOWN], request.user)
    context = {
        "form": form, "problem": problem, "towns": towns, "departments": departments, "chosen": {*request.POST.getlist("to"), *request.POST.getlist("all")},
        "households": households, "joined": " ".join(households), "shown": [heads.get(no) or no for no in households[:SHOWN]],
        "levels": [*([("township", "全部乡镇")] if request.reach.is_county else []), ("village", "全部村")],
        "most": reference.parameter(MOST, clock.today()),
    }  # fmt: skip
    return render(request, "web/order_new.html", context, status=422 if problem or form.errors else 200)


def _to(request: PageRequest) -> list[str]:
    """The owners that were ticked; 全部乡镇 and 全部村 stand for all that the account reaches."""
    wholes = tuple(f"{level}/" for level in request.POST.getlist("all"))
    towns, _ = queries.owner_choices(request.user) if wholes else ([], [])
    every = [key for _, rows in towns for key, _ in rows if key.startswith(wholes)]
    return [*every, *request.POST.getlist("to")]


def picked(request: PageRequest) -> list[str]:
    """The households that another page sent along: ticked one by one, or all behind a figure."""
    asked = request.POST if request.method == "POST" else request.GET
    found = [*asked.getlist("household"), *asked.getlist("pick"), *NUMBERS.findall(asked.get("households", ""))]
    figure = asked.get("figure", "")
    if figure in FIGURES and FIGURES[figure].record in BOTH:
        found += _behind(figure, request, asked)
    return list(dict.fromkeys(number for number in found if NUMBERS.fullmatch(number)))


def _behind(figure: str, request: PageRequest, asked: Mapping[str, Any]) -> Iterable[str]:
    as_of, part = day_of(asked.get("on")), part_of(figure, asked.get("part"))
    most = reference.parameter(MOST, clock.today())
    found = compute.records(figure, as_of, request.reach, part=part, limit=int(most.value) + 1 if most else ALL)
    return [row["household_no"] for row in found.rows if row.get("household_no")]


def given(request: PageRequest, name: str) -> list[Given]:
    """The files of a form as the action takes them; one more than it keeps, so that it can say so."""
    return [Given(one.name or "", one.read()) for one in request.FILES.getlist(name)[: MOST_FILES + 1]]
