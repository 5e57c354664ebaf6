"""线索: the list, one lead, and 研判 before 交办."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base import audit, reference
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.queries import may
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.pages import export, scopes, toast, typed, words
from huaiyuan.base.pages.forms import Reason
from huaiyuan.base.pages.listing import Column, Listing
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.base.pages.templatetags import huaiyuan as parts
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.kernel.period import Period
from huaiyuan.county.leads import actions, queries
from huaiyuan.county.leads.types import AT_VILLAGE, Grade, State, Verdict

EXPORTED = "web.leads.exported"
audit.declare(EXPORTED, "导出线索清单{rows}条")
EXPORT_MOST = 100_000


def _lead_url(row: Any) -> str:
    return reverse("lead", args=[row.lead_no])


LEADS = Listing(
    name="leads",
    columns=(
        Column("grade", "级别", lambda r: parts.level(r.grade_label), card="o1", export=lambda r: r.grade_label),
        Column("head", "户主", lambda r: r.head_name or r.household_no, under=lambda r: r.household_kind, link=_lead_url,
               row_head=True, card="o0"),
        Column("village", "村", lambda r: r.village_name, under=lambda r: r.township_name),
        Column("why", "为什么", lambda r: r.says, under=lambda r: "、".join(r.departments)
               + (f"，还有 {r.more_hits} 条" if r.more_hits else "") + ("，疑似同一人" if r.is_probable else "")),
        Column("state", "环节", lambda r: parts.state(r.state), under=lambda r: "；".join(r.verdicts), card="start",
               export=lambda r: r.state_label),
        Column("due", "期限", lambda r: parts.deadline(words.counted(r.due_words, r.colour)) if r.due_words else "—",
               under=lambda r: r.reminded, card="end", export=lambda r: r.due_words),
        Column("number", "线索编号", lambda r: r.lead_no, chosen=False, card="hide"),
        Column("opened", "发现日期", lambda r: r.opened_on, chosen=False, card="hide"),
    ),
    unit="条",
    pick=lambda r: r.lead_no,
    empty="没有线索",
)  # fmt: skip


def _filters(request: PageRequest, tab: str = "live") -> queries.Filters:
    asked = request.GET
    wanted = asked.get("tab", tab)
    return queries.Filters(
        tab=wanted if wanted in queries.TABS else tab, township=asked.get("zhen", ""), village=asked.get("cun", ""),
        grade=asked.get("ji", ""), department=asked.get("bumen", ""), rule=asked.get("guize", ""),
        risk_type=asked.get("fengxian", ""), verdict=asked.get("jielun", ""), due_by=typed.day_in_address(asked.get("qian", "")),
        sent_on=typed.day_in_address(asked.get("jiaoban", "")), sent_month=_month(asked.get("yue", "")),
    )  # fmt: skip


def _month(text: str) -> Period | None:
    try:
        return Period.parse(text)
    except ValueError:
        return None


@page(
    "leads",
    path="xiansuo/",
    title="线索",
    may=P.LEAD_READ,
    scope=scopes.ROWS,
    nav=("监测预警", "线索", "send", 30),
    dock=("线索", "send", 30),
    posts={Role.COUNTY_CENTER, Role.LEADER, Role.TOWNSHIP, Role.VILLAGE},
)
def leads(request: PageRequest) -> HttpResponse:
    """Leads within the account's rows, by view, filter and deadline."""
    filters = _filters(request)
    found = queries.leads(request.user, filters, after=request.GET.get("from") or None)
    counts = queries.tab_counts(request.user, filters)
    townships = [p for p in reference.places(level="township") if request.reach.overlaps(p.code)]
    context = {
        "table": LEADS.show(request, found.rows, total=counts[filters.tab]),
        "tabs": [(tab, words, counts[tab]) for tab, words in queries.TABS.items()],
        "filters": filters,
        "next": found.next_after,
        "townships": townships,
        "villages": _villages(request, filters.township or (townships[0].code if len(townships) == 1 else "")),
        "grades": Grade.choices,
        "verdicts": Verdict.choices,
        "village": reference.places_by_code([filters.village]).get(filters.village) if filters.village else None,
        "bulk": "web/leads_bulk.html" if may(request.user, P.LEAD_REMIND) else "",
    }
    return render(request, "web/leads.html", context)


def _villages(request: PageRequest, township: str) -> list[Any]:
    """The villages to choose from, once it is clear of which township."""
    if not township:
        return []
    return [p for p in reference.places(level="village", within=township) if request.reach.overlaps(p.code)]


