"""政策参数: every number the county works by, since when, on what ground, what it was before, and which rules use it."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.queries import may
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.pages import scopes
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel import clock
from huaiyuan.county.screening import changes, numbers
from huaiyuan.shells.web.pages.rules_change import form_page
from huaiyuan.shells.web.pages.rules_form import ChangeForm


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


def _parameter(_reach: Scope, parameter: str) -> numbers.Number | None:
    return next((one for one in numbers.numbers(clock.today()) if one.story.name == parameter), None)


@page("parameter.change", path="canshu/<str:parameter>/gai/", title="改参数", may=P.RULE_WRITE, scope=_parameter,
      methods={"GET", "POST"}, sample=lambda _account: {"parameter": "lead.verify.red"})  # fmt: skip
def change(request: PageRequest, parameter: numbers.Number) -> HttpResponse:
    """Propose another value for a parameter that no rule needs; one that a rule needs is changed, and tried, with it."""
    if parameter.editable_in:
        return redirect("rule.change", parameter.editable_in)
    name, title = parameter.story.name, parameter.story.title
    form = ChangeForm(request.POST or None, stories=[parameter.story], initial={"since": clock.today()})

    def act() -> str:
        return changes.propose_value(name, form.given()[name], form.paper(), by=request.user).change_no

    context = {"parameter": title, "heading": "改参数", "back": reverse("parameters")}
    return form_page(request, form, act, context)
