"""请村里认: the village says whether a department means one of its people."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.queries import scope_of
from huaiyuan.base.pages import toast
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.matching import actions, desk, records

NONE_OF_OURS = "none"


def _some_question(account: Any) -> dict[str, str] | None:
    number = records.some_question(scope_of(account, P.MATCH_RECOGNISE))
    return {"decision_no": number} if number else None


@page("recognise", path="renren/<str:decision_no>/", title="是不是本村的人", may=P.MATCH_RECOGNISE, scope=records.question,
      methods={"GET", "POST"}, phone=True, sample=_some_question)  # fmt: skip
def recognise(request: PageRequest, asked: str) -> HttpResponse:
    """What a department wrote, and who of the village it may be: one tap."""
    problem, chosen = "", request.POST.get("shui", "")
    if request.method == "POST" and not chosen:
        problem = "请选一个：是谁，或者都不是。"
    elif request.method == "POST":
        try:
            actions.recognise(asked, person_id="" if chosen == NONE_OF_OURS else chosen, by=request.user)
        except DomainError as refusal:
            problem = str(refusal)
        else:
            toast.leave(request, "认好了，县里看得到")
            return redirect("workbench")
    question = desk.question(asked, request.user)
    context = {"question": question, "problem": problem, "chosen": chosen, "none": NONE_OF_OURS}
    return render(request, "web/recognise.html", context, status=422 if problem else 200)