@page("leads.export", path="xiansuo/daochu/", title="导出线索", may=P.EXPORT, scope=scopes.ROWS, methods={"GET"})
def leads_export(request: PageRequest) -> HttpResponse:
    """The leads of the address bar as a file; logged, with the number of rows."""
    found = queries.leads(request.user, _filters(request), limit=EXPORT_MOST)
    audit.record(EXPORTED, by=request.user, subject="leads", rows=len(found.rows), reason="清单导出")
    kind = "csv" if request.GET.get("as") == "csv" else "xlsx"
    return export.response(kind, "线索清单", LEADS.columns, found.rows)


def _some_lead(account: Any) -> dict[str, str] | None:
    rows = queries.leads(account, queries.Filters(tab="all"), limit=1).rows
    return {"lead_no": rows[0].lead_no} if rows else None


def _readable(_reach: Scope, lead_no: str, account: Any) -> queries.LeadPage | None:
    return queries.lead_page(lead_no, account)


@page("lead", path="xiansuo/<str:lead_no>/", title="线索", may=P.LEAD_READ, scope=_readable, sample=_some_lead)
def lead(request: PageRequest, shown: queries.LeadPage) -> HttpResponse:
    """One lead: evidence, risks with their verdicts, visits, the way it went, and what may be done."""
    return render(
        request,
        "web/lead.html",
        {
            "lead": shown,
            "due": words.counted(shown.line.due_words, shown.line.colour),
            "may_verify": may(request.user, P.LEAD_VERIFY),
            "may_remind": shown is not None and shown.line.state in AT_VILLAGE and may(request.user, P.LEAD_REMIND),
            "today": clock.today(),
            "typed_day": request.GET.get("qian", "")[:20],
        },
    )


@page("proposal", path="xiansuo/yanpan/", title="研判", may=P.LEAD_DISPATCH, scope=scopes.ROWS,
      nav=("监测预警", "研判交办", "target", 25))  # fmt: skip
def proposal(request: PageRequest) -> HttpResponse:
    """What 交办 would send out now, by village and department; red first; single leads can be kept back."""
    filters = queries.Filters(tab=State.OPEN, village=request.GET.get("cun", ""), grade=request.GET.get("ji", ""))
    found = queries.leads(request.user, filters, after=request.GET.get("from") or None)
    context = {
        "proposal": queries.proposal(request.user),
        "table": LEADS.show(request, found.rows, total=None),
        "next": found.next_after,
        "filters": filters,
        "sent": request.session.pop("dispatched", None),
        "month": str(Period(clock.today().year, clock.today().month)),
    }
    return render(request, "web/proposal.html", context)


@page("leads.dispatch", path="xiansuo/jiaoban/", title="交办", may=P.LEAD_DISPATCH, scope=scopes.ROWS, methods={"POST"})
def dispatch(request: PageRequest) -> HttpResponse:
    """Send what waits to its village in one act, all or what fits the month; gives a text for the work group."""
    try:
        sent = actions.dispatch(by=request.user, within_cap=request.POST.get("shangxian") == "1")
    except DomainError as refusal:
        toast.leave(request, str(refusal), icon="info")
    else:
        request.session["dispatched"] = {"leads": sent.leads, "villages": len(sent.by_village), "text": sent.text}
    return redirect("proposal")


NOT_PUSHED = Listing(
    name="not_pushed",
    columns=(
        Column("grade", "级别", lambda r: parts.level(r.grade_label), card="o1"),
        Column("head", "户主", lambda r: r.head_name or r.household_no, under=lambda r: r.risk_type, link=_lead_url,
               row_head=True, card="o0"),
        Column("village", "村", lambda r: r.village_name, under=lambda r: r.township_name),
        Column("says", "这次又查出", lambda r: r.says,
               under=lambda r: r.department + (f"，还有 {r.more} 条" if r.more else "")),
        Column("why", "为什么不再派人去", lambda r: r.why),
    ),
    unit="户",
    empty="没有这样的户",
)  # fmt: skip


@page("proposal.quiet", path="xiansuo/yanpan/butui/", title="不再推的", may=P.LEAD_DISPATCH, scope=scopes.ROWS)
def not_pushed(request: PageRequest) -> HttpResponse:
    """Households that the newest run found again and nobody is sent to: just verified, or merged; which and why."""
    fate = queries.Fate.MERGED if request.GET.get("kan") == "bingru" else queries.Fate.QUIET
    found = queries.not_pushed(request.user, fate, after=request.GET.get("from", ""))
    context = {
        "fate": fate,
        "fates": [("", queries.Fate.QUIET), ("bingru", queries.Fate.MERGED)],
        "found": found,
        "table": NOT_PUSHED.show(request, found.rows, total=None),
    }
    return render(request, "web/not_pushed.html", context)


RESULTS = "acted_on_leads"


@page("leads.together", path="xiansuo/chengpi/", title="成批办的结果", may=P.LEAD_REMIND, scope=scopes.ROWS,
      methods={"GET", "POST"})  # fmt: skip
