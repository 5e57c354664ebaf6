"""政策参数: every number the county works by, since when, on what ground, what it was before, and which rules use it."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render

from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.queries import may
from huaiyuan.base.pages import scopes
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel import clock
from huaiyuan.county.screening import numbers


@page(
    "parameters",
    path="canshu/",
    title="政策参数",
    may=P.RULE_READ,
    scope=scopes.NO_ROWS,
    nav=("系统", "政策参数", "scale", 10),
)
def parameters(request: PageRequest) -> HttpResponse:
    """All parameters in force, narrowed by words, by what they are about, and to those that nobody settled."""
    every = numbers.numbers(clock.today())
    asked, about = request.GET.get("q", "").strip(), request.GET.get("lei", "")
    unsettled = request.GET.get("que", "") == "1"
    shown = [
        one
        for one in every
        if asked.lower() in f"{one.story.title} {one.story.name}".lower()
        and about in {"", one.about}
        and not (unsettled and one.is_settled)
    ]
    context = {
        "groups": [(name, list(rows)) for name, rows in groupby(shown, key=lambda one: one.about)],
        "abouts": list(dict.fromkeys(one.about for one in every)),
        "asked": asked,
        "about": about,
        "unsettled": unsettled,
        "all": len(every),
        "shown": len(shown),
        "lacking": sum(not one.is_settled for one in every),
        "may_write": may(request.user, P.RULE_WRITE),
    }
    return render(request, "web/parameters.html", context)
