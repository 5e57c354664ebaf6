"""工作台: what I have to do, soonest first; for a village its round of visits."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.queries import may, standing
from huaiyuan.base.jobs import queries as jobs
from huaiyuan.base.pages import scopes, words
from huaiyuan.base.pages.page import page
from huaiyuan.core.kernel import clock
from huaiyuan.county.leads import queries as leads
from huaiyuan.county.leads.tasks import SIGN, VERIFY
from huaiyuan.county.worklist import queries as worklist

HEADINGS = {"超期": "已超期", "今天": "今天到期", "本周": "本周", "以后": "以后"}
ACTS = {VERIFY: "入户核实", SIGN: "补签字"}


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
def workbench(request: HttpRequest) -> HttpResponse:
    """Tasks by deadline; the county also sees what is running, a village its round."""
    inbox = worklist.inbox(request.user, after=request.GET.get("from") or None)
    main = standing(request.user).main
    at_village = main is not None and main.role is Role.VILLAGE
    context: dict[str, Any] = {
        "inbox": inbox,
        "groups": [
            (HEADINGS[when], inbox.counts[when], [_line(t) for t in rows]) for when, rows in inbox.groups.items()
        ],
        "today": clock.today(),
        "urgent": inbox.counts[worklist.When.OVERDUE],
        "due_today": inbox.counts[worklist.When.TODAY],
    }
    if at_village:
        context["round"] = leads.village_todo(request.user)
        context["other"] = [_line(t) for rows in inbox.groups.values() for t in rows if t.kind != VERIFY]
        return render(request, "web/village_workbench.html", context)
    if may(request.user, P.LEAD_DISPATCH):
        context["running"] = jobs.running()
        context["waiting"] = leads.proposal(request.user)
    return render(request, "web/workbench.html", context)


def _line(task: worklist.Todo) -> dict[str, Any]:
    return {
        "task": task,
        "url": _url(task),
        "act": ACTS.get(task.kind, "去办"),
        "due": due_badge(task.due_words, str(task.colour)),
    }


def _url(task: worklist.Todo) -> str:
    try:
        return reverse(task.subject_type, args=[task.subject_no])
    except NoReverseMatch:
        return reverse("household", args=[task.household_no]) if task.household_no else ""


def due_badge(said: str, colour: str) -> words.Deadline:
    """A deadline whose words were counted elsewhere, in the shape of the badge."""
    kinds = {"red": ("late", "circle-alert"), "amber": ("soon", "hourglass")}
    kind, icon = kinds.get(colour, ("ok", "clock"))
    return words.Deadline(kind, icon, said)
