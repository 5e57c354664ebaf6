"""入户核实: evidence above, one verdict per risk below; kept on the phone until the server has it."""

from __future__ import annotations

import contextlib
import uuid
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base.access.permissions import P
from huaiyuan.base.pages import toast, typed, words
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads import actions, queries
from huaiyuan.county.leads.actions import Judgement, VisitReport
from huaiyuan.county.leads.types import Verdict, Way
from huaiyuan.county.registry import queries as registry

PLAIN = {
    Verdict.IDENTIFY: "家里扛不住，需要纳入监测",
    Verdict.MONITORED: "已在监测名单里，补帮扶措施",
    Verdict.DEPARTMENT: "该享受的政策还没落实",
    Verdict.COVERED: "有事，但已有政策兜住",
    Verdict.UNFOUNDED: "没有这回事，要写原因",
}
NOT_SO = (
    "票据已报销，自己付的没这么多",
    "部门数据有误，户里拿出了证明",
    "孩子在外地就读，有在读证明",
    "人已不在本户，已核对",
    "家里收入够，户主说明无困难",
)
MOST_PHOTOS = 6


def _at_village(account: Any) -> dict[str, str] | None:
    rows = queries.leads(account, queries.Filters(tab="sent"), limit=1).rows
    return {"lead_no": rows[0].lead_no} if rows else None


@page(
    "verify",
    path="heshi/<str:lead_no>/",
    title="入户核实",
    may=P.LEAD_VERIFY,
    scope=queries.find_lead,
    methods={"GET", "POST"},
    phone=True,
    sample=_at_village,
)
def verify(request: PageRequest, lead_no: str) -> HttpResponse:
    """The form, and its report. The same report sent twice is one."""
    problem = ""
    if request.method == "POST":
        try:
            recorded = _record(request, lead_no)
        except DomainError as refusal:
            problem = str(refusal)
        else:
            toast.leave(request, "已提交核实" + ("，记得返乡补签字" if recorded.signature_due_at else ""))
            return redirect("verify.done", lead_no=lead_no)
    shown = queries.lead_page(lead_no, request.user)
    context = {
        "lead": shown,
        "members": registry.relatives(shown.line.household_no, request.user) if shown else [],
        "reasons": NOT_SO,
        "verdicts": [
            (v.value, v.label, PLAIN[v]) for v in Verdict if v is not Verdict.MONITORED or _is_monitored(shown)
        ],
        "due": words.counted(shown.line.due_words, shown.line.colour) if shown else None,
        "today": clock.today(),
        "uuid": request.POST.get("uuid") or uuid.uuid4(),
        "problem": problem,
        "posted": request.POST,
    }
    return render(request, "mobile/verify.html", context, status=422 if problem else 200)


def _is_monitored(shown: queries.LeadPage | None) -> bool:
    return shown is not None and "未消除" in shown.line.household_kind


def _record(request: PageRequest, lead_no: str) -> actions.Recorded:
    said = request.POST
    shown = queries.lead_page(lead_no, request.user)
    risks = [r.risk_type for r in shown.risks] if shown else []
    way = Way.PHONE if said.get("way") == Way.PHONE else Way.ON_SITE
    report = VisitReport(
        visited_on=typed.day_or_today(said.get("visited_on", ""), "哪天核的"), way=way, companion=said.get("companion", "")[:60],
        note=said.get("note", "")[:400], signed=said.get("signed") == "1",
    )  # fmt: skip
    judged = [
        Judgement(risk, Verdict(verdict), found=said.get(f"found-{n}", "")[:400], reason=_reason(said, n))
        for n, risk in enumerate(risks)
        if (verdict := said.get(f"verdict-{n}", "")) in Verdict.values
    ]
    client = typed.client_uuid(said.get("uuid", ""))
    version = said.get("version", "0")
    recorded = actions.record_verdicts(
        lead_no, visit=report, verdicts=judged, by=request.user, client_uuid=client,
        base_version=typed.whole_or(version, 0),
    )  # fmt: skip
    for number, photo in enumerate(request.FILES.getlist("photos")[:MOST_PHOTOS]):
        # A photo that cannot be read must not undo the report that is already received.
        with contextlib.suppress(DomainError):
            actions.add_photo(client, photo.read(), client_uuid=uuid.uuid5(client, str(number)), by=request.user)
    return recorded


def _reason(said: QueryDict, number: int) -> str:
    """What was typed, else the reason picked from the list: nobody should have to type on a doorstep."""
    return (said.get(f"reason-{number}", "").strip() or said.get(f"picked-{number}", ""))[:200]


def _decided(account: Any) -> dict[str, str] | None:
    for tab in ("confirmed", "cleared"):
        rows = queries.leads(account, queries.Filters(tab=tab), limit=1).rows
        if rows:
            return {"lead_no": rows[0].lead_no}
    return None


@page(
    "verify.done",
    path="heshi/<str:lead_no>/hao/",
    title="已提交",
    may=P.LEAD_VERIFY,
    scope=queries.find_lead,
    phone=True,
    sample=_decided,
)
def done(request: PageRequest, lead_no: str) -> HttpResponse:
    """What was received, and the next household on the round."""
    return render(request, "mobile/verified.html", {"lead": queries.received(lead_no, request.user)})


@page(
    "verify.sign",
    path="heshi/<str:lead_no>/buqian/",
    title="补签字",
    may=P.LEAD_VERIFY,
    scope=queries.find_lead,
    methods={"POST"},
)
def sign(request: PageRequest, lead_no: str) -> HttpResponse:
    """The household has come home and signed."""
    try:
        actions.sign_later(
            lead_no, signed_on=typed.day_or_today(request.POST.get("signed_on", ""), "签字日期"), by=request.user
        )
        toast.leave(request, "已记下签字")
    except DomainError as refusal:
        toast.leave(request, str(refusal), icon="info")
        kept = urlencode({"qian": request.POST.get("signed_on", "")[:20]})
        return redirect(f"{reverse('lead', args=[lead_no])}?{kept}")
    return redirect("lead", lead_no=lead_no)
