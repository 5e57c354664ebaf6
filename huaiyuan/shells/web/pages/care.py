"""稳定跟踪: families whose risk was cleared, by their next look, with whom to ask; those cleared before are taken along."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base import audit
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.queries import may
from huaiyuan.base.pages import export, scopes, toast, words
from huaiyuan.base.pages.listing import Column, Listing, Sort, View
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.base.pages.templatetags import huaiyuan as parts
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.casework import actions, errors, queries, trail

POSTS = {Role.COUNTY_CENTER, Role.LEADER, Role.TOWNSHIP, Role.VILLAGE}
CARE = Listing(
    name="care",
    columns=(
        Column("head", "户主", lambda r: r.head_name or r.household_no, under=lambda r: r.household_no, row_head=True, card="o0",
               link=lambda r: reverse("cycles.household", args=[r.household_no])),
        Column("due", "下次看", lambda r: parts.deadline(words.counted(r.due.words, str(r.due.colour))) if r.due else "—", card="o1",
               export=lambda r: r.due_on),
        Column("number", "第几次", lambda r: f"第 {r.number} 次", card="start"),
        Column("village", "村", lambda r: r.village, under=lambda r: r.township, card="end"),
        Column("contact", "监测联系人", lambda r: r.contact or "还没登记", card="full", card_label=True),
        Column("cleared", "消除日期", lambda r: r.cleared_on.isoformat(), card="hide"),
    ),
    views=(
        View("all", "都要看的"),
        View("late", "超期的", narrow=lambda rows, _request: rows.filter(due_on__lt=clock.today())),
    ),
    sorts=(Sort("due", "该看的在前", ("due_on", "pk")), Sort("-due", "还早的在前", ("-due_on", "pk"))),
    unit="户",
    empty="没有等着看的户",
)  # fmt: skip


@page("care", path="genzong/", title="稳定跟踪", may=P.CASEWORK_READ, scope=scopes.ROWS, posts=POSTS, methods={"GET", "POST"},
      nav=("监测帮扶", "稳定跟踪", "footprints", 36), phone=True)  # fmt: skip
def care(request: PageRequest) -> HttpResponse:
    """Looks to come within the account's rows; the county takes along families that were cleared before."""
    if request.method == "POST":
        if not may(request.user, P.CASEWORK_COUNTY):
            raise Http404
        count = actions.begin_earlier(by=request.user)
        toast.leave(request, f"已给以前消除的 {count} 户建稳定跟踪" if count else "以前消除的户都有稳定跟踪了")
        return redirect("care")
    rows = CARE.narrow(request, queries.care(request.user))
    found = CARE.part(request, rows)
    may_begin = may(request.user, P.CASEWORK_COUNTY)
    context = {
        "table": CARE.show(
            request, queries.care_lines(found.rows, request.user), total=rows.count(), after=found.after, before=found.before
        ),
        "without": queries.never_looked_after(request.user) if may_begin else 0, "may_export": may(request.user, P.EXPORT),
    }  # fmt: skip
    return render(request, "web/care.html", context)


@page("care.export", path="genzong/daochu/", title="导出稳定跟踪", may=P.EXPORT, scope=scopes.ROWS,
      posts={Role.COUNTY_CENTER, Role.TOWNSHIP})  # fmt: skip
def care_export(request: PageRequest) -> HttpResponse:
    """The list as a file; logged."""
    rows = CARE.narrow(request, queries.care(request.user)).order_by(*CARE.order(request))
    found = queries.care_lines(list(rows[:5000]), request.user)
    with transaction.atomic():
        audit.record(trail.CARE_EXPORTED, by=request.user, subject="cycles", count=len(found), reason="清单导出")
    return export.response("xlsx", "稳定跟踪", CARE.columns, found)


@page("care.contact", path="genzong/<str:household_no>/lianxiren/", title="监测联系人", may=P.CASEWORK_READ,
      scope=queries.find_monitored, methods={"POST"}, posts={Role.TOWNSHIP, Role.VILLAGE})  # fmt: skip
def contact(request: PageRequest, household_no: Any) -> HttpResponse:
    """Say whom to ask of a cleared family."""
    try:
        actions.set_contact(household_no, person_id=request.POST.get("person", "")[:12], by=request.user)
    except DomainError as refusal:
        if refusal.code == errors.NOT_FOUND.code:
            raise Http404 from None
        toast.leave(request, str(refusal), icon="info")
    else:
        toast.leave(request, "已登记监测联系人")
    return redirect("cycles.household", household_no=household_no)
