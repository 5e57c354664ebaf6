"""本部门: what a department has to send, what came back, the families it has to settle, and what became of its warnings."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base import access
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.pages import scopes, toast, typed, words
from huaiyuan.base.pages.forms import Reason
from huaiyuan.base.pages.listing import Column, Listing
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.base.pages.templatetags import huaiyuan as parts
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import queries as intake
from huaiyuan.county.intake import reach, reporting
from huaiyuan.county.leads import casework, precision, queries
from huaiyuan.county.leads.types import CaseState
from huaiyuan.county.screening import queries as screening

for _code, _kind, _icon in (
    (CaseState.TO_DO, "amber", "hourglass"), (CaseState.ANSWERED, "blue", "message-square"),
    (CaseState.CLOSED, "green", "check"), (CaseState.RECALLED, "plain", "undo-2"),
):  # fmt: skip
    words.register_state(str(_code), _kind, str(_code.label), _icon)
RECENT = 8

CASES = Listing(
    name="cases",
    columns=(
        Column("head", "户主", lambda r: r.head_name or r.lead_no, under=lambda r: r.case_no, row_head=True, card="o0",
               link=lambda r: reverse("case", args=[r.case_no])),
        Column("village", "村", lambda r: r.village_name, under=lambda r: r.township_name),
        Column("risks", "要落实的", lambda r: r.risk_types, under=lambda r: r.department),
        Column("state", "环节", lambda r: parts.state(r.state), card="start", export=lambda r: r.state_label),
        Column("due", "期限", lambda r: parts.deadline(words.counted(r.due_words, r.colour)) if r.due_words else "—",
               card="end", export=lambda r: r.due_words),
    ),
    unit="户",
    empty="没有要落实的户",
)  # fmt: skip


@page("department", path="benbumen/", title="本部门", may=P.DEPARTMENT_DESK, scope=scopes.ROWS,
      nav=("", "本部门", "building-2", 12), dock=("本部门", "building-2", 12), posts={Role.DEPARTMENT})  # fmt: skip
def department(request: PageRequest) -> HttpResponse:
    """The one page of a department."""
    own = reach.sources(request.user)
    departments = access.departments(request.user, P.DEPARTMENT_DESK) or frozenset()
    pushed, least = precision.read(request.reach, sorted(departments)), precision.least_cases()
    titles = screening.titles()
    found = queries.cases(request.user, limit=RECENT, rough=True)
    lines = intake.recent(own, RECENT)
    months = reporting.month(reporting.past_month(), own)
    context = {
        "department": "、".join(sorted(departments)),
        "period": reporting.past_month(),
        "months": months,
        "numbers": [month for month in months if month.numbers],
        "lines": lines,
        "rejected": [line for line in lines if line.rejected and line.state in {"checked", "merged"}],
        "counts": queries.case_tab_counts(request.user),
        "table": CASES.show(request, found, total=None),
        "precision": [(titles.get(x.key, x.key), x) for x in precision.lines(pushed, precision.By.RULE, least)],
        "least": least,
    }
    return render(request, "web/department.html", context)


@page("cases", path="luoshi/", title="部门落实", may=P.TASK_READ, scope=scopes.ROWS,
      posts={Role.COUNTY_CENTER, Role.DEPARTMENT}, nav=("监测预警", "部门落实", "building-2", 35))  # fmt: skip
def cases(request: PageRequest) -> HttpResponse:
    """The cases of a department, or of all for the county, by where they stand."""
    asked, start = request.GET.get("tab", ""), request.GET.get("from", "")
    first = CaseState.TO_DO if access.may(request.user, P.CASE_ANSWER) else CaseState.ANSWERED
    tab = asked if asked in queries.CASE_TABS else str(first)
    after = typed.whole_or(start, 0)
    counts = queries.case_tab_counts(request.user)
    rows = queries.cases(request.user, tab, after=after)
    following = after + len(rows)
    context = {
        "tabs": [(code, label, counts[code]) for code, label in queries.CASE_TABS.items()],
        "tab": tab,
        "table": CASES.show(request, rows, total=counts[tab]),
        "next": following if following < counts[tab] else None,
    }
    return render(request, "web/cases.html", context)


def _some_case(account: Any) -> dict[str, str] | None:
    rows = queries.cases(account, "all", limit=1)
    return {"case_no": rows[0].case_no} if rows else None


@page("case", path="luoshi/<str:case_no>/", title="部门落实", may=P.TASK_READ, scope=queries.find_case,
      methods={"GET", "POST"}, posts={Role.COUNTY_CENTER, Role.DEPARTMENT}, sample=_some_case)  # fmt: skip
def case(request: PageRequest, case_no: str) -> HttpResponse:
    """One case: why it came, what the village found; the department answers here."""
    problem = ""
    if request.method == "POST":
        photo = request.FILES.get("photo")
        try:
            casework.answer(
                case_no, says=request.POST.get("answer", ""), photo=photo.read() if photo else b"", by=request.user
            )
        except DomainError as refusal:
            problem = str(refusal)
        else:
            toast.leave(request, "已答复，县监测中心会看；村里也看得到")
            return redirect("case", case_no=case_no)
    shown = cast(queries.CasePage, queries.case_page(case_no, request.user))
    context = {
        "case": shown, "line": shown.line, "problem": problem, "posted": request.POST.get("answer", ""),
        "due": words.counted(shown.line.due_words, shown.line.colour) if shown.line.due_words else None,
        "may_read_lead": access.may(request.user, P.LEAD_READ),
    }  # fmt: skip
    return render(request, "web/case.html", context, status=422 if problem else 200)


@page("case.close", path="luoshi/<str:case_no>/renke/", title="认可", may=P.LEAD_DISPATCH, scope=queries.find_case,
      methods={"POST"})  # fmt: skip
def close(request: PageRequest, case_no: str) -> HttpResponse:
    """The county accepts the answer."""
    try:
        casework.close(case_no, by=request.user)
    except DomainError as refusal:
        toast.leave(request, str(refusal), icon="info")
    else:
        toast.leave(request, f"{case_no} 已认可，村里看得到")
    return redirect("case", case_no=case_no)


@page("case.return", path="luoshi/<str:case_no>/tuihui/", title="退回重办", may=P.LEAD_DISPATCH, scope=queries.find_case,
      methods={"GET", "POST"}, sample=_some_case)  # fmt: skip
def return_(request: PageRequest, case_no: str) -> HttpResponse:
    """The county gives it back, with a reason; the department's time starts anew."""
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            casework.return_(case_no, reason=form.cleaned_data["reason"], by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            toast.leave(request, f"{case_no} 已退回重办")
            return redirect("case", case_no=case_no)
    return render(
        request, "web/case_return.html", {"form": form, "case_no": case_no}, status=422 if form.errors else 200
    )


@page("case.proof", path="luoshi/<str:case_no>/pingju/<uuid:proof>/", title="落实凭据", may=P.TASK_READ,
      scope=queries.find_case, posts={Role.COUNTY_CENTER, Role.DEPARTMENT}, sample=lambda _account: None)  # fmt: skip
def proof(request: PageRequest, case_no: str, proof: uuid.UUID) -> HttpResponse:
    """A photo of an answer; that it was looked at is recorded."""
    shown = queries.case_page(case_no, request.user)
    if shown is None or proof not in shown.proofs:
        raise Http404
    try:
        data = casework.open_proof(proof, by=request.user)
    except DomainError:
        raise Http404 from None
    return HttpResponse(data, content_type="image/jpeg")
