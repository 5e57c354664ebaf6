"""After a verdict: its author may correct it for some days and the county later, and the photos of a visit can be looked at."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from huaiyuan.base.access.permissions import P
from huaiyuan.base.pages import toast, typed
from huaiyuan.base.pages.forms import Reason
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads import actions, queries
from huaiyuan.county.leads.types import Verdict


def _correctable(account: object) -> dict[str, str] | None:
    for tab in ("confirmed", "cleared"):
        for line in queries.leads(account, queries.Filters(tab=tab), limit=3).rows:
            shown = queries.lead_page(line.lead_no, account)
            if shown and any(risk.may_correct for risk in shown.risks):
                return {"lead_no": line.lead_no}
    return None


@page(
    "lead.correct",
    path="xiansuo/<str:lead_no>/gengzheng/",
    title="更正结论",
    may=P.LEAD_VERIFY,
    scope=queries.find_lead,
    methods={"GET", "POST"},
    phone=True,
    sample=_correctable,
)
def correct(request: PageRequest, lead_no: str) -> HttpResponse:
    """Another verdict for one risk, with a reason, while its author still may."""
    return _correcting(request, lead_no, actions.correct_verdict, by_county=False)


def _amendable(account: object) -> dict[str, str] | None:
    for tab in ("confirmed", "cleared"):
        for line in queries.leads(account, queries.Filters(tab=tab), limit=1).rows:
            return {"lead_no": line.lead_no}
    return None


@page(
    "lead.amend",
    path="xiansuo/<str:lead_no>/xian-gengzheng/",
    title="县里更正结论",
    may=P.LEAD_CORRECT,
    scope=queries.find_lead,
    methods={"GET", "POST"},
    sample=_amendable,
)
def amend(request: PageRequest, lead_no: str) -> HttpResponse:
    """The county changes a verdict whose author no longer can; says what will follow."""
    return _correcting(request, lead_no, actions.amend_verdict, by_county=True)


def _correcting(request: PageRequest, lead_no: str, act: Callable[..., object], *, by_county: bool) -> HttpResponse:
    shown = queries.lead_page(lead_no, request.user)
    risks = [risk for risk in shown.risks if (risk.may_amend if by_county else risk.may_correct)] if shown else []
    form = Reason(request.POST or None)
    if request.method == "POST" and request.POST.get("verdict") not in Verdict.values:
        form.add_error(None, "请选改成哪个结论")
    elif request.method == "POST" and form.is_valid():
        try:
            _correct(request, lead_no, form.cleaned_data["reason"], act)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            toast.leave(request, "已更正结论，原来的留痕")
            return redirect("lead", lead_no=lead_no)
    context = {
        "lead": shown, "risks": risks, "form": form, "verdicts": Verdict.choices, "posted": request.POST,
        "asked": request.POST.get("risk") or request.GET.get("fengxian", ""), "by_county": by_county,
    }  # fmt: skip
    return render(request, "web/lead_correct.html", context, status=422 if form.errors else 200)


def _correct(request: PageRequest, lead_no: str, reason: str, act: Callable[..., object]) -> None:
    said = request.POST
    version = said.get("version", "")
    act(
        lead_no, said.get("risk", ""), verdict=Verdict(said["verdict"]),
        reason=reason, by=request.user, base_version=typed.whole(version),
    )  # fmt: skip


@page(
    "lead.photo",
    path="xiansuo/<str:lead_no>/zhaopian/<uuid:photo>/",
    title="核实照片",
    may=P.LEAD_READ,
    scope=queries.find_lead,
    sample=lambda _account: None,
)
def photo(request: PageRequest, lead_no: str, photo: uuid.UUID) -> HttpResponse:
    """One photo of a visit; that it was looked at is recorded."""
    if not queries.shows_photo(lead_no, photo, request.user):
        raise Http404
    try:
        data = actions.open_photo(photo, by=request.user)
    except DomainError:
        raise Http404 from None
    return HttpResponse(data, content_type="image/jpeg")
