"""教育: where the children learn, who is out of school and whether that grows, and the comparison of the lists."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.jobs import queries as jobs
from huaiyuan.base.jobs import tasks as queue
from huaiyuan.base.pages import scopes, toast
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel import clock
from huaiyuan.county.guarantees.education import queries
from huaiyuan.county.guarantees.education.registering import JOB


def _schooling(_reach: Scope, account: Any) -> bool | None:
    """Whether the account reads the ledgers of education at all: another department's desk does not."""
    return queries.reads(account) is not None or None


@page("schooling", path="jiaoyu/", title="教育保障", may=P.LEDGER_READ, scope=_schooling, sample=queries.reads)
def schooling(request: PageRequest, _reads: bool) -> HttpResponse:
    """Children by where they learn, families with a dropout, what is behind, and the dated standards of aid."""
    going = jobs.going(JOB)
    desk = queries.desk(request.user)
    pupils = reverse("ledger", args=["pupils"])
    states = [(label, count, f"{pupils}?view=all&state={code}") for code, label, count in desk.states]
    context = {
        "desk": desk,
        "states": states,
        "comparing": desk.may_compare and (going.running or going.queued),
    }
    return render(request, "web/schooling.html", context)


@page(
    "schooling.compare",
    path="jiaoyu/bidui/",
    title="四查三比对",
    may=P.LEDGER_WRITE,
    scope=scopes.NO_ROWS,
    methods={"POST"},
)
def compare(request: PageRequest) -> HttpResponse:
    """Compare registry, roll and cards in the background."""
    if not queries.may_compare(request.user):
        raise Http404
    if not jobs.running(JOB) and not jobs.has_queued(JOB):
        queue.enqueue(JOB, as_of=clock.today().isoformat(), by=request.user.username)
    toast.leave(request, "正在比对底册、学籍和残联名册，完了看“要落实的”")
    return redirect("schooling")
