"""交办事项: one line of a list or a leader's 批示: what is to be done, feeding back, settling, saying whose it is."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from huaiyuan.base import reference
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.queries import may
from huaiyuan.base.pages import toast, typed, words
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.orders import actions, queries
from huaiyuan.county.orders.types import Did, Nature
from huaiyuan.shells.web.pages.order_new import given
from huaiyuan.shells.web.pages.orders import READERS, issuer, state_badge

SAID = {
    Did.ROUTE: "已交{unit}", Did.ACCEPT: "已签收", Did.ANSWER: "已反馈，等{settler}销号", Did.DECLINE: "已退回改派",
    Did.RETURN: "已退回重办", Did.CLOSE: "已销号", Did.CANCEL: "已撤回",
}  # fmt: skip


@page("order_line", path="jiaoban/shixiang/<str:number>/", title="交办事项", may=P.ORDER_READ, scope=queries.find_line,
      posts=READERS, methods={"GET", "POST"}, phone=True, sample=queries.some_line)  # fmt: skip
def order_line(request: PageRequest, line: Any) -> HttpResponse:
    """The line with its way; whoever's turn it is acts here."""
    refused, did = "", request.POST.get("act", "")
    if request.method == "POST":
        if did not in Did:
            raise Http404
        try:
            moved = _act(request, line.number, Did(did))
        except DomainError as refusal:
            refused = str(refusal)
        else:
            settler = "领导" if line.order.nature == Nature.INSTRUCTION else "交办单位"
            toast.leave(request, f"{moved.number} {SAID[Did(did)].format(unit=moved.unit_name, settler=settler)}")
            return redirect("order_line", number=moved.number)
        line.refresh_from_db()
    shown = queries.line_page(line, request.user)
    towns, departments = queries.owner_choices(request.user) if Did.ROUTE in shown.moves else ([], [])
    context = {
        "shown": shown, "line": line, "order": line.order, "refused": refused, "posted": request.POST, "did": did,
        "badge": state_badge(line), "instructed": line.order.nature == Nature.INSTRUCTION,
        "from_words": issuer(line.order, reference.places_by_code([line.order.issued_area])),
        "due": words.counted(shown.urgency.words, str(shown.urgency.colour)) if shown.urgency else None,
        "towns": towns, "departments": departments, "centre": f"{Role.COUNTY_CENTER}/{line.order.issued_area[:6]}",
        "may_household": bool(line.household_no) and may(request.user, P.HOUSEHOLD_READ),
        "county_routes": request.reach.is_county,
    }  # fmt: skip
    return render(request, "web/order_line.html", context, status=422 if refused else 200)


def _act(request: PageRequest, number: str, did: Did) -> Any:
    said, by = request.POST, request.user
    rest: dict[str, Any] = {"by": by, "version": typed.whole(said.get("version"))}
    if did is Did.ANSWER:
        return actions.answer(number, says=said.get("says", ""), proofs=given(request, "proofs"), **rest)
    if did is Did.ROUTE:
        return actions.route(number, to=said.get("to", ""), **rest)
    if did in (Did.ACCEPT, Did.CLOSE):
        return {Did.ACCEPT: actions.accept, Did.CLOSE: actions.close}[did](number, **rest)
    with_reason = {Did.DECLINE: actions.decline, Did.RETURN: actions.return_, Did.CANCEL: actions.cancel}
    if did not in with_reason:
        raise Http404
    return with_reason[did](number, reason=said.get("reason", ""), **rest)
