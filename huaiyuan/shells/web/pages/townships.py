"""本镇 on one screen, and for the county every township the same way."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.queries import standing
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.pages import scopes
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel import clock
from huaiyuan.county.leads import queries


@page("townships", path="xiangzhen/", title="各乡镇", may=P.LEAD_READ, scope=scopes.ROWS,
      posts={Role.COUNTY_CENTER, Role.LEADER}, nav=("监测预警", "各乡镇", "map-pin", 35))  # fmt: skip
def townships(request: PageRequest) -> HttpResponse:
    """Open leads of every township, in the fixed order, none ranked."""
    loads = queries.by_township(queries.workload(request.user))
    most = max((load.live for load in loads), default=0)
    tiles = [queries.Tile(load, queries.heat(load.live, most)) for load in loads]
    return render(request, "web/townships.html", {"tiles": tiles, "today": clock.today()})


def _within(reach: Scope, code: str) -> str | None:
    return code if len(code) == TOWNSHIP and reach.covers(code) else None


TOWNSHIP = 9


def _first(account: Any) -> dict[str, str] | None:
    loads = queries.by_township(queries.workload(account))
    return {"code": loads[0].code} if loads else None


@page("township", path="xiangzhen/<str:code>/", title="乡镇", may=P.LEAD_READ, scope=_within,
      posts={Role.COUNTY_CENTER, Role.LEADER, Role.TOWNSHIP}, sample=_first)  # fmt: skip
def township(request: PageRequest, code: str) -> HttpResponse:
    """One township: 红的, 今天到期, 卡在谁手里; every number opens its list."""
    return _shown(request, code, county=request.reach.is_county)


@page("township.own", path="benzhen/", title="本镇", may=P.LEAD_READ, scope=scopes.ROWS, posts={Role.TOWNSHIP},
      nav=("", "本镇", "map-pin", 15), dock=("本镇", "map-pin", 15))  # fmt: skip
def own(request: PageRequest) -> HttpResponse:
    """The township's own."""
    held = [post.area_code for post in standing(request.user).held if post.role is Role.TOWNSHIP]
    return _shown(request, held[0], county=False)


def _shown(request: PageRequest, code: str, *, county: bool) -> HttpResponse:
    found = queries.township(request.user, code)
    if found is None:
        raise Http404
    return render(request, "web/township.html", {"town": found, "county": county, "today": clock.today()})
