"""交接单: what went from one helper to another, and what both say to it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from huaiyuan.base.pages import toast
from huaiyuan.base.pages.page import SIGNED_IN, PageRequest, page
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.duty import actions, queries


@page("handover", path="jiaojie/<str:handover_no>/", title="交接单", may=SIGNED_IN, scope=queries.find_handover,
      methods={"GET", "POST"}, phone=True, sample=queries.some_handover)  # fmt: skip
def handover(request: PageRequest, handover_no: str) -> HttpResponse:
    """The sheet; each side says that it is so."""
    refused = ""
    if request.method == "POST":
        try:
            actions.accept_handover(handover_no, by=request.user)
        except DomainError as refusal:
            refused = str(refusal)
        else:
            toast.leave(request, f"{handover_no} 已点认")
            return redirect("handover", handover_no=handover_no)
    context: dict[str, Any] = {"sheet": queries.handover_page(handover_no, request.user), "refused": refused}
    return render(request, "web/handover.html", context, status=422 if refused else 200)
