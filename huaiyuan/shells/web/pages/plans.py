"""帮扶计划与措施: plans by where they stand, one plan with its measures, the review of it, and a family's plans."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base import audit
from huaiyuan.base.access.permissions import Field, P, Role
from huaiyuan.base.access.queries import may, scope_of, sees_clear
from huaiyuan.base.pages import areas, export, scopes, toast, words
from huaiyuan.base.pages.listing import Choice, Column, Listing, Sort
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.base.pages.templatetags import huaiyuan as parts
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import measures as policy
from huaiyuan.county.guiding import queries as guiding
from huaiyuan.county.plans import actions, owners, queries, trail
from huaiyuan.county.plans.drafting import ground_of
from huaiyuan.county.plans.types import LIVE, State
from huaiyuan.county.registry import queries as registry
from huaiyuan.shells.web.pages import plan_acts

READERS = {Role.COUNTY_CENTER, Role.LEADER, Role.TOWNSHIP, Role.VILLAGE}
EXPORT_MOST = 20_000
for _state, _kind, _icon in (
    (State.DRAFT, "plain", "pencil"), (State.REVIEW, "blue", "eye"), (State.RETURNED, "amber", "undo-2"),
    (State.SET, "plain", "clipboard-check"), (State.RUNNING, "plain", "footprints"), (State.DONE, "green", "check"),
    (State.STOPPED, "unknown", "ban"),
):  # fmt: skip
    words.register_state(f"plan.{_state.value}", _kind, _state.label, _icon)


def _progress(row: Any) -> Any:
    if row.overdue:
        return parts.badge("red", f"超期 {row.overdue} 条", "clock")
    return f"{row.done} / {row.measures} 条" if row.measures else parts.badge("amber", "还没写措施")


def _due(row: Any) -> str:
    if row.due_on is None:
        return "—"
    return f"{row.due_on:%Y-%m-%d}{'，超期' if row.late else ''}"


PLANS = Listing(
    name="plans",
    page_size=30,
    columns=(
        Column("head", "户主", lambda r: r.head_name or r.household_no, under=lambda r: r.number, row_head=True, card="o0",
               link=lambda r: reverse("plan", args=[r.number])),
        Column("state", "状态", lambda r: parts.state(f"plan.{r.state}"), card="o1", export=lambda r: r.state_label,
               under=lambda r: "先帮后补，手续没补完" if r.early else ""),
        Column("village", "村", lambda r: r.village_name, under=lambda r: r.township_name, card="start"),
        Column("progress", "措施落实", _progress, card="end", export=lambda r: f"{r.done}/{r.measures}，超期{r.overdue}"),
        Column("risks", "风险类型", lambda r: r.risks, under=lambda r: r.category),
        Column("helper", "帮扶责任人", lambda r: r.helper_name or "—", card="hide"),
        Column("due", "制定期限", _due, card="hide"),
    ),
    filters=(
        Choice("zhen", "乡镇", areas.townships, apply=areas.within),
    ),
    sorts=(
        Sort("new", "刚动过的在前", ("-changed_at",)),
        Sort("due", "按村排", ("village_code", "household_no")),
    ),
    unit="份",
    empty="没有这样的计划",
)  # fmt: skip


def _tab(request: PageRequest) -> str:
    tab = request.GET.get("tab", "")
    if tab in queries.tabs():
        return tab
    return "review" if may(request.user, P.PLAN_REVIEW) else "live"


@page("plans", path="jihua/", title="帮扶计划与措施", may=P.PLAN_READ, scope=scopes.ROWS, posts=READERS,
      nav=("监测帮扶", "帮扶计划与措施", "hand-heart", 25), phone=True)  # fmt: skip
def plans(request: PageRequest) -> HttpResponse:
    """Plans within the account's rows, by tab; of those that wait for review it is told which look copied."""
    text, tab = request.GET.get("q", "")[:40], _tab(request)
    mine = queries.searched(queries.within(request.user), text, request.user)
    rows = PLANS.narrow(request, mine.filter(queries.tabs()[tab][1]))
    found = PLANS.part(request, rows)
    lines = queries.lines(found.rows, request.user)
    copied = queries.near_many(found.rows) if tab == "review" and may(request.user, P.PLAN_REVIEW) else {}
    counts = queries.tab_counts(mine)
    context = {
        "table": PLANS.show(request, lines, total=None, after=found.after, before=found.before),
        "tabs": [(name, said, counts[name]) for name, (said, _) in queries.tabs().items()],
        "tab": tab, "q": text, "export_url": f"{reverse('plans.export')}?{request.GET.urlencode()}" if may(request.user, P.EXPORT) else "",
        "copied": [(line, copied[line.number]) for line in lines if line.number in copied],
    }  # fmt: skip
    return render(request, "web/plans.html", context)


@page("plans.export", path="jihua/daochu/", title="导出一户一策", may=P.EXPORT, scope=scopes.ROWS, posts=READERS)
def plans_export(request: PageRequest) -> HttpResponse:
    """The plans of a tab as a file; logged, with the number of rows."""
    mine = queries.searched(queries.within(request.user), request.GET.get("q", "")[:40], request.user)
    narrowed = PLANS.narrow(request, mine.filter(queries.tabs()[_tab(request)][1]))
    rows = queries.lines(list(narrowed.order_by("village_code", "number")[:EXPORT_MOST]), request.user)
    with transaction.atomic():
        audit.record(trail.EXPORTED, by=request.user, subject="plans", rows=len(rows), reason="清单导出")
    kind = "csv" if request.GET.get("as") == "csv" else "xlsx"
    columns = (Column("number", "计划编号", lambda r: r.number), Column("household", "户编号", lambda r: r.household_no),
               *PLANS.columns)  # fmt: skip
    return export.response(kind, "一户一策", columns, rows)


