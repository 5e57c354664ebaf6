"""要我办的措施: what approved plans ask a department to do, recorded by the department itself, singly or many at once."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.pages import areas, scopes, toast, typed
from huaiyuan.base.pages.listing import Choice, Column, Listing, Sort
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.base.pages.templatetags import huaiyuan as parts
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.plans import actions, queries
from huaiyuan.county.plans.actions import Act
from huaiyuan.county.plans.errors import NO_RESULT
from huaiyuan.shells.web.pages import plan_acts

POSTS = {Role.DEPARTMENT}
SAID_MOST = 3


def _stands(row: Any) -> Any:
    if row.overdue_days:
        return parts.badge("red", row.overdue_says, "clock")
    return parts.badge("green", row.state_label, "check") if row.done_on else parts.badge("plain", row.state_label)


def _when(row: Any) -> str:
    return f"{row.done_on:%Y-%m-%d} 落实" if row.done_on else f"{row.planned_to:%Y-%m-%d} 前"


ASKED = Listing(
    name="measures.asked",
    page_size=30,
    columns=(
        Column("head", "户主", lambda r: r.head_name or r.household_no, under=lambda r: r.number, row_head=True, card="o0",
               link=lambda r: reverse("measure.asked", args=[r.number])),
        Column("stands", "状态", _stands, card="o1", export=lambda r: r.state_label),
        Column("what", "办什么", lambda r: r.kind, under=lambda r: r.says),
        Column("village", "村", lambda r: r.village_name, under=lambda r: r.township_name, card="start"),
        Column("when", "几号前", _when, card="end"),
    ),
    filters=(
        Choice("zhen", "乡镇", areas.townships, apply=partial(areas.within, column="plan__village_code")),
        Choice("lei", "类别", lambda request: queries.kinds_asked(request.user), field="kind"),
    ),
    sorts=(Sort("due", "快到期的在前", ("planned_to", "number")), Sort("-done", "刚记的在前", ("-settled_at", "number"))),
    unit="条",
    empty="没有要办的措施",
    pick=lambda r: r.number,
)  # fmt: skip


@page("measures.asked", path="bumen/cuoshi/", title="要我办的措施", may=P.MEASURE_SETTLE, scope=scopes.ROWS, posts=POSTS,
      nav=("", "要我办的措施", "hand-heart", 14))  # fmt: skip
def asked(request: PageRequest) -> HttpResponse:
    """The department's own measures by tab, searched, narrowed and ticked."""
    return _page(request)


def _page(request: PageRequest, problem: str = "") -> HttpResponse:
    text, tab = request.GET.get("q", "")[:40], request.GET.get("tab", "")
    tab = tab if tab in queries.asked_tabs() else "waiting"
    mine = queries.asked_searched(queries.own_measures(request.user), text, request.user)
    rows = ASKED.narrow(request, mine.filter(queries.asked_tabs()[tab][1])).select_related("plan", "settled_by")
    found = ASKED.part(request, rows)
    counts = queries.asked_counts(mine)
    lines = queries.asked_lines(found.rows, request.user)
    context = {
        "table": ASKED.show(request, lines, total=counts[tab] if not text else None, after=found.after, before=found.before),
        "tabs": [(name, said, counts[name]) for name, (said, _) in queries.asked_tabs().items()], "tab": tab, "q": text,
        "bulk": "web/measures_asked_bulk.html" if tab != "done" else "", "today": clock.today(),
        "problem": problem, "said": request.POST, "picked": set(request.POST.getlist("pick")),
    }  # fmt: skip
    return render(request, "web/measures_asked.html", context, status=422 if problem else 200)


@page("measures.asked.together", path="bumen/cuoshi/yiqi/", title="一起记落实", may=P.MEASURE_SETTLE, scope=scopes.ROWS,
      posts=POSTS, methods={"POST"})  # fmt: skip
def together(request: PageRequest) -> HttpResponse:
    """Record several measures as carried out on one day with one sentence; whichever could not be is named with the reason."""
    picked = request.POST.getlist("pick")[: ASKED.page_size]
    try:
        result = plan_acts.result_of(request)
        if not result.says.strip():
            raise DomainError(NO_RESULT)
    except DomainError as refusal:
        return _page(request, str(refusal))
    done = actions.carry_out_many(picked, result, act=Act(request.user))
    for number, why in done.refused[:SAID_MOST]:
        toast.leave(request, f"{number} 没记成：{why}", icon="info")
    if len(done.refused) > SAID_MOST:
        toast.leave(request, f"还有 {len(done.refused) - SAID_MOST} 条没记成，请逐条打开看", icon="info")
    if done.numbers:
        toast.leave(request, f"{len(done.numbers)} 条已记落实，村里不用再记")
    elif not picked:
        toast.leave(request, "还没选措施。请先勾选办完的", icon="info")
    return redirect("measures.asked")


def _some_asked(account: Any) -> dict[str, str] | None:
    number = queries.own_measures(account).order_by("state", "planned_to").values_list("number", flat=True).first()
    return {"number": number} if number else None


@page("measure.asked", path="bumen/cuoshi/<str:number>/", title="要我办的措施", may=P.MEASURE_SETTLE, scope=queries.find_asked,
      posts=POSTS, methods={"GET", "POST"}, phone=True, sample=_some_asked)  # fmt: skip
def one(request: PageRequest, measure: Any) -> HttpResponse:
    """One measure of the department: what is to be done for whom until when, and recording that it was."""
    problem = ""
    if request.method == "POST":
        version = typed.whole(request.POST.get("version", ""))
        try:
            actions.carry_out(
                measure.plan.number, measure.number, plan_acts.result_of(request), act=Act(request.user, version),
                photos=plan_acts.photos(request), client_uuid=typed.client_uuid(request.POST.get("uuid")),
            )  # fmt: skip
        except DomainError as refusal:
            problem = str(refusal)
            measure = queries.find_asked(request.reach, measure.number, request.user) or measure
        else:
            toast.leave(request, "已记落实，村里和乡镇都看得到")
            return redirect("measure.asked", number=measure.number)
    context = {
        "line": queries.asked_lines([measure], request.user)[0], "plan": measure.plan, "row": measure, "problem": problem,
        "posted": request.POST, "open": measure.number if problem else "", "today": clock.today(), "early": False,
        "uuid": request.POST.get("uuid") or str(uuid.uuid4()),
    }  # fmt: skip
    return render(request, "web/measure_asked.html", context, status=422 if problem else 200)
