"""一户一档: finding a household, walking a village group by group, and the page of one household."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base import audit, reference
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.queries import may, scope_of
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.pages import areas, scopes, typed
from huaiyuan.base.pages.forms import Reason
from huaiyuan.base.pages.listing import Column, Listing
from huaiyuan.base.pages.page import PAGES, PageRequest, page
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.registry import actions, queries
from huaiyuan.county.registry.actions.revealing import LABELS, SealedField
from huaiyuan.shells.web.pages.orders import offered

SEEN = "web.household.seen"
audit.declare(SEEN, "看一户一档")

KINDS = (("", "全部"), ("lifted", "脱贫户"), ("monitored", "监测对象"))


def _household_url(row: Any) -> str:
    return reverse("household", args=[row.household_no])


def _standing_words(row: Any) -> str:
    """What a household is, in one line: 监测对象 · 突发严重困难户（风险未消除）, 脱贫户."""
    if row.category:
        return f"{row.category}（风险{row.risk_state}）"
    return row.archive_type or "—"


FOUND = Listing(
    name="found",
    columns=(
        Column(
            "name", "姓名", lambda r: r.name, under=lambda r: r.id_shown, link=_household_url, row_head=True, card="o0"
        ),
        Column("relation", "与户主关系", lambda r: r.relation, card="start"),
        Column("household", "户编号", lambda r: r.household_no, card="hide"),
        Column(
            "place", "在哪", lambda r: f"{r.township_name}{r.village_name}", under=lambda r: r.group_name or "未分组"
        ),
        Column("standing", "户类型", _standing_words),
    ),
    unit="人",
    empty="没有找到这样的人或户",
)

VILLAGE = Listing(
    name="village",
    columns=(
        Column("head", "户主", lambda r: r.head_name or "—", link=_household_url, row_head=True, card="o0"),
        Column("walk", "走访次序", lambda r: r.walk_order, numeric=True, card="hide"),
        Column("members", "人口", lambda r: r.members, unit="人", numeric=True, card="o1"),
        Column("standing", "户类型", _standing_words),
        Column("number", "户编号", lambda r: r.household_no, card="hide"),
    ),
    unit="户",
    pick=lambda r: r.household_no,
    empty="这里没有户",
)


@page(
    "search",
    path="hu/",
    title="一户一档",
    may=P.HOUSEHOLD_SEARCH,
    scope=scopes.ROWS,
    nav=("", "一户一档", "house", 20),
    dock=("户", "house", 20),
    phone=True,
)
def search(request: PageRequest) -> HttpResponse:
    """Find by name, ID number, tail or household number; without a question, choose a village."""
    text = request.GET.get("q", "").strip()
    if not text:
        village = _only_village(request.reach)
        if village:
            return redirect("village", village_code=village)
        return render(request, "web/search.html", {"q": "", "townships": areas.villages_by_township(request.reach)})
    found = queries.search(text, request.user, after=request.GET.get("from") or None)
    table = FOUND.show(request, found.rows, total=None)
    return render(request, "web/search.html", {"q": text, "found": found, "table": table})


def _only_village(reach: Scope) -> str | None:
    villages = [p for p in reach.prefixes if len(p) == 12]
    return villages[0] if len(reach.prefixes) == 1 and villages else None


def _covered_village(reach: Scope, village_code: str) -> str | None:
    known = reference.places_by_code([village_code])
    return village_code if village_code in known and reach.covers(village_code) and len(village_code) == 12 else None


@page(
    "village",
    path="cun/<str:village_code>/",
    title="村里的户",
    may=P.HOUSEHOLD_READ,
    scope=_covered_village,
    phone=True,
    posts={Role.COUNTY_CENTER, Role.TOWNSHIP, Role.VILLAGE},
    sample=lambda account: {"village_code": code} if (code := _some_village(account)) else None,
)
def village(request: PageRequest, village_code: str) -> HttpResponse:
    """A village's households in walking order, by 村民组; 未分组 stays visible."""
    group, kind = request.GET.get("zu", ""), request.GET.get("lei", "")
    shown = queries.village_page(
        village_code, request.user, group=group, kind=kind, after=request.GET.get("from") or None
    )
    place = reference.places_by_code([village_code, village_code[:9]])
    groups = queries.village_groups(village_code, request.user)
    context = {
        "place": place[village_code],
        "township": place.get(village_code[:9]),
        "groups": groups,
        "group": group,
        "kind": kind,
        "kinds": KINDS,
        "households": sum(g.households for g in groups),
        "page_rows": shown,
        "sections": _by_group(request, shown.rows),
        "bulk": offered(request.user),
    }
    return render(request, "web/village.html", context)