def together(request: PageRequest) -> HttpResponse:
    """催办 or 退回 of the ticked leads; what became of each, in words."""
    if request.method == "POST":
        _act_on_picked(request)
        return redirect("leads.together")
    acted = request.session.get(RESULTS) or {"says": "", "rows": [], "problem": ""}
    results = {number: (done, says) for number, done, says in acted["rows"]}
    lines = queries.lines_of(list(results), request.user)
    context = {
        "acted": acted,
        "done": sum(done for done, _ in results.values()),
        "rows": [(lines.get(number), number, *results[number]) for number in results],
    }
    return render(request, "web/leads_together.html", context)


def _act_on_picked(request: PageRequest) -> None:
    picked, back = request.POST.getlist("pick"), request.POST.get("act") == "return"
    try:
        if back and not may(request.user, P.LEAD_RETURN):
            raise Http404
        results = (
            actions.return_many(picked, reason=request.POST.get("reason", ""), by=request.user)
            if back
            else actions.remind_many(picked, by=request.user)
        )
    except DomainError as refusal:
        request.session[RESULTS] = {"says": "", "rows": [], "problem": str(refusal)}
    else:
        rows = [(result.lead_no, result.done, result.says) for result in results]
        request.session[RESULTS] = {"says": "退回县里" if back else "催办", "rows": rows, "problem": ""}


@page("lead.withhold", path="xiansuo/<str:lead_no>/liuxia/", title="不交办", may=P.LEAD_DISPATCH, scope=queries.find_lead,
      methods={"GET", "POST"}, sample=_some_lead)  # fmt: skip
def withhold(request: PageRequest, lead_no: str) -> HttpResponse:
    """Keep one lead from going out, with a reason."""
    return _with_reason(
        request, lead_no, "这条线索不交办", "写明为什么不推给村里；以后情况变了还会再推。", "不交办",
        lambda reason: actions.withhold(lead_no, reason=reason, by=request.user), "proposal",
    )  # fmt: skip


@page("lead.let_go", path="xiansuo/<str:lead_no>/chehui/", title="撤回线索", may=P.LEAD_DISPATCH, scope=queries.find_lead,
      methods={"GET", "POST"}, sample=lambda _account: None)  # fmt: skip
def let_go(request: PageRequest, lead_no: str) -> HttpResponse:
    """A lead whose ground is gone while its village verifies: the county takes it back, with a reason."""
    return _with_reason(
        request, lead_no, "依据已撤回，撤回这条线索", "写明为什么不用再核；村里的任务随之取消。", "撤回",
        lambda reason: actions.let_go(lead_no, reason=reason, by=request.user), "leads",
    )  # fmt: skip


@page("lead.return", path="xiansuo/<str:lead_no>/tuihui/", title="退回县里", may=P.LEAD_RETURN, scope=queries.find_lead,
      methods={"GET", "POST"}, sample=_some_lead)  # fmt: skip
def return_to_county(request: PageRequest, lead_no: str) -> HttpResponse:
    """查无此人: back to the county, with a reason."""
    return _with_reason(
        request, lead_no, "查无此人，退回县里", "写明问过谁、查过什么。", "退回县里",
        lambda reason: actions.return_to_county(lead_no, reason=reason, by=request.user), "leads",
    )  # fmt: skip


@page("lead.forward", path="xiansuo/<str:lead_no>/gaipai/", title="退回改派", may=P.LEAD_RETURN, scope=queries.find_lead,
      methods={"GET", "POST"}, sample=_some_lead)  # fmt: skip
def forward(request: PageRequest, lead_no: str) -> HttpResponse:
    """不归本村: to the village it belongs to, with a trace."""
    villages = [(p.code, p) for p in reference.places(level="village")]
    return _with_reason(
        request, lead_no, "不归本村，改派到别的村", "选应该核实的村，写明依据；期限从改派起重算。", "改派",
        lambda reason: actions.forward(lead_no, to_village=request.POST.get("village", ""), reason=reason, by=request.user),
        "leads", villages=_by_township(villages),
    )  # fmt: skip


def _by_township(villages: list[tuple[str, Any]]) -> list[tuple[str, list[Any]]]:
    names = {p.code: p.name for p in reference.places(level="township")}
    grouped: dict[str, list[Any]] = {}
    for code, village in villages:
        grouped.setdefault(names[code[:9]], []).append(village)
    return list(grouped.items())


def _with_reason(
    request: PageRequest, lead_no: str, heading: str, says: str, button: str, act: Any, after: str, **more: Any
) -> HttpResponse:
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data["reason"])
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            toast.leave(request, f"{lead_no} 已{button}")
            return redirect(after)
    context = {
        "form": form,
        "line": queries.lead_line(lead_no, request.user),
        "heading": heading,
        "says": says,
        "button": button,
    } | more
    return render(request, "web/lead_reason.html", context, status=422 if form.errors else 200)
