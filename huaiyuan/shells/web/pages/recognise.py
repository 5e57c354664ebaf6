"""请村里认: the village says whether a department means one of its people."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.queries import scope_of
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.pages import toast
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.matching import actions, desk, records
from huaiyuan.county.matching.models import Answer, Decision

NONE_OF_OURS = "none"


def _asked(reach: Scope, decision_no: str) -> Decision | None:
    rows = records.all_decisions().filter(decision_no=decision_no, answer=Answer.VILLAGE, revoked_at__isnull=True)
    return reach.filter(rows, "asked_village").first()


def _some_question(account: Any) -> dict[str, str] | None:
    rows = records.all_decisions().filter(answer=Answer.VILLAGE, revoked_at__isnull=True)
    found = scope_of(account, P.MATCH_RECOGNISE).filter(rows, "asked_village").first()
    return {"decision_no": found.decision_no} if found else None


@page("recognise", path="renren/<str:decision_no>/", title="是不是本村的人", may=P.MATCH_RECOGNISE, scope=_asked,
      methods={"GET", "POST"}, phone=True, sample=_some_question)  # fmt: skip
def recognise(request: PageRequest, asked: Decision) -> HttpResponse:
    """What a department wrote, and who of the village it may be: one tap."""
    problem, chosen = "", request.POST.get("shui", "")
    if request.method == "POST" and not chosen:
        problem = "请选一个：是谁，或者都不是。"
    elif request.method == "POST":
        try:
            actions.recognise(asked.decision_no, person_id="" if chosen == NONE_OF_OURS else chosen, by=request.user)
        except DomainError as refusal:
            problem = str(refusal)
        else:
            toast.leave(request, "认好了，县里看得到")
            return redirect("workbench")
    question = desk.question(asked, request.user)
    context = {"asked": asked, "question": question, "problem": problem, "chosen": chosen, "none": NONE_OF_OURS}
    return render(request, "web/recognise.html", context, status=422 if problem else 200)
