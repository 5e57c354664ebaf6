"""还缺措施: families at risk without a plan or without a measure that fits, by township and one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from huaiyuan.base import reference
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.pages import scopes, typed
from huaiyuan.base.pages.listing import Column, Listing
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.county.plans import queries
from huaiyuan.county.plans.queries import KINDS, Family
from huaiyuan.county.registry import queries as registry
from huaiyuan.shells.web.pages.orders import offered

READERS = {Role.COUNTY_CENTER, Role.TOWNSHIP, Role.VILLAGE}
PAGE = 50
TOWNSHIP = 9


@dataclass(frozen=True)
class AreaLine:
    """A township or village: how many families are at risk, and how many lack what."""

    name: str
    code: str
    url: str
    at_risk: int
    counts: dict[str, int]


@dataclass(frozen=True)
class FamilyLine:
    """A family with its head and where it lives, in words."""

    family: Family
    head_name: str
    village_name: str

    @property
    def url(self) -> str:
        """Where it is mended: the plan, or drafting one."""
        if self.family.plan_no:
            return reverse("plan", args=[self.family.plan_no])
        return reverse("household.plan", args=[self.family.household_no])

    @property
    def lacks(self) -> str:
        """What it lacks, in words."""
        whats = [lack.what for lack in self.family.lacks]
        return "；".join(whats if self.family.plan_no else ["还没订一户一策", *whats])

    @property
    def would_do(self) -> str:
        """Which kinds would do, of the first thing that it lacks."""
        kinds = next((lack.kinds for lack in self.family.lacks if lack.kinds), ())
        return f"可用：{'、'.join(kinds[:4])}{'等' if len(kinds) > 4 else ''}" if kinds else ""


def _count(code: str) -> Callable[[Any], Any]:
    return lambda row: row.counts[code] or "—"


AREAS = Listing(
    name="lacking_areas",
    columns=(
        Column("name", "乡镇、村", lambda r: r.name, link=lambda r: r.url, row_head=True, card="o0"),
        Column("at_risk", "风险未消除", lambda r: r.at_risk, unit="户", numeric=True, card="o1"),
        *(Column(code, title, _count(code), unit="户", numeric=True, card_label=True,
                 card="end" if place % 2 else "start") for place, (code, title) in enumerate(KINDS.items())),
    ),
    unit="个",
    empty="这里没有风险未消除的户",
)  # fmt: skip
FAMILIES = Listing(
    name="lacking_families",
    columns=(
        Column("head", "户主", lambda r: r.head_name or r.family.household_no, under=lambda r: r.family.category,
               link=lambda r: r.url, row_head=True, card="o0"),
        Column("village", "村", lambda r: r.village_name, card="o1"),
        Column("risks", "风险类型", lambda r: "、".join(r.family.risks)),
        Column("lacks", "缺什么", lambda r: r.lacks, under=lambda r: r.would_do),
        Column("plan", "一户一策", lambda r: r.family.plan_state or "没有", card="hide"),
    ),
    unit="户",
    pick=lambda r: r.family.household_no,
    empty="每一户都有针对性措施",
)  # fmt: skip


@page("lacking_measures", path="jihua/que/", title="还缺措施", may=P.PLAN_READ, scope=scopes.ROWS, posts=READERS, phone=True,
      nav=("监测帮扶", "还缺措施", "circle-alert", 26))  # fmt: skip
def lacking(request: PageRequest) -> HttpResponse:
    """Who lacks a fitting measure: by area, then family by family, as of now."""
    found = queries.of_account(request.user)
    within, what = request.GET.get("qu", ""), request.GET.get("que", "")
    what = what if what in KINDS else ""
    here = [one for one in found if one.village_code.startswith(within if within.isdigit() else "")]
    wanted = [one for one in here if (what in one.whats if what else one.whats)]
    begin = typed.whole_or(request.GET.get("from"), 0)
    length = 12 if len(within) == TOWNSHIP or not request.reach.is_county else TOWNSHIP
    areas = _areas(here, length, request) if len(within) < 12 else []
    context = {
        "total": len(here), "lack": len([one for one in here if one.whats]), "within": within, "what": what,
        "areas": AREAS.show(request, areas, total=len(areas)) if len(areas) > 1 else None,
        "tabs": [("", "都看", sum(bool(one.whats) for one in here)),
                 *((code, title, sum(code in one.whats for one in here)) for code, title in KINDS.items())],
        "table": FAMILIES.show(request, _lines(wanted[begin : begin + PAGE], request), total=len(wanted)),
        "bulk": offered(request.user), "next": begin + PAGE if begin + PAGE < len(wanted) else 0, "previous": begin >= PAGE, "back": max(begin - PAGE, 0),
    }  # fmt: skip
    return render(request, "web/plans_lacking.html", context)


def _areas(found: Iterable[Family], length: int, request: PageRequest) -> list[AreaLine]:
    grouped: dict[str, list[Family]] = {}
    for one in found:
        grouped.setdefault(one.village_code[:length], []).append(one)
    names = {code: place.short_name for code, place in reference.places_by_code(list(grouped)).items()}
    return [
        AreaLine(
            names.get(code, code), code, f"{request.path}?qu={code}", len(rows),
            {kind: sum(kind in one.whats for one in rows) for kind in KINDS},
        )
        for code, rows in sorted(grouped.items()) if any(one.whats for one in rows)
    ]  # fmt: skip


def _lines(rows: list[Family], request: PageRequest) -> list[FamilyLine]:
    homes = registry.listed([one.household_no for one in rows], request.user)
    names = {
        code: place.short_name for code, place in reference.places_by_code({one.village_code for one in rows}).items()
    }
    return [
        FamilyLine(
            one, homes[one.household_no].head_name if one.household_no in homes else "",
            names.get(one.village_code, one.village_code),
        )
        for one in rows
    ]  # fmt: skip
