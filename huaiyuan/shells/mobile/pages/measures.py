"""帮扶措施 on a helper's phone: what is planned for a household of theirs, and recording what they did."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from huaiyuan.base.access.permissions import P
from huaiyuan.base.pages import toast, typed
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.guiding import queries as guiding
from huaiyuan.county.plans import actions, queries
from huaiyuan.county.plans.actions import Act, Result
from huaiyuan.county.plans.queries import HelpedPlan
from huaiyuan.county.plans.reading import yuan_of
from huaiyuan.county.registry import queries as households
from huaiyuan.shells.mobile.pages.helping import Mine, _first, find_mine, not_mine

MOST_PHOTOS = 3


@page("mine.measures", path="bangfu/<str:household_no>/cuoshi/", title="帮扶措施", may=P.HOUSEHOLD_HELP, scope=find_mine,
      methods={"GET", "POST"}, phone=True, sample=_first)  # fmt: skip
def measures(request: PageRequest, found: Mine) -> HttpResponse:
    """The plan under way of a household of one's own; what is the helper's to do is recorded here."""
    if not found.is_mine:
        return not_mine(request, found)
    shown, problem = queries.helped_plan(found.household_no, request.user), ""
    if request.method == "POST" and shown is not None:
        try:
            _carry(request, shown)
        except DomainError as refusal:
            problem = str(refusal)
            shown = queries.helped_plan(found.household_no, request.user)
        else:
            toast.leave(request, "已记落实")
            return redirect("mine.measures", household_no=found.household_no)
    heads = households.heads_seen([found.household_no], request.user)
    context = {
        "guidance": guiding.at_step(
            "plan", "running", request.user, about=found.household_no, about_page="mine.measures",
            household_no=found.household_no,
        ),
        "shown": shown, "head": heads.get(found.household_no, ""), "household_no": found.household_no, "problem": problem,
        "posted": request.POST, "open": request.POST.get("measure", ""), "today": clock.today(),
        "uuid": request.POST.get("uuid") or str(uuid.uuid4()),
    }  # fmt: skip
    return render(request, "mobile/measures.html", context, status=422 if problem else 200)


def _carry(request: PageRequest, shown: HelpedPlan) -> None:
    said: Any = request.POST
    version = said.get("version", "")
    result = Result(
        typed.day_or_today(said.get("done_on", ""), "哪天落实的"), said.get("result", "")[:200], yuan_of(said.get("yuan", "")[:20]),
        said.get("early_why", "")[:200], typed.day(said.get("ends_on", ""), "政策到期日"),
    )  # fmt: skip
    pictures = [one.read() for one in request.FILES.getlist("photos")[:MOST_PHOTOS]]
    actions.carry_out(
        shown.plan.number, said.get("measure", "")[:16], result,
        act=Act(request.user, typed.whole(version)), photos=pictures,
        client_uuid=typed.client_uuid(said.get("uuid")),
    )  # fmt: skip
