"""Pages that exist for the tests of the gate only."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import path

from huaiyuan.base.access.models import Account, Posting
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.pages import page as pages
from huaiyuan.base.pages import scopes
from huaiyuan.base.pages.page import page

BEFORE = dict(pages.PAGES)


def by_village(reach, code):
    return code if reach.covers(code) and Posting.objects.filter(area_code=code).exists() else None


@page("t.village", path="t/cun/<str:code>/", title="试：村", may=P.LEAD_READ, scope=by_village, sample=lambda _: None)
def village(request, code):
    return HttpResponse(f"村 {code}")


@page("t.write", path="t/xie/<str:code>/", title="试：写", may=P.LEAD_VERIFY, scope=by_village, methods={"POST"})
def write(request, code):
    return HttpResponse(f"写 {code}")


@page(
    "t.rows", path="t/qingdan/", title="试：清单", may=P.LEAD_READ, scope=scopes.ROWS, posts={Role.TOWNSHIP}, queries=8
)
def rows(request):
    found = request.reach.filter(Posting.objects.order_by("pk"), "area_code")
    return HttpResponse(" ".join(p.area_code for p in found))


@page("t.greedy", path="t/tan/", title="试：查太多", may=P.LEAD_READ, scope=scopes.NO_ROWS, queries=4)
def greedy(request):
    for _ in range(3):
        Account.objects.count()
    return HttpResponse("多")


@page(
    "t.absent", path="t/wu/", title="试：自己说没有", may=P.LEAD_READ, scope=scopes.NO_ROWS, nav=("", "试", "inbox", 1)
)
def absent(request):
    raise Http404


def undeclared(request):
    return HttpResponse("没有申报")


MINE = {n: p for n, p in pages.PAGES.items() if n not in BEFORE}
pages.PAGES.clear()
pages.PAGES.update(BEFORE)

urlpatterns = [
    *(path(p.path, p, name=p.name) for p in {**BEFORE, **MINE}.values()),
    path("t/weishenbao/", undeclared),
]