def _by_group(request: PageRequest, rows: list[Any]) -> list[tuple[str, Any]]:
    sections: dict[str, list[Any]] = {}
    for row in rows:
        sections.setdefault(row.group_name, []).append(row)
    return [(name, VILLAGE.show(request, part, total=None)) for name, part in sections.items()]


def _some_village(account: Any) -> str | None:
    reach = scope_of(account, P.HOUSEHOLD_READ)
    return next((v.code for v in reference.places(level="village") if reach.covers(v.code)), None)


def _some_household(account: Any) -> dict[str, str] | None:
    code = _some_village(account)
    if code is None:
        return None
    rows = queries.village_page(code, account, kind="monitored", limit=1).rows
    rows = rows or queries.village_page(code, account, limit=1).rows
    return {"household_no": rows[0].household_no} if rows else None


@page(
    "household",
    path="hu/<str:household_no>/",
    title="一户一档",
    may=P.HOUSEHOLD_READ,
    scope=queries.open_household,
    phone=True,
    sample=_some_household,
)
def household(request: PageRequest, rows: Any) -> HttpResponse:
    """The whole story of one household, as of a day."""
    on = typed.day_in_address(request.GET.get("on"))
    shown = queries.page_of(rows, request.user, on=on)
    household_no = rows.household.household_no
    with transaction.atomic():
        audit.record(
            SEEN, by=request.user, subject=f"household:{household_no}", household_no=household_no,
            village_code=shown.village_code if shown else "",
        )  # fmt: skip
    context = {
        "household": shown,
        "on": on or clock.today(),
        "may_print": may(request.user, P.FORM_PRINT),
        "may_reveal": may(request.user, P.PERSONAL_REVEAL),
        "may_change": may(request.user, P.HOUSEHOLD_CHANGE),
        "may_pairing": may(request.user, P.PAIRING_READ),
        "may_income": may(request.user, P.INCOME_READ),
        "may_plan": may(request.user, P.PLAN_READ),
        "may_secured": PAGES["secured.household"].permits(request.user),
        "may_order": may(request.user, P.ORDER_ISSUE),
        "lives_on": shown.lives_on if shown and shown.closed_on else "",
        "today": clock.today(),
    }
    return render(request, "web/household.html", context)


@page(
    "household.reveal",
    path="hu/<str:household_no>/kan/",
    title="看完整号码",
    may=P.PERSONAL_REVEAL,
    scope=queries.find_household,
    methods={"GET", "POST"},
    sample=_some_household,
)
def reveal(request: PageRequest, household_no: str) -> HttpResponse:
    """Show one value of one person in clear, with a reason that stands in the audit log."""
    shown = queries.household_page(household_no, request.user, story=False)
    form = Reason(request.POST or None)
    context: dict[str, Any] = {"household": shown, "form": form, "fields": LABELS}
    if request.method == "POST" and form.is_valid() and shown is not None:
        person = next((m for m in shown.members if m.person_id == request.POST.get("person")), None)
        field = next((f for f in SealedField if f.value == request.POST.get("field")), None)
        if person is None or field is None:
            form.add_error(None, "请先选人和要看的号码")
        else:
            try:
                value = actions.reveal(person.person_id, field, reason=form.cleaned_data["reason"], by=request.user)
                context |= {"person": person, "label": LABELS[field], "value": value}
            except DomainError as refusal:
                form.add_error(None, str(refusal))
    return render(request, "web/reveal.html", context, status=422 if form.errors else 200)
