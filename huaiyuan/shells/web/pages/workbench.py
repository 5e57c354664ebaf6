"""工作台: what I have to do, soonest first; for a village its round of visits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from huaiyuan.base import reference
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.queries import may, standing
from huaiyuan.base.jobs import queries as jobs
from huaiyuan.base.pages import navigation, scopes, words
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel import clock
from huaiyuan.county.applications.tasks import ACCEPT
from huaiyuan.county.leads import queries as leads
from huaiyuan.county.leads.tasks import SIGN, VERIFY
from huaiyuan.county.matching.tasks import RECOGNISE
from huaiyuan.county.oversight.tasks import CHECK, ITEM, REPORT
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.rounds import tasks as rounds
from huaiyuan.county.screening import catalogue
from huaiyuan.county.worklist import queries as worklist
from huaiyuan.shells.web.pages.figures import at_a_glance

HEADINGS = {"超期": "已超期", "今天": "今天到期", "本周": "本周", "以后": "以后"}
ACTS = {
    VERIFY: "入户核实", SIGN: "补签字", RECOGNISE: "认一下", CHECK: "去核", ACCEPT: "去受理",
    rounds.SCREEN: "去查", rounds.AGAIN: "去重查", rounds.CLOSE: "看进度", rounds.RECHECK: "去复核", **dict.fromkeys(REPORT.values(), "去报"),
}  # fmt: skip


@page(
    "workbench",
    path="",
    title="我的待办",
    may=P.TASK_READ,
    scope=scopes.ROWS,
    nav=("", "工作台", "inbox", 10),
    dock=("待办", "inbox", 10),
    count=worklist.open_count,
    phone=True,
)
def workbench(request: PageRequest) -> HttpResponse:
    """Tasks by deadline; the county also sees what is running, a village its round."""
    inbox = worklist.inbox(request.user, after=request.GET.get("from") or None)
    main = standing(request.user).main
    at_village = main is not None and main.role is Role.VILLAGE
    navigation.counted(request.user, "workbench", inbox.total)
    tasks = [task for rows in inbox.groups.values() for task in rows]
    # A village's round says who its verifications are about, and where they live it knows.
    told = [t for t in tasks if not (at_village and t.kind == VERIFY)]
    households = registry.listed({t.household_no for t in told if t.household_no}, request.user)
    places = {} if at_village else reference.places_by_code({t.village_code for t in told if t.village_code})
    context: dict[str, Any] = {
        "inbox": inbox,
        "groups": [
            (HEADINGS[when], inbox.counts[when], [_line(t, households, places) for t in rows])
            for when, rows in inbox.groups.items()
        ],
        "today": clock.today(),
        "urgent": inbox.counts[worklist.When.OVERDUE],
        "due_today": inbox.counts[worklist.When.TODAY],
    }
    if at_village:
        context["notices"] = _notices(request.user)
        context["round"] = leads.village_todo(request.user)
        context["other"] = [_line(t, households, places) for t in told]
        return render(request, "web/village_workbench.html", context)
    if may(request.user, P.LEAD_DISPATCH):
        context["running"] = jobs.running()
        context["waiting"] = leads.waiting(request.user)
    if may(request.user, P.RULE_PUBLISH):
        context["rule_changes"] = catalogue.waiting_count(request.user)
    if main is not None and main.role is Role.LEADER:
        context["figures"] = at_a_glance()
    return render(request, "web/workbench.html", context)


def _notices(account: Any) -> list[dict[str, Any]]:
    """Unread notices with the heads of the households they are about."""
    told = worklist.unread(account)
    households = registry.listed({no for one in told for no in one.households if no}, account) if told else {}
    return [
        {"says": one.says, "posted_at": one.posted_at, "notices": one.notices,
         "who": [f"{households[no].head_name or no} 户" for no in one.households if no in households]}
        for one in told
    ]  # fmt: skip


def _line(task: worklist.Todo, households: Mapping[str, Any], places: Mapping[str, Any]) -> dict[str, Any]:
    household, place = households.get(task.household_no), places.get(task.village_code)
    return {
        "task": task,
        "who": f"{household.head_name} 户" if household and household.head_name else "",
        "where": place.short_name if place else "",
        "url": _url(task),
        "act": ACTS.get(task.kind, "去办"),
        # A periodic item is named by what it is; its number is for addresses.
        "number": "" if task.subject_type in {ITEM, rounds.VILLAGE, rounds.TOWNSHIP, rounds.RECHECKS} else task.subject_no,
        "due": words.counted(task.due_words, str(task.colour)),
    }


def _url(task: worklist.Todo) -> str:
    try:
        return reverse(task.subject_type, args=[task.subject_no])
    except NoReverseMatch:
        return reverse("household", args=[task.household_no]) if task.household_no else ""
