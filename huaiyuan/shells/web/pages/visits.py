"""走访: what helpers saw in a township or village, with marks that one may ask about; nobody is ranked by it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from huaiyuan.base.access.permissions import P
from huaiyuan.base.pages import scopes
from huaiyuan.base.pages.listing import Choice, Column, Listing, Sort
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.base.pages.templatetags import huaiyuan as parts
from huaiyuan.county.duty import queries
from huaiyuan.county.duty.types import Mark, Way
from huaiyuan.shells.web.pages.pairings import OFFICES, _villages


def _marks(row: Any) -> str:
    return "；".join(Mark(mark).label for mark in row.marks)


VISITS = Listing(
    name="visits",
    columns=(
        Column("head", "户", lambda r: f"{r.head_name or r.household_no} 户", under=lambda r: r.village_name, row_head=True,
               card="o0", link=lambda r: reverse("pairing", args=[r.household_no])),
        Column("on", "日期", lambda r: parts.day(r.visit.visited_on), under=lambda r: r.visit.way_label, card="o1",
               export=lambda r: f"{r.visit.visited_on:%Y-%m-%d}"),
        Column("looks", "五看", lambda r: "；".join(r.visit.bad) or "都好"),
        Column("note", "一句话", lambda r: r.visit.note or None),
        Column("helper", "帮扶责任人", lambda r: r.visit.helper_name, card="start"),
        Column("photos", "照片", lambda r: len(r.visit.photos), unit="张", numeric=True, card="hide"),
        Column("marks", "可以问一句", lambda r: _marks(r) or None, card="full"),
    ),
    filters=(
        Choice("village", "村", _villages, field="village_code"),
        Choice("way", "方式", lambda _: Way.choices, field="way"),
        Choice("bad", "五看", lambda _: [("1", "有不好的")], apply=lambda rows, _: rows.filter(looks_bad__gt=0)),
    ),
    sorts=(Sort("-on", "新的在前", ("-visited_on",)), Sort("on", "旧的在前", ("visited_on",))),
    unit="次",
    empty="还没有走访",
)  # fmt: skip


@page("visits", path="zoufang/", title="走访", may=P.PAIRING_READ, scope=scopes.ROWS, posts=OFFICES,
      nav=("监测帮扶", "走访", "footprints", 32))  # fmt: skip
def visits(request: PageRequest) -> HttpResponse:
    """Visits of the account's area, the newest first."""
    rows = VISITS.narrow(request, queries.visits(request.user))
    found = VISITS.part(request, rows)
    table = VISITS.show(
        request, queries.shown(found.rows, request.user), total=rows.count(), after=found.after, before=found.before
    )
    return render(request, "web/visits.html", {"table": table})