def _some_plan(account: Any) -> dict[str, str] | None:
    wanted = (State.REVIEW, State.RUNNING) if may(account, P.PLAN_REVIEW) else (State.RUNNING, State.RETURNED)
    found = queries.some_plan(account, wanted[0]) or queries.some_plan(account)
    return {"number": found.number} if found else None


@page("plan", path="jihua/<str:number>/", title="一户一策", may=P.PLAN_READ, scope=queries.find_plan, posts=READERS,
      methods={"GET", "POST"}, phone=True, sample=_some_plan)  # fmt: skip
def plan(request: PageRequest, plan: Any) -> HttpResponse:
    """One plan: what it answers, what is lacking, its measures, and whatever this account may do with it."""
    problem = ""
    if request.method == "POST":
        try:
            says = plan_acts.act(request, plan)
        except DomainError as refusal:
            problem = str(refusal)
            plan = queries.find_plan(request.reach, plan.number)
        else:
            toast.leave(request, says)
            return redirect("plan", number=plan.number)
    shown = queries.plan_page(plan, request.user)
    reviewing = "accept" in shown.moves and shown.clear
    settled = queries.limits() if reviewing else None
    near = queries.near(plan, settled) if reviewing else []
    heads = registry.listed([one.household_no for one in near], request.user) if near else {}
    act, writing = request.POST.get("act", "") or request.GET.get("do", ""), "edit" in shown.moves
    context = {
        "guidance": guiding.at_step(
            "plan", shown.plan.state, request.user, about=plan.number, about_page="plan", household_no=plan.household_no
        ),
        "shown": shown, "plan": shown.plan, "line": shown.line, "problem": problem, "posted": request.POST, "act": act,
        "today": clock.today(), "is_live": shown.plan.state in LIVE,
        "ending": queries.ending_of(shown, request.user),
        "helper": plan_acts.helper_of(plan.household_no) if writing or "take_back" in shown.moves else None,
        "near": [(one, heads[one.household_no].head_name if one.household_no in heads else one.household_no) for one in near],
        "kinds": policy.kinds(), "owners": owners.choices() if writing else [],
        "uuid": request.POST.get("uuid") or str(uuid.uuid4()),
        "open": request.POST.get("measure", "") or request.GET.get("tiao", ""),
        "percent": settled.percent if settled else None,
    }  # fmt: skip
    return render(request, "web/plan.html", context, status=422 if problem else 200)


@page("plan.photo", path="jihua/<str:number>/zhaopian/<uuid:photo>/", title="措施凭证", may=P.PLAN_READ,
      scope=queries.find_plan, posts=READERS - {Role.LEADER}, sample=lambda _account: None)  # fmt: skip
def photo(request: PageRequest, plan: Any, photo: uuid.UUID) -> HttpResponse:
    """One photo of a measure; that it was looked at is recorded."""
    if not queries.shows_photo(plan, photo):
        raise Http404
    return HttpResponse(actions.open_photo(photo, by=request.user), content_type="image/jpeg")


def _some_household(account: Any) -> dict[str, str] | None:
    found = queries.some_plan(account)
    return {"household_no": found.household_no} if found else None


@page("household.plan", path="hu/<str:household_no>/jihua/", title="一户一策", may=P.PLAN_READ,
      scope=registry.find_household, posts=READERS, methods={"GET", "POST"}, phone=True, sample=_some_household)  # fmt: skip
def of_household(request: PageRequest, household_no: str) -> HttpResponse:
    """A family's plans, newest first; without one under way, what a draft would propose, and drafting it."""
    home = registry.listed([household_no], request.user).get(household_no)
    writes = scope_of(request.user, P.PLAN_WRITE).covers(home.village_code if home else None)
    if request.method == "POST":
        if not writes:
            raise Http404
        try:
            made = actions.draft(
                household_no, act=actions.Act(request.user), helper=plan_acts.helper_of(household_no)
            )  # fmt: skip
        except DomainError as refusal:
            toast.leave(request, str(refusal), icon="info")
            return redirect("household.plan", household_no=household_no)
        toast.leave(request, "已起草，请按这一户的实际改，再提交")
        return redirect("plan", number=made.number)
    found = queries.of_household(household_no)
    live = next((one for one in found if one.plan.state in LIVE), None)
    clear = sees_clear(request.user, Field.HEALTH)
    ground = ground_of(household_no, clock.today()) if live is None and clear else None
    context = {
        "guidance": guiding.at_step(
            "plan", "draft", request.user, about=household_no, about_page="household.plan", household_no=household_no
        ) if writes and live is None else None,
        "home": home, "household_no": household_no, "found": found, "live": live, "writes": writes,
        "ground": ground, "draft": ground.draft() if ground else None, "clear": clear,
    }  # fmt: skip
    return render(request, "web/plan_household.html", context)
