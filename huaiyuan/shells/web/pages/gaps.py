"""应享未享: what families should have and have not, and the reverse, policy by policy; what is 不明 and what lacks for it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base import audit
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.queries import may
from huaiyuan.base.jobs import queries as jobs
from huaiyuan.base.jobs import tasks as background
from huaiyuan.base.pages import export, scopes, toast, typed
from huaiyuan.base.pages.listing import Column
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel import clock
from huaiyuan.county.guarantees.entitlements import queries, trail

JOB, UNIT = "gaps", "条"
HANDS = {Role.COUNTY_CENTER, Role.LEADER, Role.TOWNSHIP, Role.VILLAGE, Role.DEPARTMENT}
FOR_FILE = (
    Column("household", "户编号", lambda r: r.household_no), Column("village", "村", lambda r: r.village),
    Column("department", "责任部门", lambda r: r.department), Column("says", "缺什么", lambda r: r.says),
)  # fmt: skip


@page("gaps", path="yingxiang/", title="应享未享", may=P.LEDGER_READ, scope=scopes.ROWS, posts=HANDS,
      nav=("五条底线", "应享未享", "scale", 5))  # fmt: skip
def gaps(request: PageRequest) -> HttpResponse:
    """Every policy with what lacks, what is too much and what is 不明, each leading to the rows behind it."""
    going, found = jobs.going(JOB), queries.newest()
    lines = queries.policies(request.user, found) if found else []
    context = {
        "found": found, "months": found.manifest["months"] if found else [], "lines": lines,
        "lacking": sum(x.lacking for x in lines), "lacking_yuan": sum((x.lacking_yuan for x in lines), Decimal(0)),
        "too_much": sum(x.too_much for x in lines), "too_much_yuan": sum((x.too_much_yuan for x in lines), Decimal(0)),
        "unknown": sum(x.unknown for x in lines), "may_run": may(request.user, P.SCREEN_RUN),
        "running": going.running, "queued": going.queued, "newest": jobs.latest(JOB, "county"),
    }  # fmt: skip
    return render(request, "web/gaps.html", context)


@page(
    "gaps.run", path="yingxiang/he/", title="重新核应享未享", may=P.SCREEN_RUN, scope=scopes.NO_ROWS, methods={"POST"}
)
def run(request: PageRequest) -> HttpResponse:
    """Compute in the background."""
    background.enqueue(JOB, as_of=clock.today().isoformat(), by=request.user.get_username())
    toast.leave(request, "已排上，离开本页不影响")
    return redirect("gaps")


@page("gaps.unknown", path="yingxiang/buming/", title="应享未享不明", may=P.LEDGER_READ, scope=scopes.ROWS, posts=HANDS)
def unknown(request: PageRequest) -> HttpResponse:
    """What is 不明, by what lacks; one lack opens to its people."""
    found = queries.newest()
    benefit, missing = request.GET.get("zhengce", ""), request.GET.get("que", "")
    start = typed.whole_or(request.GET.get("from"), 0)
    people: list[Any] = []
    total, groups = 0, queries.lacks(request.user, found) if found else []
    if found and benefit:
        people, total = queries.unknown(request.user, found, benefit=benefit, missing=missing, offset=start)
        groups = [one for one in groups if one.benefit == benefit and (not missing or one.missing == missing)]
    asked = {"zhengce": benefit, "que": missing}
    here = reverse("gaps.unknown")
    context = {
        "groups": [(one, f"{here}?{urlencode({'zhengce': one.benefit, 'que': one.missing})}") for one in groups],
        "people": people, "total": total, "first": start + 1, "last": start + len(people), "benefit": benefit,
        "query": urlencode(asked), "may_export": may(request.user, P.EXPORT),
        "before": f"{here}?{urlencode({**asked, 'from': max(0, start - queries.PAGE)})}" if start else "",
        "after": f"{here}?{urlencode({**asked, 'from': start + len(people)})}" if start + len(people) < total else "",
    }  # fmt: skip
    return render(request, "web/gaps_unknown.html", context)


@page("gaps.export", path="yingxiang/buming/daochu/", title="导出应享未享不明", may=P.EXPORT, scope=scopes.ROWS, posts=HANDS,
      methods={"GET"})  # fmt: skip
def unknown_export(request: PageRequest) -> HttpResponse:
    """The people of the address bar as a file; logged, with the number of rows."""
    found = queries.newest()
    rows: list[Any] = []
    if found:
        rows, _ = queries.unknown(
            request.user, found, benefit=request.GET.get("zhengce", ""), missing=request.GET.get("que", ""), limit=None
        )
    audit.record(trail.EXPORTED, by=request.user, subject="gaps", writes=False, rows=len(rows), reason="清单导出")
    return export.response("csv" if request.GET.get("as") == "csv" else "xlsx", "应享未享不明", FOR_FILE, rows)


@page("gaps.household", path="yingxiang/hu/<str:household_no>/", title="一户的应享未享", may=P.LEDGER_READ,
      scope=queries.find_household, posts=HANDS, sample=queries.some_household)  # fmt: skip
def household(request: PageRequest, household: str) -> HttpResponse:
    """One household: each member's gaps in a sentence, where each stands, and what is 不明."""
    found = queries.newest()
    lines = queries.of_household(household, request.user, found) if found else []
    wrong = [one for one in lines if one.how not in queries.UNKNOWN]
    context = {
        "household_no": household, "wrong": wrong, "open": [one for one in lines if one.how in queries.UNKNOWN],
        "lacking_yuan": sum((one.yuan or Decimal(0) for one in wrong if one.how == queries.How.LACKING), Decimal(0)),
        "too_much_yuan": sum((one.yuan or Decimal(0) for one in wrong if one.how != queries.How.LACKING), Decimal(0)),
        "months": found.manifest["months"] if found else [], "may_open": may(request.user, P.HOUSEHOLD_READ),
    }  # fmt: skip
    return render(request, "web/gaps_household.html", context)
